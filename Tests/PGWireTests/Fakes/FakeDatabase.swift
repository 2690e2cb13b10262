import Core
@testable import PGWire
import Synchronization

/// A database without data: its statements name what they do (see `FakeStatement`). Its users are `ann` (password `secret`) and
/// `ärne` (password `пароль`).
final class FakeDatabase: WireDatabase {
    private let opened = Mutex<[StartupParameters]>([])
    private let closed = Mutex(0)

    var sessions: [StartupParameters] { opened.withLock { $0 } }
    var closedSessions: Int { closed.withLock { $0 } }

    static let verifier = ScramVerifier(password: "secret", salt: Array("0123456789abcdef".utf8))
    private static let otherVerifier = ScramVerifier(password: "пароль", salt: Array("fedcba9876543210".utf8))

    func verifier(forUser name: String) async throws -> ScramVerifier? {
        switch name {
        case "ann": Self.verifier
        case "ärne": Self.otherVerifier
        default: nil
        }
    }

    func openSession(_ startup: StartupParameters, connection: WireConnection) async throws -> any WireSession {
        guard startup.database != "nowhere" else {
            throw SQLFailure(.invalidCatalogName, "database \"nowhere\" does not exist")
        }
        opened.withLock { $0.append(startup) }
        connection.parameterStatus("is_superuser", "on")
        return FakeSession(connection: connection) { [self] in closed.withLock { $0 += 1 } }
    }
}
