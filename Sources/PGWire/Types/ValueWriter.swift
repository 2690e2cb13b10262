import Core
import NIOCore

/// Writes single values, for rows that are not in columns, columns that have no array of their own, and elements of lists.
enum ValueWriter {
    /// Writes a value as DataRow holds it, with its length before it.
    /// - Throws: `SQLFailure` 22003 for a value that the binary format cannot hold, 54000 for one of more than a gigabyte.
    static func writeWithLength(_ value: Value, type: SQLType, isBinary: Bool, into buffer: inout ByteBuffer) throws(SQLFailure) {
        if value.isNull {
            buffer.writeInteger(Int32(-1))
            return
        }
        let start = buffer.writerIndex
        buffer.writeInteger(Int32(0))
        if isBinary { try writeBinary(value, type: type, into: &buffer) } else { writeText(value, type: type, into: &buffer) }
        let length = buffer.writerIndex - start - 4
        guard length <= ChunkWriter.maximumRowSize else { throw ChunkWriter.rowTooLong }
        buffer.setInteger(Int32(length), at: start)
    }

    /// - Parameter value: not NULL.
    static func writeText(_ value: Value, type: SQLType, into buffer: inout ByteBuffer) {
        switch value {
        case .null: break
        case .boolean(let flag): buffer.writeInteger(UInt8(ascii: flag ? "t" : "f"))
        case .integer(let number): buffer.writeText(number)
        case .double(let number):
            if case .float = type { buffer.writeText(Float(number)) } else { buffer.writeText(number) }
        case .text(let string): buffer.writeString(string)
        case .blob(let bytes):
            buffer.writeString("\\x")
            for byte in bytes { buffer.writeHex(byte) }
        case .date(let days): buffer.writeText(date: Int64(days))
        case .time(let microseconds): buffer.writeText(time: microseconds)
        case .timeTZ(let microseconds, let offset): buffer.writeText(time: microseconds, offset: offset)
        case .timestamp(let microseconds): buffer.writeText(timestamp: microseconds, hasZone: false)
        case .timestampTZ(let microseconds): buffer.writeText(timestamp: microseconds, hasZone: true)
        case .interval(let months, let days, let microseconds):
            buffer.writeText(months: months, days: days, microseconds: microseconds)
        case .uuid(let bits): buffer.writeText(uuid: bits)
        case .list(let elements): writeArrayText(elements, type: type, into: &buffer)
        case .hugeint, .uhugeint, .decimal, .structure, .map: buffer.writeString(value.text ?? "")
        }
    }

    private static func writeArrayText(_ elements: [Value], type: SQLType, into buffer: inout ByteBuffer) {
        let elementType = if case .list(let element) = type { element } else { SQLType.varchar }
        buffer.writeInteger(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            switch element {
            case .null: buffer.writeString("NULL")
            case .list: writeText(element, type: elementType, into: &buffer)
            default:
                var text = ByteBuffer()
                writeText(element, type: elementType, into: &text)
                writeArrayElement(text, into: &buffer)
            }
        }
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    /// Quotes what an array's text would read as something else. Source: PostgreSQL manual, "Array Input and Output Syntax".
    private static func writeArrayElement(_ text: ByteBuffer, into buffer: inout ByteBuffer) {
        let bytes = text.readableBytesView
        let isNullWord = bytes.count == 4 && bytes.elementsEqual("null".utf8) { $0 | 0x20 == $1 }
        let needsQuotes = bytes.isEmpty || isNullWord || bytes.contains { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "{")
                || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") || byte == 0x20 || (0x09...0x0D).contains(byte)
        }
        guard needsQuotes else {
            buffer.writeImmutableBuffer(text)
            return
        }
        buffer.writeInteger(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { buffer.writeInteger(UInt8(ascii: "\\")) }
            buffer.writeInteger(byte)
        }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    /// - Parameter value: not NULL, of the kind that the type asks for.
    static func writeBinary(_ value: Value, type: SQLType, into buffer: inout ByteBuffer) throws(SQLFailure) {
        switch value {
        case .null: break
        case .boolean(let flag): buffer.writeInteger(UInt8(flag ? 1 : 0))
        case .integer(let number): writeBinary(integer: number, type: type, into: &buffer)
        case .hugeint(let number): buffer.writeBinary(numeric: number.magnitude, isNegative: number < 0, scale: 0)
        case .uhugeint(let number): buffer.writeBinary(numeric: number, isNegative: false, scale: 0)
        case .double(let number):
            if case .float = type { buffer.writeInteger(Float(number).bitPattern) } else { buffer.writeInteger(number.bitPattern) }
        case .decimal(let unscaled, let scale):
            buffer.writeBinary(numeric: unscaled.magnitude, isNegative: unscaled < 0, scale: scale)
        case .text(let string):
            if case .bit = type { buffer.writeBinary(bits: string) } else { buffer.writeString(string) }
        case .blob(let bytes): buffer.writeBytes(bytes)
        case .date(let days): try buffer.writeBinary(date: Int64(days))
        case .time(let microseconds): buffer.writeInteger(microseconds)
        case .timeTZ(let microseconds, let offset):
            buffer.writeInteger(microseconds)
            buffer.writeInteger(-offset)
        case .timestamp(let microseconds), .timestampTZ(let microseconds): try buffer.writeBinary(timestamp: microseconds)
        case .interval(let months, let days, let microseconds):
            buffer.writeInteger(microseconds)
            buffer.writeInteger(days)
            buffer.writeInteger(months)
        case .uuid(let bits): buffer.writeInteger(bits)
        case .list(let elements): try writeArrayBinary(elements, type: type, into: &buffer)
        case .structure, .map: buffer.writeString(value.text ?? "")
        }
    }

    /// In the width of the type's OID; what has no integer of the wire that is wide enough goes as numeric.
    static func writeBinary(integer number: Int64, type: SQLType, into buffer: inout ByteBuffer) {
        switch type {
        case .tinyint, .smallint, .utinyint: buffer.writeInteger(Int16(clamping: number))
        case .integer, .usmallint: buffer.writeInteger(Int32(clamping: number))
        case .ubigint, .hugeint, .uhugeint, .decimal:
            buffer.writeBinary(numeric: UInt128(number.magnitude), isNegative: number < 0, scale: 0)
        default: buffer.writeInteger(number)
        }
    }

    /// Source: PostgreSQL's `array_send`.
    private static func writeArrayBinary(_ elements: [Value], type: SQLType, into buffer: inout ByteBuffer) throws(SQLFailure) {
        var elementType = type
        while case .list(let inner) = elementType { elementType = inner }
        var dimensions: [Int] = []
        var level = elements
        while true {
            dimensions.append(level.count)
            guard case .list(let inner)? = level.first else { break }
            level = inner
        }
        var leaves: [Value] = []
        try collectLeaves(elements, dimensions[...], into: &leaves)
        buffer.writeInteger(Int32(leaves.isEmpty ? 0 : dimensions.count))
        buffer.writeInteger(Int32(leaves.contains(where: \.isNull) ? 1 : 0))
        buffer.writeInteger(TypeOID(elementType).rawValue)
        guard !leaves.isEmpty else { return }
        for dimension in dimensions {
            buffer.writeInteger(Int32(dimension))
            buffer.writeInteger(Int32(1))
        }
        for leaf in leaves {
            if leaf.isNull {
                buffer.writeInteger(Int32(-1))
            } else {
                let start = buffer.writerIndex
                buffer.writeInteger(Int32(0))
                try writeBinary(leaf, type: elementType, into: &buffer)
                buffer.setInteger(Int32(buffer.writerIndex - start - 4), at: start)
            }
        }
    }

    private static func collectLeaves(
        _ elements: [Value], _ dimensions: ArraySlice<Int>, into leaves: inout [Value]
    ) throws(SQLFailure) {
        guard elements.count == dimensions.first else { throw ragged }
        let isLast = dimensions.count == 1
        for element in elements {
            if case .list(let inner) = element {
                guard !isLast else { throw ragged }
                try collectLeaves(inner, dimensions.dropFirst(), into: &leaves)
            } else {
                guard isLast else { throw ragged }
                leaves.append(element)
            }
        }
    }

    private static var ragged: SQLFailure {
        SQLFailure(
            SQLState(rawValue: "2202E"), "lists of different lengths inside a list have no binary format",
            hint: "ask for the text format, or cast the column to text")
    }
}
