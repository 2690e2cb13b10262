import Core
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Serves a database over the PostgreSQL protocol, version 3.
package struct PGServer: Service {
    private let configuration: PGServerConfiguration
    private let database: any WireDatabase
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) -> Void
    private let boundPort = BoundPort()

    /// - Parameter onListening: called with the real port when connections are accepted.
    package init(
        configuration: PGServerConfiguration, database: any WireDatabase, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.database = database
        self.logger = logger
        self.onListening = onListening
    }

    /// The port that is bound; waits until it is.
    /// - Throws: what binding threw.
    package var port: Int { get async throws { try await boundPort.value } }

    /// Accepts and serves connections until a graceful shutdown or the cancellation of the task.
    ///
    /// A graceful shutdown stops accepting, ends idle connections with 57P01, and gives running statements
    /// `shutdownGracePeriod` to finish; then they are interrupted.
    /// - Throws: `SQLFailure` when the address cannot be bound or the certificate not be read.
    package func run() async throws {
        let registry = ConnectionRegistry(maximumConnections: configuration.maximumConnections)
        let (workers, newWorkers) = AsyncStream.makeStream(of: ConnectionWorker.self)
        let listener: any Channel
        do {
            listener = try await bind(registry, newWorkers)
        } catch {
            boundPort.set(.failure(error))
            throw error
        }
        let port = listener.localAddress?.port ?? configuration.port
        boundPort.set(.success(port))
        logger.debug("listening", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
        onListening(port)
        listener.closeFuture.whenComplete { _ in newWorkers.finish() }

        let shutdownGracePeriod = configuration.shutdownGracePeriod
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await worker in workers { group.addTask { await worker.run() } }
            }
        } onCancelOrGracefulShutdown: {
            listener.close(promise: nil)
            registry.shutDown()
            listener.eventLoop.scheduleTask(in: TimeAmount(shutdownGracePeriod)) { registry.abort() }
        }
    }

    private func bind(_ registry: ConnectionRegistry, _ newWorkers: AsyncStream<ConnectionWorker>.Continuation) async throws -> any Channel {
        var generator = SystemRandomNumberGenerator()
        let server = ConnectionHandler.Server(
            configuration: configuration, tls: try configuration.tls.map(Self.context), registry: registry,
            secret: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }, logger: logger)
        let database = database
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            // One read takes all that a client waits for; a second would only find nothing.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.accept(channel, server, database, newWorkers)
                }
            }
        do {
            return try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch {
            throw SQLFailure(
                .ioError, "cannot listen on \"\(configuration.host):\(configuration.port)\": \(error)",
                hint: "is another server using the port? choose another one")
        }
    }

    private static func context(_ tls: PGServerConfiguration.TLS) throws -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificatePath).map(NIOSSLCertificateSource.certificate)
            let key = try NIOSSLPrivateKey(file: tls.keyPath, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw SQLFailure(
                .ioError, "cannot use the certificate \"\(tls.certificatePath)\" with the key \"\(tls.keyPath)\": \(error)",
                hint: "both must be PEM files that belong together")
        }
    }

    /// Sets up a new connection; runs on its event loop.
    private static func accept(
        _ channel: any Channel, _ server: ConnectionHandler.Server, _ database: any WireDatabase,
        _ newWorkers: AsyncStream<ConnectionWorker>.Continuation
    ) throws {
        let (jobs, newJobs) = AsyncStream.makeStream(of: ConnectionJob.self)
        let secret = Int32.random(in: .min ... .max)
        let place = HandlerReference(eventLoop: channel.eventLoop)
        guard let processID = server.registry.add(
            secret: secret,
            shutDown: { place.perform { $0.shutDown() } },
            abort: { place.perform { $0.abort() } })
        else {
            channel.close(promise: nil)
            return
        }
        let handler = ConnectionHandler(server: server, processID: processID, secret: secret, jobs: newJobs)
        place.set(handler)
        let unasked = UnaskedMessages(channel: channel)
        let worker = ConnectionWorker(
            database: database,
            connection: WireConnection(
                onNotice: { notice in
                    if !unasked.send(.notice(ReportFields(notice))) { place.perform { $0.send(notice) } }
                },
                onParameterStatus: { name, value in
                    if !unasked.send(.parameterStatus(name: name, value: value)) { place.perform { $0.send(parameter: name, value) } }
                },
                onTerminate: { failure in place.perform { $0.abort(failure) } }),
            channel: channel, unasked: unasked, jobs: jobs, report: { outcome in place.perform { $0.finished(outcome) } },
            onEnd: {
                place.clear()
                server.registry.remove(processID)
            })
        try channel.pipeline.syncOperations.addHandler(handler)
        newWorkers.yield(worker)
    }
}
