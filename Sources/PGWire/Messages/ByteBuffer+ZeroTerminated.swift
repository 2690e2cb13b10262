import Core
import NIOCore

extension ByteBuffer {
    /// The protocol's String: text up to a zero byte; nil when there is no zero byte.
    /// - Throws: `SQLFailure` 22021 when it is not UTF-8.
    mutating func readZeroTerminatedText() throws(SQLFailure) -> String? {
        var length: Int?
        let text: String? = withUnsafeReadableBytes { bytes in
            length = bytes.firstIndex(of: 0)
            return length.flatMap { Self.text(UnsafeRawBufferPointer(rebasing: bytes[..<$0])) }
        }
        guard let length else { return nil }
        guard let text else { throw Self.notUTF8 }
        moveReaderIndex(forwardBy: length + 1)
        return text
    }

    /// All readable bytes as text.
    /// - Throws: `SQLFailure` 22021 when they are not UTF-8, or hold a zero byte.
    func validatedText() throws(SQLFailure) -> String {
        let text: String? = withUnsafeReadableBytes { bytes in bytes.contains(0) ? nil : Self.text(bytes) }
        guard let text else { throw Self.notUTF8 }
        return text
    }

    /// nil: not UTF-8. Most texts of the protocol are short and ASCII, which is seen at once.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
    }

    private static var notUTF8: SQLFailure { SQLFailure(SQLState(rawValue: "22021"), "invalid byte sequence for encoding \"UTF8\"") }

    /// - Parameter text: a zero byte in it, which the protocol cannot carry, ends it.
    mutating func writeZeroTerminated(_ text: String) {
        if text.utf8.contains(0) { writeBytes(text.utf8.prefix { $0 != 0 }) } else { writeString(text) }
        writeInteger(UInt8(0))
    }

    /// Writes a message: its type, its length, and what `body` writes.
    @inline(__always)
    mutating func writeMessage(_ type: Unicode.Scalar, _ body: (inout ByteBuffer) -> Void) {
        writeInteger(UInt8(ascii: type))
        let start = writerIndex
        writeInteger(Int32(0))
        body(&self)
        setInteger(Int32(writerIndex - start), at: start)
    }

    /// Writes a message that is only a type.
    mutating func writeMessage(_ type: Unicode.Scalar) {
        writeInteger(UInt8(ascii: type))
        writeInteger(Int32(4))
    }
}
