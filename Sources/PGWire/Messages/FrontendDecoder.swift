import Core
import NIOCore

/// Cuts the bytes of a client into messages, however they arrive. Lengths are checked before anything is kept for them.
struct FrontendDecoder {
    /// What has arrived and is not cut yet.
    private var bytes = ByteBuffer()

    /// Why the stream cannot be read on.
    struct Failure: Error, Hashable {
        var failure: SQLFailure
        /// Bytes of the refused message that are still to come or to be thrown away; 0 when where it ends is unknown.
        var remaining: Int
    }

    var isEmpty: Bool { bytes.readableBytes == 0 }
    /// Bytes that are kept.
    var count: Int { bytes.readableBytes }

    mutating func append(_ more: ByteBuffer) {
        // In the common case the whole of one read is cut where it lies.
        if bytes.readableBytes == 0 { bytes = more } else { bytes.writeImmutableBuffer(more) }
    }

    /// Forgets the bytes that are kept and gives back their count.
    mutating func discard() -> Int {
        let count = bytes.readableBytes
        bytes = ByteBuffer()
        return count
    }

    /// The next message of the start-up; nil: more bytes are needed.
    /// - Parameter limit: bytes.
    mutating func nextPacket(limit: Int) throws(Failure) -> StartupPacket? {
        guard let length = bytes.getInteger(at: bytes.readerIndex, as: Int32.self) else { return nil }
        guard length >= 8, Int(length) <= limit else {
            throw Failure(failure: SQLFailure(.protocolViolation, "invalid length of startup packet"), remaining: 0)
        }
        guard bytes.readableBytes >= Int(length) else { return nil }
        bytes.moveReaderIndex(forwardBy: 4)
        guard let body = bytes.readSlice(length: Int(length) - 4) else { return nil }
        releaseIfEmpty()
        do throws(SQLFailure) {
            return try StartupPacket(body: body)
        } catch {
            throw Failure(failure: error, remaining: 0)
        }
    }

    /// The next typed message; nil: more bytes are needed.
    /// - Parameter limit: bytes of a message, its length field included.
    mutating func nextFrame(limit: Int) throws(Failure) -> FrontendFrame? {
        guard let byte = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return nil }
        guard let type = FrontendFrame.MessageType(rawValue: byte) else {
            throw Failure(failure: SQLFailure(.protocolViolation, "invalid frontend message type \(byte)"), remaining: 0)
        }
        guard let length = bytes.getInteger(at: bytes.readerIndex + 1, as: Int32.self) else { return nil }
        guard length >= 4 else {
            throw Failure(failure: SQLFailure(.protocolViolation, "invalid message length"), remaining: 0)
        }
        guard Int(length) <= limit else {
            let failure = SQLFailure(
                .programLimitExceeded, "a message of \(length) bytes is longer than the limit of \(limit) bytes",
                hint: "send the data in several statements")
            throw Failure(failure: failure, remaining: Int(length) + 1)
        }
        guard bytes.readableBytes > Int(length) else {
            compact()
            return nil
        }
        bytes.moveReaderIndex(forwardBy: 5)
        guard let body = bytes.readSlice(length: Int(length) - 4) else { return nil }
        releaseIfEmpty()
        return FrontendFrame(type: type, body: body)
    }

    /// Memory for a long message, or a whole read, is not kept while a client is idle.
    private mutating func releaseIfEmpty() {
        if bytes.readableBytes == 0 { bytes = ByteBuffer() }
    }

    /// A part of a message must not hold all the messages before it in memory.
    private mutating func compact() {
        if bytes.readerIndex > 1 << 16 { bytes.discardReadBytes() }
    }
}
