import Core
import DuckEngine
import Learning
import SQLFrontEnd
import Synchronization

extension Session {
    /// What a definition keeps of TRANSFORM: its items, each checked to be an expression over one row that always gives the same.
    /// - Returns: JSON; nil when there is none.
    func transform(_ create: CreateModel) async throws -> String? {
        guard let transform = create.transform else { return nil }
        let directory = try await database.directory()
        let project = try state.withLock { try $0.settings.value("project") }
        return try await interruptible(connection) { [self] in
            let binder = database.binder(directory, connection: connection, project: project, user: user)
            let items = try transform.items.map { item -> FeatureTransform.Item in
                switch item.source {
                case .all(let excluded): return .all(except: excluded.map(\.text))
                case .expression(let expression, let name):
                    let tree = try tree(of: expression, binder)
                    try require(tree, expression)
                    return .expression(name: name.text, sql: expression.text, names: tree.columns.flatMap(\.names))
                }
            }
            return FeatureTransform(text: transform.text.text, items: items).json.text
        }
    }

    private func tree(of expression: Fragment, _ binder: QueryBinder) throws -> QueryTree {
        let start = "SELECT ("
        do { return try binder.syntaxTree(start + expression.text + "\n)") } catch var failure as SQLFailure {
            failure.position = expression.position + max(0, (failure.position ?? start.utf8.count) - start.utf8.count)
            throw failure
        }
    }

    /// What DuckDB does not call volatile, though it knows what time it is.
    private static func tellsTheTime(_ function: QueryTree.Function) -> Bool {
        let name = function.name.lowercased()
        return name.hasPrefix("current_") || name == "age" && function.argumentCount == 1
    }

    private func require(_ tree: QueryTree, _ expression: Fragment) throws {
        func refuse(_ state: SQLState, _ what: String, _ hint: String) -> SQLFailure {
            SQLFailure(state, "TRANSFORM \(what)", hint: hint, position: expression.position)
        }
        guard tree.selects.count == 1, tree.tables.isEmpty, tree.parameterCount == 0, tree.stars.isEmpty, !tree.hasPlaces, tree.resultNames.count <= 1,
            !tree.functions.contains(where: \.isTableFunction)
        else { throw refuse(.featureNotSupported, "takes expressions over the columns of one row", "a query, a parameter, a place or a star inside of an expression is none") }
        if let moment = tree.columns.first(where: QueryTree.isMoment) {
            throw refuse(.featureNotSupported, "cannot call \(moment.names[0])", "it gives another value each time; a moment that matters is a column of the rows")
        }
        for function in tree.functions {
            do { try FunctionPolicy.check(function) } catch var failure as SQLFailure {
                failure.position = expression.position
                throw failure
            }
            guard function.name.lowercased() != "unnest" else { throw refuse(.groupingError, "computes each row by itself", "unnest gives several: it goes into the training query") }
            guard !function.isWindow else { throw refuse(.groupingError, "computes each row by itself", "windows go into the training query") }
            let rows = try connection.query(
                "SELECT bool_and(function_type = 'aggregate'), bool_or(stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')) FROM duckdb_functions() WHERE function_name = $1",
                [.text(function.name.lowercased())]
            ).rows
            if rows.first?[0] == .boolean(true) { throw refuse(.groupingError, "computes each row by itself", "\(function.name) needs many rows: it goes into the training query") }
            if rows.first?[1] == .boolean(true) || Self.tellsTheTime(function) {
                throw refuse(.featureNotSupported, "cannot call \(function.name)", "it gives another value each time; what a model learns from must be computed again")
            }
        }
    }
}
