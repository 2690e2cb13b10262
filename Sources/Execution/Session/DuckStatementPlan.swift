import CatalogStore
import Core
import DuckEngine
import Synchronization

/// A bound statement that DuckDB runs.
struct DuckStatementPlan: PreparedStatement {
    let session: Session
    let text: String
    let columns: [Column]?
    let parameterTypes: [SQLType]
    /// Names of the attached databases that it reads or writes.
    var sources: Set<String>
    /// It lists relations of the system catalog, which looks into every attached database.
    let listsRelations: Bool
    /// From the rows that were changed.
    var tag: @Sendable (_ changedRows: Int?) -> StatementTag = { _ in .select }
    /// What is to be done about the source that it writes to when it fails.
    var onFailure: (@Sendable (SQLFailure, _ makesTable: Bool) async -> Void)?
    /// Whether it makes a table that a failure would leave behind; asked just before it runs.
    var makesTable: (@Sendable () async throws -> Bool)?

    init(session: Session, text: String, columns: [Column]?, parameterTypes: [SQLType], sources: Set<String>, listsRelations: Bool) {
        self.session = session
        self.text = text
        self.columns = columns
        self.parameterTypes = parameterTypes
        self.sources = sources
        self.listsRelations = listsRelations
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let connection = try await connectionToRun()
        let ticket = CallTicket()
        let token = session.begin {
            connection.interrupt()
            ticket.cancel()
        }
        session.database.sessions.set(session.id, active: true)
        let session = session
        if listsRelations { await session.database.showNames() }
        let sources = listsRelations ? try await session.attachAll() : sources.sorted()
        if listsRelations { try await session.hideRelations(on: connection) }
        let finish: @Sendable () -> Void = {
            session.end(token)
            session.database.sessions.set(session.id, active: false)
        }
        var makesTable = false
        do {
            makesTable = try await self.makesTable?() ?? false
            let text = text
            let lane = try await session.database.lanes.lane(Set(sources), in: session.database.directory()) ?? session.database.pool
            let start = ContinuousClock.now
            let result: DuckResult
            do {
                result = try await lane.run(ticket) { try connection.prepare(text).run(parameters) }
            } catch let failure as SQLFailure where failure.sqlState == .undefinedTable && session.transactionState == .idle {
                // Its source may have been attached anew meanwhile, or be waiting for that.
                guard try await session.attachAgain(sources, since: start) else { throw failure }
                result = try await lane.run(ticket) { try connection.prepare(text).run(parameters) }
            }
            let tag = tag
            let rows = DuckQueryResult(
                columns: columns, result: result, pool: lane, ticket: ticket, tagOf: { tag($0.changedRows) },
                translate: { await Self.translated($0, sources, session) }, onEnd: finish)
            if connection === session.connection { session.state.withLock { $0.streaming = rows } }
            if columns == nil { await rows.cancel() }
            return rows
        } catch {
            finish()
            let failure = await Self.translated(error, sources, session)
            await onFailure?(failure, makesTable)
            throw failure
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

    /// Of a statement whose source stopped answering, a failure that names the source, which the next statement connects anew.
    private static func translated(_ error: any Error, _ sources: [String], _ session: Session) async -> SQLFailure {
        var failure = SQLFailure(wrapping: error)
        failure.position = nil
        guard !sources.isEmpty else { return failure }
        let database = session.database
        if failure.sqlState == .undefinedColumn || failure.sqlState == .undefinedTable {
            // It was planned with columns that are gone since.
            let isRenewed = (try? await database.pool.run { database.sources.renew(sources, since: .now) }) ?? false
            if isRenewed { failure.hint = "a table has changed since it was last looked at: run the statement again" }
            return failure
        }
        guard failure.sqlState == .connectionFailure else { return failure }
        let silent = (try? await database.pool.run { database.sources.dropSilent(sources) }) ?? []
        let lost = silent.isEmpty ? sources : silent
        return SQLFailure(
            .connectionFailure, "the connection to \(lost.map { "\"\($0)\"" }.joined(separator: ", ")) was lost", detail: failure.message,
            hint: "run the statement again once the database answers")
    }
}

extension Session {
    /// Tells the views of the system catalog what the user may not know of.
    func hideRelations(on connection: DuckConnection) async throws {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        guard !rights.isSuperuser else { return }
        let sources = directory.sources.values.filter { !rights.sees(Securable($0)) }.map(\.name)
        let relations = (directory.models.values.map { Securable($0.record) } + directory.views.values.map { Securable($0) }).filter { !rights.sees($0) }
        let hidden = sources + relations.map { "memory.\($0.project).\($0.name)" }
        let list = hidden.sorted().map(quotedLiteral).joined(separator: ", ")
        try await database.pool.run { try connection.execute("SET VARIABLE __hidden = CAST([\(list)] AS VARCHAR[])") }
    }

    /// Attaches those of some sources that are not. - Returns: whether one was not all the time since.
    func attachAgain(_ names: [String], since start: ContinuousClock.Instant) async throws -> Bool {
        let directory = try await database.directory()
        let definitions = try names.compactMap { try directory.source($0).map { try SourceDefinition(name: $0.name, engine: $0.engine, parameters: $0.parameters) } }
        let sources = database.sources
        return try await database.pool.run { try definitions.map { try sources.attachAgain($0, since: start) }.contains(true) }
    }

    /// Attaches all sources that answer, and tells the client about those that do not. - Returns: the names of those that do.
    func attachAll() async throws -> [String] {
        let directory = try await database.directory()
        let records = directory.sources.values.sorted { $0.name < $1.name }
        guard !records.isEmpty else { return [] }
        let database = database
        let silent = try await database.pool.run { database.sources.attachAll(records) }
        for (name, failure) in silent { notice("database \"\(name)\" does not answer: its tables are not listed", failure.message) }
        return records.map(\.name).filter { name in !silent.contains { $0.name == name } }
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
