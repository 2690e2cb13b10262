import Core
import GRDB

extension Catalog {
    /// Takes a version that was trained elsewhere: the first one of a new model, which then serves, or a further one of a model that is
    /// there, which is its challenger.
    /// - Parameter isStored: whether a file is there; asked while no other can be removed.
    /// - Throws: `SQLFailure` 42P07 when a view has the name, 3F000 when there is no such project, 42809 when the model that is there
    ///   predicts something else.
    package func importVersion(
        _ new: NewImport, isStored: @escaping @Sendable (StoredFile) -> Bool
    ) async throws -> VersionRecord {
        try await write { db in
            try Self.require(new.files, isStored)
            let (modelID, definitionID, configurationID) = try Self.modelOfImport(db, new)
            if let snapshot = new.snapshot {
                try db.execute(
                    sql: "INSERT INTO snapshots (hash, rows, bytes, columns, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET removed_at = NULL",
                    arguments: [snapshot.hash, snapshot.rows, snapshot.bytes, snapshot.columns, Catalog.now])
            }
            let id = try Self.insertVersion(
                db, NewVersion(
                    modelID: modelID, definitionID: definitionID, configurationID: configurationID, snapshotHash: new.snapshot?.hash,
                    cause: NewImport.cause, createdBy: new.model.createdBy))
            let state = try VersionState.queued.after(.start).after(.finish)
            try db.execute(
                sql: """
                    UPDATE versions SET state = ?, attempts = 1, artifact_hash = ?, artifact_bytes = ?, held_hash = ?, report = ?, stage = 'done',
                           share = 1, started_at = ?, finished_at = ? WHERE id = ?
                    """,
                arguments: [
                    state.rawValue, new.finished.artifactHash, new.finished.artifactBytes, new.finished.heldHash, new.finished.report.text,
                    new.startedAt, new.finishedAt, id,
                ])
            let version = try Self.requireVersion(db, id)
            let role: DeploymentRecord.Role = try Self.championID(db, modelID: modelID, except: id) == nil ? .champion : .challenger
            try Self.deploy(db, version, as: role, by: new.model.createdBy, reason: "imported: there it was \(new.origin)")
            return version
        }
    }

    private static func modelOfImport(
        _ db: Database, _ new: NewImport
    ) throws -> (modelID: Int64, definitionID: Int64, configurationID: Int64) {
        let model = new.model
        let user = model.createdBy
        var configuration = model.configuration
        let known = try Row.fetchOne(db, sql: "SELECT * FROM models WHERE project = ? AND name = ?", arguments: [model.project, model.name])
        if let known = try known.map(ModelRecord.init(row:)) {
            let definition = try Row.fetchOne(db, sql: "SELECT * FROM definitions WHERE id = ?", arguments: [known.definitionID]).map(DefinitionRecord.init(row:))
            guard definition?.targets.map(\.folded) == model.definition.targets.map(\.folded) else {
                throw SQLFailure(
                    .wrongObjectType, "model \"\(model.name)\" predicts \"\(definition?.targets.first ?? "")\", not \"\(model.definition.targets.first ?? "")\"",
                    hint: "give the imported model another name: AS name")
            }
            // The name may be taken here, and by something else.
            configuration.name = nil
            return (
                known.id, try insertDefinition(db, model.definition, of: known.id, by: user),
                try insertConfiguration(db, configuration, of: known.id, by: user)
            )
        }
        let id = try insertModel(db, project: model.project, name: model.name, by: user)
        let definitionID = try insertDefinition(db, model.definition, of: id, by: user)
        let configurationID = try insertConfiguration(db, configuration, of: id, by: user)
        try setCurrent(db, id, definitionID: definitionID, configurationID: configurationID)
        return (id, definitionID, configurationID)
    }
}

extension NewImport {
    fileprivate var files: [StoredFile] {
        [StoredFile(kind: .artifact, hash: finished.artifactHash)] + (finished.heldHash.map { [StoredFile(kind: .held, hash: $0)] } ?? [])
            + (snapshot.map { [StoredFile(kind: .snapshot, hash: $0.hash)] } ?? [])
    }
}
