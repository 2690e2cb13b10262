import Logging
@testable import PGWire

/// Runs a server with the fake database on a free port for as long as `body` takes.
func withServer(
    _ change: (inout PGServerConfiguration) -> Void = { _ in },
    _ body: (_ port: Int, _ database: FakeDatabase) async throws -> Void
) async throws {
    var configuration = PGServerConfiguration(port: 0)
    change(&configuration)
    let database = FakeDatabase()
    let server = PGServer(configuration: configuration, database: database, logger: Logger(label: "test"))
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        try await body(try await server.port, database)
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// The same with a client that is logged in as `ann`.
func withClient(
    onNotice: @escaping @Sendable (NoticeMessage) -> Void = { _ in }, _ body: (PGClient) async throws -> Void
) async throws {
    try await withServer { port, _ in
        let client = try await PGClient.connect(.ann(port), onNotice: onNotice)
        try await body(client)
        await client.close()
    }
}

extension PGClientConfiguration {
    static func ann(_ port: Int) -> PGClientConfiguration {
        PGClientConfiguration(port: port, user: "ann", password: "secret", database: "shop")
    }
}

extension PGClientConnection {
    /// Receives until ReadyForQuery, which is the last.
    func receiveUntilReady() async throws -> [BackendMessage] {
        var all: [BackendMessage] = []
        while true {
            all += try await receive()
            if case .readyForQuery? = all.last { return all }
        }
    }
}
