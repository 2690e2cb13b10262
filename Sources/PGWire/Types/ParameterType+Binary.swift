import Core
import NIOCore

extension ParameterType {
    /// Reads a value from its binary form.
    /// - Throws: `SQLFailure` 22P03 when the bytes have not the form of the type, 22003 when the number is out of range.
    func value(binary: ByteBuffer) throws(SQLFailure) -> Value {
        try Self.value(binary, oid: oid, as: type, keepsScale: isDeclared)
    }

    private static func value(_ bytes: ByteBuffer, oid: TypeOID, as type: SQLType, keepsScale: Bool) throws(SQLFailure) -> Value {
        switch type {
        case .boolean: return .boolean(try integer(bytes, UInt8.self, "boolean") != 0)
        case .tinyint: return try ranged(integer(bytes, Int16.self, "smallint"), Int64(Int8.min)...Int64(Int8.max), "tinyint")
        case .utinyint: return try ranged(integer(bytes, Int16.self, "smallint"), 0...Int64(UInt8.max), "utinyint")
        case .smallint: return .integer(Int64(try integer(bytes, Int16.self, "smallint")))
        case .integer: return .integer(Int64(try integer(bytes, Int32.self, "integer")))
        case .usmallint: return try ranged(integer(bytes, Int32.self, "integer"), 0...Int64(UInt16.max), "usmallint")
        case .bigint: return .integer(try integer(bytes, Int64.self, "bigint"))
        case .uinteger:
            if oid == .oid { return .integer(Int64(try integer(bytes, UInt32.self, "oid"))) }
            return try ranged(integer(bytes, Int64.self, "bigint"), 0...Int64(UInt32.max), "uinteger")
        case .ubigint, .hugeint, .uhugeint: return try NumericParameter(binary: bytes).integer(type)
        case .decimal(let precision, let scale):
            let number = try NumericParameter(binary: bytes)
            return keepsScale ? try number.value : try number.rounded(precision: precision, scale: scale)
        case .float: return .double(Double(Float(bitPattern: try integer(bytes, UInt32.self, "real"))))
        case .double: return .double(Double(bitPattern: try integer(bytes, UInt64.self, "double precision")))
        case .varchar, .enumeration, .null: return .text(try bytes.validatedText())
        case .json:
            var text = bytes
            if oid == .jsonb {
                guard text.readInteger(as: UInt8.self) == 1 else { throw malformed("jsonb") }
            }
            return try ParameterType(.json).value(text: text)
        case .blob: return .blob(Array(bytes.readableBytesView))
        case .bit: return .text(try bits(bytes))
        case .date:
            let days = try integer(bytes, Int32.self, "date")
            if days == .max || days == .min { return .date(days == .max ? .max : -.max) }
            guard let shifted = Int32(exactly: Int64(days) + ByteBuffer.daysToWireEpoch) else { throw .outOfWireRange("date") }
            return .date(shifted)
        case .time:
            let microseconds = try integer(bytes, Int64.self, "time")
            guard (0...86_400_000_000).contains(microseconds) else { throw .outOfWireRange("time") }
            return .time(microseconds)
        case .timeTZ:
            var buffer = bytes
            guard bytes.readableBytes == 12, let (microseconds, west) = buffer.readMultipleIntegers(as: (Int64, Int32).self),
                (0...86_400_000_000).contains(microseconds), (-57_599...57_599).contains(west)
            else { throw malformed("time with time zone") }
            return .timeTZ(microseconds: microseconds, offset: -west)
        case .timestamp: return .timestamp(try timestamp(bytes, "timestamp"))
        case .timestampTZ: return .timestampTZ(try timestamp(bytes, "timestamp with time zone"))
        case .interval:
            var buffer = bytes
            guard bytes.readableBytes == 16, let (microseconds, days, months) = buffer.readMultipleIntegers(as: (Int64, Int32, Int32).self)
            else { throw malformed("interval") }
            return .interval(months: months, days: days, microseconds: microseconds)
        case .uuid: return .uuid(try integer(bytes, UInt128.self, "uuid"))
        case .list(let element): return try list(bytes, of: element, keepsScale: keepsScale)
        case .structure, .map:
            throw SQLFailure(
                .featureNotSupported, "a parameter of type \(type.sql) is not supported",
                hint: "send it as text and cast it in the statement")
        }
    }

    static func malformed(_ type: String) -> SQLFailure {
        SQLFailure(.invalidBinaryRepresentation, "incorrect binary data format for type \(type)")
    }

    private static func integer<Integer: FixedWidthInteger>(
        _ bytes: ByteBuffer, _: Integer.Type, _ type: String
    ) throws(SQLFailure) -> Integer {
        guard bytes.readableBytes == MemoryLayout<Integer>.size, let number = bytes.getInteger(at: bytes.readerIndex, as: Integer.self)
        else { throw malformed(type) }
        return number
    }

    private static func ranged(
        _ number: some FixedWidthInteger, _ range: ClosedRange<Int64>, _ type: String
    ) throws(SQLFailure) -> Value {
        let number = Int64(number)
        guard range.contains(number) else {
            throw SQLFailure(.numericValueOutOfRange, "value \"\(number)\" is out of range for type \(type)")
        }
        return .integer(number)
    }

    private static func timestamp(_ bytes: ByteBuffer, _ type: String) throws(SQLFailure) -> Int64 {
        let microseconds = try integer(bytes, Int64.self, type)
        if microseconds == .max || microseconds == .min { return microseconds == .max ? .max : -.max }
        let (shifted, overflow) = microseconds.addingReportingOverflow(ByteBuffer.microsecondsToWireEpoch)
        guard !overflow, shifted.magnitude < UInt64(Int64.max) else { throw .outOfWireRange(type) }
        return shifted
    }

    private static func bits(_ bytes: ByteBuffer) throws(SQLFailure) -> String {
        var buffer = bytes
        guard let count = buffer.readInteger(as: Int32.self), count >= 0, buffer.readableBytes == (Int(count) + 7) / 8
        else { throw malformed("bit") }
        let view = buffer.readableBytesView
        let digits = (0..<Int(count)).map { index -> UInt8 in
            let byte = view[view.startIndex + index / 8]
            return byte >> UInt8(7 - index % 8) & 1 == 1 ? UInt8(ascii: "1") : UInt8(ascii: "0")
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Source: PostgreSQL's `array_recv`.
    private static func list(_ bytes: ByteBuffer, of element: SQLType, keepsScale: Bool) throws(SQLFailure) -> Value {
        var buffer = bytes
        guard let (count, flags, oid) = buffer.readMultipleIntegers(as: (Int32, Int32, UInt32).self),
            (0...6).contains(count), flags == 0 || flags == 1
        else { throw malformed("array") }
        guard count > 0 else {
            guard buffer.readableBytes == 0 else { throw malformed("array") }
            return .list([])
        }
        var dimensions: [Int] = []
        for _ in 0..<count {
            guard let (size, _) = buffer.readMultipleIntegers(as: (Int32, Int32).self), size >= 0 else { throw malformed("array") }
            dimensions.append(Int(size))
        }
        // No count is believed: each element takes at least four bytes of what was received.
        let isEmpty = dimensions.contains(0)
        var elements = isEmpty ? 0 : 1
        for dimension in dimensions where !isEmpty {
            elements = elements.multipliedReportingOverflow(by: dimension).partialValue
            guard (1...buffer.readableBytes / 4 + 1).contains(elements) else { throw malformed("array") }
        }
        if isEmpty {
            guard buffer.readableBytes == 0 else { throw malformed("array") }
            return .list([])
        }
        let elementOID = TypeOID(rawValue: oid)
        var innermost = element
        for _ in 1..<count {
            guard case .list(let inner) = innermost else {
                throw SQLFailure(
                    .invalidBinaryRepresentation, "an array of \(count) dimensions was sent for type \(element.sql)[]")
            }
            innermost = inner
        }
        func read(_ dimensions: ArraySlice<Int>) throws(SQLFailure) -> Value {
            var values: [Value] = []
            for _ in 0..<(dimensions.first ?? 0) {
                if dimensions.count > 1 {
                    values.append(try read(dimensions.dropFirst()))
                } else {
                    guard let length = buffer.readInteger(as: Int32.self), length >= -1 else { throw malformed("array") }
                    if length == -1 {
                        values.append(.null)
                    } else {
                        guard let slice = buffer.readSlice(length: Int(length)) else { throw malformed("array") }
                        values.append(try value(slice, oid: elementOID, as: innermost, keepsScale: keepsScale))
                    }
                }
            }
            return .list(values)
        }
        let list = try read(dimensions[...])
        guard buffer.readableBytes == 0 else { throw malformed("array") }
        return list
    }
}
