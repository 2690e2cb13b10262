import Core
import NIOCore

extension ByteBuffer {
    /// The protocol's String: text up to a zero byte; nil when there is no zero byte.
    /// - Throws: `SQLFailure` 22021 when it is not UTF-8.
    mutating func readZeroTerminatedText() throws(SQLFailure) -> String? {
        let readable = readableBytesView
        guard let end = readable.firstIndex(of: 0) else { return nil }
        let length = end - readable.startIndex
        if length == 0 {
            moveReaderIndex(forwardBy: 1)
            return ""
        }
        let text: String? = withUnsafeReadableBytes { bytes in
            String(validating: UnsafeRawBufferPointer(rebasing: bytes[0..<length]), as: UTF8.self)
        }
        guard let text else {
            throw SQLFailure(SQLState(rawValue: "22021"), "invalid byte sequence for encoding \"UTF8\"")
        }
        moveReaderIndex(forwardBy: length + 1)
        return text
    }

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
