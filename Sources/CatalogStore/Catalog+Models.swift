import Core
import GRDB

extension Catalog {
    /// Makes a model with its first definition, configuration and version, in state `queued`. With `replace`, a model of that name goes on
    /// with them as its next ones: what serves does so until the new version is ready, which then takes its place.
    /// - Returns: the model, its new version, and the older ones that wait or train and are no longer wanted.
    /// - Throws: `SQLFailure` 42P07 when the name is taken, by a view too; 3F000 when there is no such project.
    package func createModel(_ new: NewModel) async throws -> (model: ModelRecord, version: VersionRecord, superseded: [VersionRecord]) {
        try await write { db in
            let old = try new.replace ? Self.modelID(db, project: new.project, name: new.name) : nil
            let modelID = try old ?? Self.insertModel(db, project: new.project, name: new.name, by: new.createdBy)
            let superseded = try Self.fetchVersions(db, modelID: modelID).filter { $0.state == .queued || $0.state == .training }
            let definitionID = try Self.insertDefinition(db, new.definition, of: modelID, by: new.createdBy)
            let configurationID = try Self.insertConfiguration(db, new.configuration, of: modelID, by: new.createdBy)
            try Self.setCurrent(db, modelID, definitionID: definitionID, configurationID: configurationID)
            let versionID = try Self.insertVersion(
                db, NewVersion(
                    modelID: modelID, replaces: old != nil, priority: new.priority, cause: old == nil ? "CREATE MODEL" : "CREATE OR REPLACE MODEL", createdBy: new.createdBy))
            guard let model = try Self.fetchModel(db, id: modelID), let version = try Self.fetchVersion(db, id: versionID) else {
                throw SQLFailure(.internalError, "the new model is missing")
            }
            return (model, version, superseded)
        }
    }

    /// Removes a model with all it owns.
    /// - Returns: its versions, of which trainings may still run and files may still lie about; nil when there was none.
    package func dropModel(project: String, name: String) async throws -> [VersionRecord]? {
        try await write { db in try Self.deleteModel(db, project: project, name: name) }
    }

    /// - Throws: `SQLFailure` 42P07 when the name is taken, by a view too.
    package func renameModel(_ id: Int64, to name: String) async throws {
        try await write { db in
            guard let model = try Self.fetchModel(db, id: id) else {
                throw SQLFailure(.undefinedObject, "the model does not exist", hint: "it was dropped meanwhile")
            }
            // Another spelling of its own name is free.
            if model.name.folded != name.folded { _ = try Self.requireFree(db, project: model.project, name: name, for: .model) }
            try db.execute(sql: "UPDATE models SET name = ? WHERE id = ?", arguments: [name, id])
        }
    }

    private static func deleteModel(_ db: Database, project: String, name: String) throws -> [VersionRecord]? {
        guard let id = try Self.modelID(db, project: project, name: name) else { return nil }
        let versions = try Self.fetchVersions(db, modelID: id)
        try db.execute(sql: "UPDATE models SET definition_id = NULL, configuration_id = NULL WHERE id = ?", arguments: [id])
        for table in ["aliases", "deployments", "versions", "definitions", "configurations"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE model_id = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM models WHERE id = ?", arguments: [id])
        try Self.deleteUnusedSnapshots(db)
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

    private static func modelID(_ db: Database, project: String, name: String) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT id FROM models WHERE project = ? AND name = ?", arguments: [project, name])
    }

    /// A model that has nothing yet. - Returns: its id. - Throws: as `createModel`.
    static func insertModel(_ db: Database, project: String, name: String, by user: String) throws -> Int64 {
        let project = try requireFree(db, project: project, name: name, for: .model)
        try db.execute(
            sql: "INSERT INTO models (project, name, created_by, created_at) VALUES (?, ?, ?, ?)", arguments: [project, name, user, Catalog.now])
        return db.lastInsertedRowID
    }

    static func fetchModel(_ db: Database, id: Int64) throws -> ModelRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM models WHERE id = ?", arguments: [id]).map(ModelRecord.init(row:))
    }
}
