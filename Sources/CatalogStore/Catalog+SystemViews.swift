package import Core
import GRDB

extension Catalog {
    /// The rows of a system view, in the order of its columns. Blocking: a thread of DuckDB's may call it.
    /// - Throws: `SQLFailure`
    package func rows(of view: SystemView) throws -> Chunk {
        switch view {
        case .sources: Chunk(view.columns, rows: try sourceRows())
        case .models, .versions, .definitions, .configurations, .snapshots, .features, .trials, .hyperparameters, .reports, .warnings,
            .training_progress, .deployments, .views, .users, .projects, .shared_configurations, .comments, .grants, .audit, .jobs, .job_runs,
            .challenger_scores, .challenger_samples, .snapshot_profiles, .outcomes, .outcome_sources:
            Chunk(view.columns, rows: try fetchRows(sql: view.sql(now: Self.now), types: view.columns.map(\.type)))
        }
    }

    private func sourceRows() throws -> [[Value]] {
        try readBlocking { db in try Self.fetchSources(db, vault) }.map { source in
            [
                .text(source.name), .text(source.engine), .text(source.parameters.redacted.text), .text(source.createdBy),
                .timestampTZ(source.createdAt), .text(source.owner),
            ]
        }
    }

    private func fetchRows(sql: String, types: [SQLType]) throws -> [[Value]] {
        try readBlocking { db in
            try Row.fetchAll(db, sql: sql).map { row in types.indices.map { Self.value(row[$0] as DatabaseValue, as: types[$0]) } }
        }
    }

    /// SQLite's value in the case of `Value` that the column asks for; NULL when it has none there.
    private static func value(_ value: DatabaseValue, as type: SQLType) -> Value {
        switch (type, value.storage) {
        case (.boolean, .int64(let number)): .boolean(number != 0)
        case (.timestampTZ, .int64(let number)): .timestampTZ(number)
        case (.double, .int64(let number)): .double(Double(number))
        case (.double, .double(let number)): .double(number)
        case (.integer, .int64(let number)): Int32(exactly: number).map { .integer(Int64($0)) } ?? .null
        case (.bigint, .int64(let number)): .integer(number)
        case (.bigint, .double(let number)): Int64(exactly: number).map(Value.integer) ?? .null
        case (.varchar, .string(let text)), (.json, .string(let text)): .text(text)
        case (.varchar, .int64(let number)), (.json, .int64(let number)): .text(String(number))
        case (.varchar, .double(let number)), (.json, .double(let number)): .text(JSONValue.number(number).text)
        default: .null
        }
    }
}
