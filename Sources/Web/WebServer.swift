import Hummingbird
package import Logging
import ServiceLifecycle

/// The HTTP side of the server. `GET /health` answers 200 while the server accepts connections.
package struct WebServer: Service {
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - onListening: called once, with the port that is bound.
    package init(host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }) {
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        let router = Router()
        router.get("health") { _, _ in HTTPResponse.Status.ok }
        let onListening = onListening
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port), serverName: "foretell"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await application.runService(gracefulShutdownSignals: [])
    }
}
