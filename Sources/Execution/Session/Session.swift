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
        /// SQL-level PREPARE.
        var prepared: [String: String] = [:]
    }

    let database: ForetellDatabase
    package let user: String
    let id: Int32
    let notice: @Sendable (_ message: String, _ detail: String?) -> Void
    let state = Mutex(State())
    /// The connection of transactions and of binding; others are taken for each query.
    let connection: DuckConnection

    package init(
        _ database: ForetellDatabase, user: String, id: Int32, application: String = "", address: String = "",
        notice: @escaping @Sendable (_ message: String, _ detail: String?) -> Void = { _, _ in }
    ) throws {
        self.database = database
        self.user = user
        self.id = id
        self.notice = notice
        connection = try database.duck.connect()
        database.sessions.add(id, user: user, application: application, address: address)
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
        do {
            return GuardedStatement(try await understand(text, parameterTypes), session: self)
        } catch {
            fail()
            throw error
        }
    }

    private func understand(_ text: String, _ parameterTypes: [SQLType?]) async throws -> any PreparedStatement {
        let parsed = try Parser.parse(text)
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
        let token = begin { connection.interrupt() }
        defer { end(token) }
        return try await database.pool.run(body)
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

/// Marks the transaction as failed when its statement throws.
private struct GuardedStatement: PreparedStatement {
    let statement: any PreparedStatement
    let session: Session

    init(_ statement: any PreparedStatement, session: Session) {
        self.statement = statement
        self.session = session
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
            return GuardedResult(result: try await statement.run(parameters), session: session, timer: timer)
        } catch {
            session.fail()
            throw timer?.translated(error) ?? error
        }
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
