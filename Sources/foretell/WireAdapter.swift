import CatalogStore
import Core
import Execution
import PGWire
import SQLFrontEnd

/// Serves sessions of the database over the wire.
struct WireAdapter: WireDatabase {
    private let database: ForetellDatabase

    init(_ database: ForetellDatabase) { self.database = database }

    func verifier(forUser name: String) async throws -> ScramVerifier? {
        try await database.catalog.user(named: name).flatMap { ScramVerifier(text: $0.verifier) }
    }

    func openSession(_ startup: StartupParameters, connection: WireConnection) async throws -> any WireSession {
        guard let user = try await database.catalog.user(named: startup.user) else {
            throw SQLFailure(.invalidAuthorization, "user \"\(startup.user)\" does not exist")
        }
        guard user.canLogIn else {
            throw SQLFailure(.invalidAuthorization, "role \"\(user.name)\" is not permitted to log in", hint: "ALTER USER \(quotedIdentifier(user.name)) LOGIN")
        }
        let session = try Session(
            database, user: user.name, userID: user.id, id: startup.processID, application: startup.applicationName ?? "", address: startup.remoteAddress,
            end: { connection.end($0) }, notice: { message, detail in connection.notice(message, detail: detail) })
        if let options = startup.parameters["options"] { try session.configure(options: options) }
        if user.isSuperuser { connection.parameterStatus("is_superuser", "on") }
        return SessionAdapter(session)
    }
}

private final class SessionAdapter: WireSession {
    private let session: Session

    init(_ session: Session) { self.session = session }

    func split(_ text: String) throws -> [WireStatementText] {
        try Parser.split(text).map { WireStatementText(text: $0.text, position: $0.position) }
    }

    func prepare(_ text: String, parameterTypes: [SQLType?]) async throws -> any WireStatement {
        StatementAdapter(statement: try await session.prepare(text, parameterTypes: parameterTypes))
    }

    var transactionStatus: TransactionStatus {
        switch session.transactionState {
        case .idle: .idle
        case .open: .inTransaction
        case .failed: .failed
        }
    }

    func cancel() { session.cancel() }

    func close() async { await session.close() }
}

private struct StatementAdapter: WireStatement {
    let statement: any PreparedStatement
    var parameterTypes: [SQLType] { statement.parameterTypes }
    var columns: [Column]? { statement.columns }

    func executeInline(_ parameters: [Value]) throws -> WireInlineResult? {
        try statement.runInline(parameters).map { WireInlineResult(values: $0.values, tag: CommandTag($0.tag)) }
    }

    func execute(_ parameters: [Value]) async throws -> any WireResult {
        ResultAdapter(result: try await statement.run(parameters))
    }
}

private struct ResultAdapter: WireResult {
    let result: any StatementResult
    var columns: [Column]? { result.columns }
    var tag: CommandTag { CommandTag(result.tag) }

    func next() async throws -> Chunk? { try await result.next() }
    func cancel() async { await result.cancel() }
}

extension CommandTag {
    init(_ tag: StatementTag) {
        switch tag {
        case .select: self = .select
        case .insert(let rows): self = .insert(rows)
        case .command("DISCARD ALL"): self = .discardAll
        case .command("DEALLOCATE"): self = .deallocate(nil)
        case .command(""): self = .empty
        case .command(let text): self = .other(text)
        }
    }
}
