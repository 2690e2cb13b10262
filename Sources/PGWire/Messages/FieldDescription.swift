import Core
import NIOCore

/// A column in RowDescription.
struct FieldDescription: Hashable, Sendable {
    var name: String
    var type: TypeOID
    /// Bytes of a value, -1 when they vary.
    var size: Int16
    /// Precision and scale of a numeric, else -1.
    var modifier: Int32
    var isBinary: Bool

    init(_ column: Column, isBinary: Bool) {
        name = column.name
        type = TypeOID(column.type)
        size = type.size
        modifier = TypeOID.modifier(of: column.type)
        self.isBinary = isBinary
    }

    init(body: inout ByteBuffer) throws(SQLFailure) {
        name = try body.readRequiredText()
        guard let (_, _, oid, size, modifier, format) = body.readMultipleIntegers(as: (UInt32, Int16, UInt32, Int16, Int32, Int16).self)
        else { throw FrontendMessage.malformed }
        type = TypeOID(rawValue: oid)
        self.size = size
        self.modifier = modifier
        isBinary = format == 1
    }

    func write(into buffer: inout ByteBuffer) {
        buffer.writeZeroTerminated(name)
        // Table and column number: the wire knows no tables.
        buffer.writeMultipleIntegers(UInt32(0), Int16(0), type.rawValue, size, modifier, Int16(isBinary ? 1 : 0))
    }
}
