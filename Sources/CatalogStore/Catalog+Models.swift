import Core
import GRDB

extension Catalog {
    /// Makes a model with its first definition, configuration and version, in state `queued`; with `replace`, in place of the old one.
    /// - Returns: the model, its version, and the versions of the model that was replaced.
    /// - Throws: `SQLFailure` 42P07 when the name is taken, by a view too; 3F000 when there is no such project.
    package func createModel(_ new: NewModel) async throws -> (model: ModelRecord, version: VersionRecord, replaced: [VersionRecord]) {
        try await write { db in
            var replaced: [VersionRecord] = []
            if new.replace { replaced = try Self.deleteModel(db, project: new.project, name: new.name) ?? [] }
            let project = try Self.requireFree(db, project: new.project, name: new.name, for: .model)
            let now = Catalog.now
            try db.execute(
                sql: "INSERT INTO models (project, name, created_by, created_at) VALUES (?, ?, ?, ?)",
                arguments: [project, new.name, new.createdBy, now])
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
            guard let model = try Self.fetchModel(db, id: modelID), let version = try Self.fetchVersion(db, id: versionID) else {
                throw SQLFailure(.internalError, "the new model is missing")
            }
            return (model, version, replaced)
        }
    }

    /// Removes a model with all it owns.
    /// - Returns: its versions, of which trainings may still run and files may still lie about; nil when there was none.
    package func dropModel(project: String, name: String) async throws -> [VersionRecord]? {
        try await write { db in try Self.deleteModel(db, project: project, name: name) }
    }

    private static func deleteModel(_ db: Database, project: String, name: String) throws -> [VersionRecord]? {
        guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM models WHERE project = ? AND name = ?", arguments: [project, name]) else {
            return nil
        }
        let versions = try Self.fetchVersions(db, modelID: id)
        for table in ["deployments", "versions", "definitions", "configurations"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE model_id = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM models WHERE id = ?", arguments: [id])
        return versions
    }

    /// nil when there is none. Letter case does not matter.
    package func model(project: String, name: String) async throws -> ModelRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM models WHERE project = ? AND name = ?", arguments: [project, name])
                .map(ModelRecord.init(row:))
        }
    }

    package func model(id: Int64) async throws -> ModelRecord? {
        try await read { db in try Self.fetchModel(db, id: id) }
    }

    /// By project and name.
    package func models() async throws -> [ModelRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM models ORDER BY project, name").map(ModelRecord.init(row:)) }
    }

    package func definition(id: Int64) async throws -> DefinitionRecord? {
        try await read { db in try Self.fetchDefinition(db, id: id) }
    }

    package func configuration(id: Int64) async throws -> ConfigurationRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM configurations WHERE id = ?", arguments: [id]).map(ConfigurationRecord.init(row:))
        }
    }

    package func snapshot(hash: String) async throws -> SnapshotRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM snapshots WHERE hash = ?", arguments: [hash]).map(SnapshotRecord.init(row:))
        }
    }

    static func fetchModel(_ db: Database, id: Int64) throws -> ModelRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM models WHERE id = ?", arguments: [id]).map(ModelRecord.init(row:))
    }

    static func fetchDefinition(_ db: Database, id: Int64) throws -> DefinitionRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM definitions WHERE id = ?", arguments: [id]).map(DefinitionRecord.init(row:))
    }
}
