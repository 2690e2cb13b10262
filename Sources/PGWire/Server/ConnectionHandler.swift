import Core
import Logging
import NIOCore
import NIOSSL

/// One connection: feeds what arrives to the state machines and does what they say. Lives on its channel's event loop.
///
/// Statements that take microseconds run right here. Everything else goes to the connection's `ConnectionWorker`; meanwhile
/// messages wait, and beyond a limit are not even read. Answers are collected and sent when the client waits for them.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What all connections of a server share.
    struct Server: Sendable {
        var configuration: PGServerConfiguration
        var tls: NIOSSLContext?
        var registry: ConnectionRegistry
        /// Makes up verifiers for users that do not exist.
        var secret: [UInt8]
        var logger: Logger
    }

    enum Phase {
        case startup
        case session(any WireSession)
        /// An error was sent; this many bytes of the message that caused it are thrown away before the end.
        case discarding(remaining: Int)
        case closed
    }

    /// Bytes of a message before the client is authenticated.
    static let startupLimit = 1 << 16
    /// Bytes that may wait while something runs, before the client is made to wait.
    private static let waitingLimit = 1 << 18
    /// Bytes of answers that are sent without waiting for a Sync.
    static let flushSize = 1 << 16
    /// Capacity of the output buffer that an idle connection keeps.
    private static let keptCapacity = 1 << 13
    /// How long the rest of a refused message is thrown away.
    private static let discardTime = TimeAmount.seconds(10)

    let server: Server
    let processID: Int32
    let secret: Int32
    let jobs: AsyncStream<ConnectionJob>.Continuation
    var phase = Phase.startup
    /// Of the phase `startup`.
    var login: StartupStateMachine
    /// Of the phase `session`.
    var queries = QueryStateMachine()
    var decoder = FrontendDecoder()
    var output = ByteBuffer()
    var startup: StartupParameters?
    /// Reported by the session before it was open.
    var parameterChanges: [(name: String, value: String)] = []
    var context: ChannelHandlerContext?
    var wantsFlush = false
    private var isProcessing = false
    private var isWritable = true
    private var holdsRead = false
    private var isShuttingDown = false
    private var timeout: Scheduled<Void>?
    private var busyPoll: BusyPoll?
    /// Something was sent since the last read began.
    private var hasAnswered = false

    init(server: Server, processID: Int32, secret: Int32, jobs: AsyncStream<ConnectionJob>.Continuation) {
        self.server = server
        self.processID = processID
        self.secret = secret
        self.jobs = jobs
        login = StartupStateMachine(requiresTLS: server.configuration.tls?.isRequired ?? false)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        busyPoll = BusyPoll(context, of: processID, limit: server.configuration.busyPoll)
        if context.channel.isActive { startTimeout(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        startTimeout(context)
        context.fireChannelActive()
    }

    private func startTimeout(_ context: ChannelHandlerContext) {
        guard timeout == nil else { return }
        let limit = server.configuration.authenticationTimeout
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            self.refuse(SQLFailure(.queryCanceled, "canceling authentication due to timeout"))
        }
    }

    func endTimeout() {
        timeout?.cancel()
        timeout = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch phase {
        case .startup, .session:
            busyPoll?.received()
            hasAnswered = false
            decoder.append(bytes)
            process()
        case .discarding(let remaining): discard(bytes.readableBytes, of: remaining)
        case .closed: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasAnswered, case .session = phase, !isBusy, isWritable { busyPoll?.wait() }
        hasAnswered = false
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        process()
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if canRead { context.read() } else { holdsRead = true }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset or a failed handshake: nothing that anybody here can cure.
        server.logger.debug("connection failed", metadata: ["process": "\(processID)", "error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Processing

    private var isBusy: Bool {
        switch phase {
        case .startup: login.isBusy
        case .session: queries.isBusy
        case .discarding, .closed: true
        }
    }

    /// While something runs, a part of the client's next messages is taken in, so that it is noticed when it goes.
    private var canRead: Bool {
        if case .discarding = phase { return true }
        return decoder.count < Self.waitingLimit || !isBusy
    }

    /// Takes in all messages that are there, until one has to wait for the worker or the client reads too slowly.
    func process() {
        guard !isProcessing, let context else { return }
        isProcessing = true
        do throws(FrontendDecoder.Failure) {
            while isWritable, !isBusy, try processOne() {
                if output.readableBytes >= Self.flushSize { flushOutput() }
            }
        } catch {
            refuse(error.failure, remaining: error.remaining)
        }
        isProcessing = false
        if wantsFlush {
            wantsFlush = false
            flushOutput()
        }
        if isShuttingDown { sayGoodbyeIfIdle() }
        if holdsRead, canRead {
            holdsRead = false
            context.read()
        }
    }

    /// False: more bytes are needed.
    private func processOne() throws(FrontendDecoder.Failure) -> Bool {
        switch phase {
        case .startup:
            if login.expectsPacket {
                guard let packet = try decoder.nextPacket(limit: Self.startupLimit) else { return false }
                perform(startup: login.received(packet, canEncrypt: server.tls != nil, bytesFollow: !decoder.isEmpty))
            } else {
                guard let frame = try decoder.nextFrame(limit: Self.startupLimit) else { return false }
                perform(startup: login.received(frame))
            }
        case .session:
            guard let frame = try decoder.nextFrame(limit: server.configuration.maximumMessageSize) else { return false }
            do throws(SQLFailure) {
                perform(queries.received(try FrontendMessage(frame)))
            } catch {
                perform(queries.malformed(frame.type, error))
            }
        case .discarding, .closed: return false
        }
        return true
    }

    /// A job of the worker is done. Of no interest any more when the connection has ended meanwhile.
    func finished(_ outcome: ConnectionOutcome) {
        busyPoll?.worked()
        switch (phase, outcome) {
        case (.startup, .foundVerifier(let result)): foundVerifier(result)
        case (.startup, .openedSession(let result)): openedSession(result)
        case (.session, .queried(let output, let tags)):
            take(output)
            perform(queries.queryFinished(tags))
        case (.session, .prepared(let result)): perform(queries.prepared(result))
        case (.session, .executed(let execution, let output)):
            take(output)
            perform(queries.executed(execution))
        case (.session, .released): perform(queries.released())
        case (.startup, _), (.session, _), (.discarding, _), (.closed, _): return
        }
        process()
    }

    /// What the worker did not send goes before what is said now; while it ran nothing else was written.
    private func take(_ output: ByteBuffer) {
        if self.output.readableBytes == 0 {
            self.output = output
        } else {
            self.output.writeImmutableBuffer(output)
        }
    }

    func flushOutput() {
        guard let context, output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        hasAnswered = true
        if output.capacity > Self.keptCapacity { output = ByteBuffer() } else { output.clear() }
    }

    // MARK: The end

    /// Sends an error that ends the connection, and ends it.
    /// - Parameter remaining: bytes of a message that are thrown away first, so that the client, which may send all before it
    ///   reads anything, gets to see the error.
    func refuse(_ failure: SQLFailure, remaining: Int = 0) {
        guard let context else { return }
        switch phase {
        case .startup, .session: break
        case .discarding, .closed: return
        }
        server.logger.debug("connection refused", metadata: ["process": "\(processID)", "sqlstate": "\(failure.sqlState.rawValue)"])
        endTimeout()
        BackendMessage.error(ReportFields(failure, severity: "FATAL")).write(into: &output)
        releaseResults()
        let kept = decoder.discard()
        if remaining > kept {
            phase = .discarding(remaining: remaining - kept)
            flushOutput()
            timeout = context.eventLoop.assumeIsolated().scheduleTask(in: Self.discardTime) { self.closeNow() }
        } else {
            phase = .closed
            let bytes = output
            output = ByteBuffer()
            let written = context.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenComplete { _ in self.closeNow() }
            context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
        }
    }

    private func discard(_ count: Int, of remaining: Int) {
        if count >= remaining {
            phase = .closed
            closeNow()
        } else {
            phase = .discarding(remaining: remaining - count)
        }
    }

    func closeNow() {
        context?.close(promise: nil)
    }

    /// The server is stopping: the connection ends when nothing runs and no message is half read.
    func shutDown() {
        isShuttingDown = true
        process()
    }

    private func sayGoodbyeIfIdle() {
        switch phase {
        case .startup: break
        case .session: if queries.isBusy { return }
        case .discarding, .closed: return
        }
        refuse(SQLFailure(.adminShutdown, "terminating connection due to administrator command"))
    }

    /// Interrupts what runs and closes.
    func abort(_ failure: SQLFailure = SQLFailure(.adminShutdown, "terminating connection due to administrator command")) {
        if case .session(let session) = phase { session.cancel() }
        refuse(failure)
    }

    private func releaseResults() {
        guard case .session = phase else { return }
        let open = queries.openResults
        if !open.isEmpty { jobs.yield(.release(open)) }
    }

    /// The client has gone, or is gone from.
    private func end() {
        endTimeout()
        if case .session(let session) = phase {
            session.cancel()
            releaseResults()
        }
        phase = .closed
        queries = QueryStateMachine()
        jobs.finish()
    }
}
