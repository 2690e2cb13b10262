import NIOCore

/// What a running statement has to say: sent in large pieces, the next only when the one before it has left.
struct ResultOutput {
    private let channel: any Channel
    private let unasked: UnaskedMessages
    private let flushSize: Int
    var buffer: ByteBuffer
    private var lastWrite: EventLoopFuture<Void>?

    init(channel: any Channel, unasked: UnaskedMessages, buffer: ByteBuffer, flushSize: Int) {
        self.channel = channel
        self.unasked = unasked
        self.buffer = buffer
        self.flushSize = flushSize
        unasked.begin()
    }

    /// Calls the database. What it says meanwhile goes out behind what is written here already.
    mutating func calling<Result>(_ database: () async throws -> Result) async rethrows -> Result {
        unasked.leave(&buffer)
        defer { unasked.takeBack(&buffer) }
        return try await database()
    }

    /// Sends what there is when it is long. A client that reads slowly makes this wait, with at most two pieces in memory.
    /// - Throws: when the client has gone.
    mutating func flushIfLong() async throws {
        guard buffer.readableBytes >= flushSize else { return }
        if let lastWrite { try await lastWrite.get() }
        lastWrite = channel.writeAndFlush(buffer)
        buffer = ByteBuffer()
    }

    /// Everything is written. - Returns: what is not sent yet.
    mutating func end() -> ByteBuffer {
        unasked.end(&buffer)
        return buffer
    }
}
