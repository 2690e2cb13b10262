import Core
import GRDB

extension Catalog {
    /// Makes a model with its first definition, configuration and version, in state `queued`; with `replace`, in place of the old one.
    /// - Returns: the model, its version, and the versions of the model that was replaced.
    /// - Throws: `SQLFailure` 42P07
    package func createModel(_ new: NewModel) async throws -> (model: ModelRecord, version: VersionRecord, replaced: [VersionRecord]) {
        try await write { db in
            var replaced: [VersionRecord] = []
            if new.replace { replaced = try Self.deleteModel(db, project: new.project, name: new.name) ?? [] }
            try Self.requireFree(db, project: new.project, name: new.name)
            let now = Catalog.now
            try db.execute(
                sql: "INSERT INTO models (project, name, created_by, created_at) VALUES (?, ?, ?, ?)",
                arguments: [new.project, new.name, new.createdBy, now])
            let modelID = db.lastInsertedRowID
            try db.execute(
                sql: """
                    INSERT INTO definitions (model_id, revision, source, query, bound_query, targets, key, order_by, group_by, window, horizon,
                                             created_by, created_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    modelID, new.source, new.query, new.boundQuery, JSONValue.array(new.targets.map(JSONValue.string)).text, new.key,
                    new.orderBy, JSONValue.array(new.groupBy.map(JSONValue.string)).text, new.window, new.horizon, new.createdBy, now,
                ])
            let definitionID = db.lastInsertedRowID
            try db.execute(
                sql: """
                    INSERT INTO configurations (model_id, revision, engine, seed, options, expanded, created_by, created_at)
                    VALUES (?, 1, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [modelID, new.engine, new.seed, new.options.text, new.expanded.text, new.createdBy, now])
            let configurationID = db.lastInsertedRowID
            try db.execute(
                sql: """
                    INSERT INTO versions (model_id, number, definition_id, configuration_id, state, queued_at) VALUES (?, 1, ?, ?, 'queued', ?)
                    """,
                arguments: [modelID, definitionID, configurationID, now])
            let versionID = db.lastInsertedRowID
            guard let version = try Self.fetchVersion(db, id: versionID) else { throw SQLFailure(.internalError, "the new version is missing") }
            let model = ModelRecord(id: modelID, project: new.project, name: new.name, createdBy: new.createdBy, createdAt: now)
            return (model, version, replaced)
        }
    }

    /// Removes a model with all it owns. - Returns: its versions; nil when there was none.
    package func dropModel(project: String, name: String) async throws -> [VersionRecord]? {
        try await write { db in try Self.deleteModel(db, project: project, name: name) }
    }

    private static func deleteModel(_ db: Database, project: String, name: String) throws -> [VersionRecord]? {
        guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM models WHERE project = ? AND name = ?", arguments: [project, name]) else {
            return nil
        }
        let versions = try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE model_id = ? ORDER BY number", arguments: [id]).map(version)
        for table in ["deployments", "versions", "definitions", "configurations"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE model_id = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM models WHERE id = ?", arguments: [id])
        return versions
    }

    package func models() async throws -> [ModelRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM models ORDER BY project, name").map { row in
                ModelRecord(id: row["id"], project: row["project"], name: row["name"], createdBy: row["created_by"], createdAt: row["created_at"])
            }
        }
    }

    package func definition(id: Int64) async throws -> DefinitionRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM definitions WHERE id = ?", arguments: [id]).map { row in
                DefinitionRecord(
                    id: row["id"], modelID: row["model_id"], revision: row["revision"], source: row["source"], query: row["query"],
                    boundQuery: row["bound_query"], targets: Self.strings(row["targets"]), key: row["key"], orderBy: row["order_by"],
                    groupBy: Self.strings(row["group_by"]), window: row["window"], horizon: row["horizon"], createdBy: row["created_by"],
                    createdAt: row["created_at"])
            }
        }
    }

    package func configuration(id: Int64) async throws -> ConfigurationRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM configurations WHERE id = ?", arguments: [id]).map { row in
                ConfigurationRecord(
                    id: row["id"], modelID: row["model_id"], revision: row["revision"], engine: row["engine"], seed: row["seed"],
                    options: row["options"], expanded: row["expanded"], createdBy: row["created_by"], createdAt: row["created_at"])
            }
        }
    }

    static func strings(_ json: String) -> [String] {
        (try? JSONValue(parsing: json))?.array?.compactMap(\.string) ?? []
    }
}
