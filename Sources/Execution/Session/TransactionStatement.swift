import Core
import DuckEngine
import Synchronization

/// BEGIN, COMMIT and ROLLBACK.
struct TransactionStatement: PreparedStatement {
    enum Kind: Sendable { case begin, commit, rollback }

    let kind: Kind
    let session: Session
    /// What BEGIN says of it; nil: as all transactions.
    var isReadOnly: Bool?
    let columns: [Column]? = nil
    let parameterTypes: [SQLType] = []

    /// On the calling thread as long as DuckDB has no part in the transaction.
    func runInline(_ parameters: [Value]) throws -> InlineResult? {
        let (result, isRedundant) = session.state.withLock { state -> (InlineResult?, Bool) in
            guard !state.duckHasBegun else { return (nil, false) }
            let isRedundant = (state.transaction == .idle) == (kind != .begin)
            switch kind {
            case .begin:
                if state.transaction == .idle { state.transaction = .open }
                state.settings.beginTransaction(isReadOnly: isReadOnly)
                return (InlineResult(tag: .command("BEGIN")), isRedundant)
            case .commit, .rollback:
                let tag = kind == .commit && state.transaction != .failed ? "COMMIT" : "ROLLBACK"
                state.transaction = .idle
                state.settings.endTransaction(commits: tag == "COMMIT")
                return (InlineResult(tag: .command(tag)), isRedundant)
            }
        }
        if isRedundant { tellRedundant() }
        return result
    }

    private func tellRedundant() {
        session.notice(kind == .begin ? "there is already a transaction in progress" : "there is no transaction in progress", nil)
    }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        if let result = try runInline(parameters) { return FixedResult(columns: nil, chunks: [], tag: result.tag) }
        if kind == .begin {
            tellRedundant()
            return FixedResult(columns: nil, chunks: [], tag: .command("BEGIN"))
        }
        let commits = kind == .commit && session.transactionState != .failed
        let connection = session.connection
        session.state.withLock { state in
            state.duckHasBegun = false
            state.transaction = .idle
            state.settings.endTransaction(commits: commits)
        }
        try await session.database.pool.run {
            do { try connection.execute(commits ? "COMMIT" : "ROLLBACK") } catch {
                try? connection.execute("ROLLBACK")
                if commits { throw error }
            }
        }
        return FixedResult(columns: nil, chunks: [], tag: .command(commits ? "COMMIT" : "ROLLBACK"))
    }
}
