import Core
import DuckEngine
import Synchronization

/// A bound statement that DuckDB runs.
struct DuckStatementPlan: PreparedStatement {
    let session: Session
    let text: String
    let columns: [Column]?
    let parameterTypes: [SQLType]
    let sources: Set<String>
    /// From the rows that were changed.
    var tag: @Sendable (_ changedRows: Int?) -> StatementTag = { _ in .select }

    init(session: Session, text: String, columns: [Column]?, parameterTypes: [SQLType], sources: Set<String>) {
        self.session = session
        self.text = text
        self.columns = columns
        self.parameterTypes = parameterTypes
        self.sources = sources
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let connection = try await connectionToRun()
        let token = session.begin { connection.interrupt() }
        session.database.sessions.set(session.id, active: true)
        let session = session
        let sources = sources
        let finish: @Sendable () -> Void = {
            session.end(token)
            session.database.sessions.set(session.id, active: false)
        }
        do {
            let text = text
            let result = try await session.database.pool.run { try connection.prepare(text).run(parameters) }
            let tag = tag
            let rows = DuckQueryResult(
                columns: columns, result: result, pool: session.database.pool, tagOf: { tag($0.changedRows) },
                translate: { Self.translated($0, sources, session) }, onEnd: finish)
            if connection === session.connection { session.state.withLock { $0.streaming = rows } }
            if columns == nil { await rows.cancel() }
            return rows
        } catch {
            finish()
            throw Self.translated(error, sources, session)
        }
    }

    /// The transaction's connection inside of one, else one of its own: a portal that is not read to its end holds nobody up.
    private func connectionToRun() async throws -> DuckConnection {
        guard session.transactionState == .open else { return try session.database.duck.connect() }
        if let streaming = session.state.withLock({ $0.streaming }) { try await streaming.readAhead() }
        if !session.state.withLock({ $0.duckHasBegun }) {
            let connection = session.connection
            try await session.database.pool.run { try connection.execute("BEGIN TRANSACTION") }
            session.state.withLock { $0.duckHasBegun = true }
        }
        return session.connection
    }

    /// A source that stopped answering is connected anew by the next statement.
    private static func translated(_ error: any Error, _ sources: Set<String>, _ session: Session) -> SQLFailure {
        var failure = SQLFailure(wrapping: error)
        failure.position = nil
        let text = failure.message.lowercased()
        let isLost = failure.sqlState == .connectionFailure || text.contains("server closed the connection") || text.contains("terminating connection")
            || text.contains("no connection to the server") || text.contains("unable to connect") || text.contains("connection refused")
        guard isLost, !sources.isEmpty else { return failure }
        for name in sources.sorted() { try? session.database.detach(name) }
        return SQLFailure(
            .connectionFailure, "the connection to \(sources.sorted().map { "\"\($0)\"" }.joined(separator: ", ")) was lost", detail: failure.message,
            hint: "run the statement again once the database answers")
    }
}

/// EXPLAIN, shown as PostgreSQL shows it: one column of lines.
struct ExplainStatement: PreparedStatement {
    let plan: DuckStatementPlan
    var columns: [Column]? { [Column("QUERY PLAN", .varchar)] }
    var parameterTypes: [SQLType] { plan.parameterTypes }

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let result = try await plan.run(parameters)
        var lines: [[Value]] = []
        while let chunk = try await result.next() {
            for row in 0..<chunk.rowCount {
                let text = chunk.columns.last?[row].text ?? ""
                lines += text.split(separator: "\n", omittingEmptySubsequences: true).map { [.text(String($0))] }
            }
        }
        return FixedResult(columns: columns, chunks: [Chunk(columns ?? [], rows: lines)], tag: .command("EXPLAIN"))
    }
}
