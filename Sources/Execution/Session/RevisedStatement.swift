import Core
import Synchronization

/// A prepared query that is planned anew when what exists has changed since: a version that was deployed meanwhile, a view that was
/// replaced, a source that is gone.
final class RevisedStatement: PreparedStatement {
    private struct State: Sendable {
        var statement: any PreparedStatement
        /// Of the catalog, before it was planned.
        var revision: Int64
    }

    let columns: [Column]?
    let parameterTypes: [SQLType]
    private let database: ForetellDatabase
    private let state: Mutex<State>
    private let plan: @Sendable ([SQLType?]) async throws -> any PreparedStatement

    /// - Parameter plan: takes the types of the parameters as far as they are known.
    init(_ database: ForetellDatabase, _ types: [SQLType?], plan: @escaping @Sendable ([SQLType?]) async throws -> any PreparedStatement) async throws {
        let revision = database.revision
        let statement = try await plan(types)
        self.database = database
        self.plan = plan
        columns = statement.columns
        parameterTypes = statement.parameterTypes
        state = Mutex(State(statement: statement, revision: revision))
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? {
        let now = state.withLock { $0 }
        guard database.isCurrent(now.revision) else { return nil }
        return try now.statement.runInline(parameters)
    }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let statement = try await current()
        if let result = try statement.runInline(parameters) { return FixedResult(columns: columns, result) }
        return try await statement.run(parameters)
    }

    private func current() async throws -> any PreparedStatement {
        let known = state.withLock { $0 }
        let revision = database.revision
        guard known.revision != revision else { return known.statement }
        let fresh = try await plan(parameterTypes)
        guard fresh.columns == columns, fresh.parameterTypes == parameterTypes else {
            throw SQLFailure(.featureNotSupported, "cached plan must not change result type", hint: "prepare the statement again")
        }
        state.withLock { $0 = State(statement: fresh, revision: revision) }
        return fresh
    }
}
