package import Core
import Synchronization

/// Columns computed from columns by SQL expressions, each row by itself, in an engine of their own that reaches neither files nor
/// networks. From any thread; works on the calling one alone.
package final class RowExpressions: Sendable {
    /// What is computed, in the order of the expressions.
    package let results: [Column]
    private let columns: [Column]
    private let database: DuckDatabase
    private let list: String
    private let lanes: Mutex<(idle: [Lane], made: Int)>

    /// A connection with the statement ready, and the rows that it reads next. Used by one thread at a time.
    private final class Lane: Sendable {
        let statement: DuckStatement
        private let box: Box

        private final class Box: Sendable { let rows = Mutex<[Chunk]>([]) }

        init(_ database: DuckDatabase, name: String, columns: [Column], list: String) throws {
            let connection = try database.connect()
            let box = Box()
            try connection.registerTableFunction(DuckTableFunction(name: name, columns: columns) { box.rows.withLock { $0 } })
            statement = try connection.prepare("SELECT \(list) FROM \(name)() AS training")
            self.box = box
        }

        func run(_ columns: [ColumnVector]) throws -> [ColumnVector] {
            box.rows.withLock { $0 = [Chunk(columns: columns)] }
            defer { box.rows.withLock { $0 = [] } }
            let result = try statement.run()
            var vectors = result.columns.map { ColumnVector(type: $0.type, values: []) }
            while let chunk = try result.next() {
                for index in vectors.indices { vectors[index].append(chunk.columns[index]) }
            }
            return vectors
        }
    }

    /// - Parameters:
    ///   - columns: what the expressions name; at least one, of types that are no structures.
    ///   - expressions: over one row. - Throws: `SQLFailure` for one that is none.
    package init(columns: [Column], expressions: [(name: String, sql: String)]) throws {
        self.columns = columns
        database = try DuckDatabase(path: nil, settings: [("threads", "1"), ("memory_limit", "1GB"), ("enable_external_access", "false")])
        // Under names of their own, so that none of them reads another one.
        list = expressions.indices.map { "(\(expressions[$0].sql)\n) AS \"__result_\($0)\"" }.joined(separator: ", ")
        let connection = try database.connect()
        try connection.execute("SET GLOBAL TimeZone = 'UTC'")
        try connection.execute("SET GLOBAL lock_configuration = true")
        let first = try Lane(database, name: "__rows_0", columns: columns, list: list)
        guard first.statement.columns.count == expressions.count else {
            throw SQLFailure(.groupingError, "TRANSFORM computes each row by itself", hint: "what gives several columns goes into the training query")
        }
        results = zip(expressions, first.statement.columns).map { Column($0.name, $1.type) }
        lanes = Mutex(([first], 1))
    }

    /// - Parameter given: in the order of the columns, in their types.
    /// - Returns: the results, row by row.
    /// - Throws: `SQLFailure` for a row of which an expression has no value, such as a text that is no number.
    package func evaluate(_ given: [ColumnVector], rowCount: Int) throws -> [ColumnVector] {
        guard rowCount > 0 else { return results.map { ColumnVector(type: $0.type, values: []) } }
        let lane = try lane()
        defer { lanes.withLock { $0.idle.append(lane) } }
        let vectors = try lane.run(given)
        guard vectors.allSatisfy({ $0.count == rowCount }) else {
            throw SQLFailure(.groupingError, "TRANSFORM computes each row by itself", hint: "what needs many rows goes into the training query")
        }
        return vectors
    }

    private func lane() throws -> Lane {
        let number = lanes.withLock { lanes -> (Lane?, Int) in
            if let idle = lanes.idle.popLast() { return (idle, 0) }
            lanes.made += 1
            return (nil, lanes.made)
        }
        return try number.0 ?? Lane(database, name: "__rows_\(number.1)", columns: columns, list: list)
    }
}
