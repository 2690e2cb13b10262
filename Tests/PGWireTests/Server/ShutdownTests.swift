import Core
import Logging
import NIOCore
@testable import PGWire
import ServiceLifecycle
import Testing

@Suite("A graceful shutdown", .timeLimit(.minutes(1)))
struct ShutdownTests {
    /// Runs a server until its graceful shutdown, which `body` triggers, is over.
    private func withServiceGroup(
        gracePeriod: Duration, _ body: (_ port: Int, _ shutDown: @Sendable () async -> Void) async throws -> Void
    ) async throws {
        let server = PGServer(
            configuration: PGServerConfiguration(port: 0, shutdownGracePeriod: gracePeriod), database: FakeDatabase(), logger: Logger(label: "test"))
        let group = ServiceGroup(services: [server], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(try await server.port) { await group.triggerGracefulShutdown() }
            try await tasks.waitForAll()
        }
    }

    @Test("idle connections are told, and the server ends")
    func idle() async throws {
        try await withServiceGroup(gracePeriod: .seconds(30)) { port, shutDown in
            let client = try await PGClient.connect(.ann(port))
            await shutDown()
            guard case .error(let fields)? = try await client.connection.receive().first else { return unexpected("no error") }
            #expect(fields.sqlState == .adminShutdown)
            #expect(fields.message == "terminating connection due to administrator command")
            await #expect(throws: SQLFailure.self) { try await PGClient.connect(.ann(port)) }
        }
    }

    @Test("a statement that does not end within the grace period is interrupted")
    func running() async throws {
        try await withServiceGroup(gracePeriod: .milliseconds(50)) { port, shutDown in
            let client = try await PGClient.connect(.ann(port))
            try await client.connection.send(.query("notice started; wait"))
            _ = try await client.connection.receive()
            await shutDown()
            var codes: [SQLState] = []
            while let more = try? await client.connection.receive() {
                for case .error(let fields) in more { codes.append(fields.sqlState) }
            }
            #expect(codes.contains(.adminShutdown))
        }
    }
}
