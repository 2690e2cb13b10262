import Core
import NIOCore

/// Cuts what a server sends into messages, and reads more only when somebody asks for them.
final class PGClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var bytes = ByteBuffer()
    private var messages: [BackendMessage] = []
    private var waiting: EventLoopPromise<[BackendMessage]>?
    private var failure: SQLFailure?
    private var context: ChannelHandlerContext?
    private let eventLoop: any EventLoop
    /// The one byte that answers a request for encryption comes before all messages.
    private var encryptionAnswer: EventLoopPromise<UInt8>?

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(Self.closed)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        if let promise = encryptionAnswer, let byte = more.readInteger(as: UInt8.self) {
            encryptionAnswer = nil
            promise.succeed(byte)
        }
        if bytes.readableBytes == 0 { bytes = more } else { bytes.writeImmutableBuffer(more) }
        do throws(SQLFailure) {
            while let message = try BackendMessage.read(from: &bytes) { messages.append(message) }
        } catch {
            fail(error)
            context.close(promise: nil)
        }
        if bytes.readableBytes == 0 { bytes = ByteBuffer() } else { bytes.discardReadBytes() }
        deliver()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if waiting != nil || encryptionAnswer != nil { context.read() }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(Self.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(SQLFailure(.connectionFailure, "the connection to the server failed: \(error)"))
        context.close(promise: nil)
    }

    /// All messages that have arrived, at least one.
    func next() -> EventLoopFuture<[BackendMessage]> {
        precondition(waiting == nil, "one reader at a time")
        let promise = eventLoop.makePromise(of: [BackendMessage].self)
        waiting = promise
        deliver()
        if waiting != nil { context?.read() }
        return promise.futureResult
    }

    func answerToEncryptionRequest() -> EventLoopFuture<UInt8> {
        let promise = eventLoop.makePromise(of: UInt8.self)
        if let failure {
            promise.fail(failure)
        } else {
            encryptionAnswer = promise
            context?.read()
        }
        return promise.futureResult
    }

    private func deliver() {
        guard let promise = waiting else { return }
        if !messages.isEmpty {
            let delivered = messages
            messages = []
            waiting = nil
            promise.succeed(delivered)
        } else if let failure {
            waiting = nil
            promise.fail(failure)
        }
    }

    private func fail(_ failure: SQLFailure) {
        if self.failure == nil { self.failure = failure }
        encryptionAnswer?.fail(self.failure ?? failure)
        encryptionAnswer = nil
        deliver()
    }

    static var closed: SQLFailure {
        SQLFailure(.connectionFailure, "the server closed the connection", hint: "is the server still running?")
    }
}
