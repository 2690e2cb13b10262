import CatalogStore
import Core
import DuckEngine

/// Schema `foretell` in DuckDB: views over what the catalog and the server hold.
enum SystemViews {
    static let names: [String] = SystemView.allCases.map(\.rawValue) + ["sessions", "queue"]

    static let sessionColumns = [
        Column("id", .integer), Column("user", .varchar), Column("application", .varchar), Column("address", .varchar),
        Column("state", .varchar), Column("started_at", .timestampTZ),
    ]

    static func setUp(_ connection: DuckConnection, catalog: Catalog, sessions: SessionList, workers: Int) throws {
        try connection.execute("CREATE SCHEMA foretell")
        for view in SystemView.allCases {
            try define(view.rawValue, connection, columns: view.columns) { [try catalog.rows(of: view)] }
        }
        try define("sessions", connection, columns: sessionColumns) { [sessions.chunk] }
        try define("queue", connection, columns: TrainingQueueView.columns) { [try TrainingQueueView.chunk(catalog, width: workers)] }
        for statement in PostgresCatalog.setUp { try connection.execute(statement) }
    }

    private static func define(
        _ name: String, _ connection: DuckConnection, columns: [Column], rows: @escaping @Sendable () throws -> [Chunk]
    ) throws {
        let function = "__view_\(name)"
        try connection.registerTableFunction(DuckTableFunction(name: function, columns: columns, rows: rows))
        let list = columns.map { "CAST(\(quotedIdentifier($0.name)) AS \($0.type.sql)) AS \(quotedIdentifier($0.name))" }.joined(separator: ", ")
        try connection.execute("CREATE VIEW foretell.\(quotedIdentifier(name)) AS SELECT \(list) FROM \(function)()")
    }
}
