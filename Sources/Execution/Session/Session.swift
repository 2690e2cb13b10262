import CatalogStore
package import Core
import DuckEngine
import SQLFrontEnd
import Synchronization
import Training

/// One client's connection to the database: understands its statements and runs them.
package final class Session: Sendable {
    package enum TransactionState: Sendable {
        case idle, open, failed
    }

    struct State {
        var transaction = TransactionState.idle
        /// Whether DuckDB has begun the transaction too: it does with the first statement that needs it.
        var duckHasBegun = false
        var settings = SessionSettings()
        /// What a cancel request ends.
        var running: [Int: @Sendable () -> Void] = [:]
        var nextRunning = 0
        /// The result that streams on the transaction's connection.
        weak var streaming: DuckQueryResult?
        /// Of the user; nil: not looked up yet.
        var userID: Int64?
        /// Of the catalog, when the user was last found to exist.
        var userRevision: Int64?
        /// SQL-level PREPARE.
        var prepared: [String: String] = [:]
    }

    let database: ForetellDatabase
    package let user: String
    let id: Int32
    let application: String
    let address: String
    /// Ends the session and its connection.
    let end: @Sendable (SQLFailure) -> Void
    let notice: @Sendable (_ message: String, _ detail: String?) -> Void
    let state = Mutex(State())
    /// The connection of transactions and of binding; others are taken for each query.
    let connection: DuckConnection

    /// - Parameters:
    ///   - userID: nil: that of the user who has the name at the first statement.
    ///   - end: tells the client and closes its connection, when there is one.
    package init(
        _ database: ForetellDatabase, user: String, userID: Int64? = nil, id: Int32, application: String = "", address: String = "",
        end: @escaping @Sendable (SQLFailure) -> Void = { _ in },
        notice: @escaping @Sendable (_ message: String, _ detail: String?) -> Void = { _, _ in }
    ) throws {
        self.database = database
        self.user = user
        self.id = id
        self.application = application
        self.address = address
        self.end = end
        self.notice = notice
        connection = try database.duck.connect()
        database.sessions.add(id, user: user, application: application, address: address, end: end)
        state.withLock { $0.userID = userID }
    }

    /// Whether a job's statements run in it, rather than a client's.
    var isOfJob: Bool { id < 0 }

    package var transactionState: TransactionState { state.withLock { $0.transaction } }

    /// Interrupts what runs. From any thread.
    package func cancel() {
        for end in state.withLock({ Array($0.running.values) }) { end() }
    }

    /// Runs down while a statement runs; nil: it may take its time.
    fileprivate func startTimer() -> StatementTimer? {
        state.withLock { $0.settings.statementTimeout }.map { limit in StatementTimer(after: limit) { [weak self] in self?.cancel() } }
    }

    package func close() async {
        cancel()
        database.sessions.remove(id)
        if state.withLock({ $0.duckHasBegun }) {
            let connection = connection
            try? await database.pool.run { try connection.execute("ROLLBACK") }
        }
    }

    // MARK: Statements

    /// - Throws: `SQLFailure`
    package func prepare(_ text: String, parameterTypes: [SQLType?] = []) async throws -> any PreparedStatement {
        var parsed: ParsedStatement?
        do {
            let statement = try Parser.parse(text)
            parsed = statement
            return GuardedStatement(try await understand(statement, parameterTypes), session: self, audited: auditedText(statement))
        } catch {
            fail()
            if let text = parsed.flatMap(auditedText) { await auditFailure(text, error) }
            throw error
        }
    }

    private func understand(_ parsed: ParsedStatement, _ parameterTypes: [SQLType?]) async throws -> any PreparedStatement {
        try await checkUser()
        if transactionState == .failed {
            switch parsed.statement {
            case .commit, .rollback, .rollbackToSavepoint: break
            default:
                throw SQLFailure(
                    .inFailedTransaction, "current transaction is aborted, commands ignored until end of transaction block")
            }
        }
        return try await plan(parsed, parameterTypes)
    }

    /// An error ends the transaction's usefulness, as in PostgreSQL.
    func fail() {
        state.withLock { if $0.transaction == .open { $0.transaction = .failed } }
    }

    /// Runs blocking work so that a cancel request reaches it.
    func interruptible<Result: Sendable>(
        _ connection: DuckConnection, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let ticket = CallTicket()
        let token = begin {
            connection.interrupt()
            ticket.cancel()
        }
        defer { end(token) }
        return try await database.pool.run(ticket, body)
    }

    func begin(_ interrupt: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.nextRunning += 1
            state.running[state.nextRunning] = interrupt
            return state.nextRunning
        }
    }

    func end(_ token: Int) { state.withLock { $0.running[token] = nil } }
}

/// Sees to it that the user still exists, that what changes something is in the audit, and that a failure ends the transaction.
private struct GuardedStatement: PreparedStatement {
    let statement: any PreparedStatement
    let session: Session
    /// The text for the audit; nil: it changes nothing.
    let audited: String?

    init(_ statement: any PreparedStatement, session: Session, audited: String?) {
        self.statement = statement
        self.session = session
        self.audited = audited
        isTransactionControl = statement is TransactionStatement
    }

    private let isTransactionControl: Bool
    var parameterTypes: [SQLType] { statement.parameterTypes }
    var columns: [Column]? { statement.columns }

    private func check() throws {
        guard session.transactionState != .failed || isTransactionControl else {
            throw SQLFailure(.inFailedTransaction, "current transaction is aborted, commands ignored until end of transaction block")
        }
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? {
        do {
            try check()
            guard audited == nil, session.isUserChecked else { return nil }
            return try statement.runInline(parameters)
        } catch {
            session.fail()
            throw error
        }
    }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let timer = session.startTimer()
        do {
            try check()
            try await session.checkUser()
            return GuardedResult(result: try await runAudited(parameters), session: session, timer: timer)
        } catch {
            session.fail()
            throw timer?.translated(error) ?? error
        }
    }
}

extension GuardedStatement {
    private func runAudited(_ parameters: [Value]) async throws -> any StatementResult {
        guard let audited else { return try await statement.run(parameters) }
        return try await session.database.catalog.audited(session.auditEntry(audited)) { try await statement.run(parameters) }
    }
}

private struct GuardedResult: StatementResult {
    let result: any StatementResult
    let session: Session
    let timer: StatementTimer?
    var columns: [Column]? { result.columns }
    var tag: StatementTag { result.tag }

    func next() async throws -> Chunk? {
        do {
            let chunk = try await result.next()
            if chunk == nil { timer?.stop() }
            return chunk
        } catch {
            timer?.stop()
            session.fail()
            throw timer?.translated(error) ?? error
        }
    }

    func cancel() async {
        timer?.stop()
        await result.cancel()
    }
}
