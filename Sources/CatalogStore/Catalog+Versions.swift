import Core
import GRDB

extension Catalog {
    package func version(id: Int64) async throws -> VersionRecord? {
        try await read { db in try Self.fetchVersion(db, id: id) }
    }

    package func version(modelID: Int64, number: Int) async throws -> VersionRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM versions WHERE model_id = ? AND number = ?", arguments: [modelID, number])
                .map(VersionRecord.init(row:))
        }
    }

    /// Oldest first.
    package func versions(modelID: Int64) async throws -> [VersionRecord] {
        try await read { db in try Self.fetchVersions(db, modelID: modelID) }
    }

    /// A further version, in state `queued`. - Throws: `SQLFailure` 42704 when the model was dropped meanwhile.
    package func addVersion(_ new: NewVersion) async throws -> VersionRecord {
        try await write { db in
            let id = try Self.insertVersion(db, new)
            guard let version = try Self.fetchVersion(db, id: id) else { throw SQLFailure(.internalError, "the new version is missing") }
            return version
        }
    }

    /// The newest version before another one that has a snapshot and was not deleted, of those that are ready; nil when there is none.
    package func versionBefore(_ id: Int64) async throws -> VersionRecord? {
        try await read { db in
            try Row.fetchOne(
                db, sql: """
                    SELECT b.* FROM versions v JOIN versions b ON b.model_id = v.model_id AND b.number < v.number
                    WHERE v.id = ? AND b.snapshot IS NOT NULL AND b.state = 'ready' ORDER BY b.number DESC LIMIT 1
                    """, arguments: [id]
            ).map(VersionRecord.init(row:))
        }
    }

    /// In the order in which they were queued.
    package func queuedVersions() async throws -> [VersionRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE state = 'queued' ORDER BY id").map(VersionRecord.init(row:))
        }
    }

    /// In the order of the training rows; empty until the version is ready.
    package func features(versionID: Int64) async throws -> [FeatureRecord] {
        try await reported("features", versionID: versionID).enumerated().map { FeatureRecord(position: $0 + 1, json: $1) }
    }

    /// In the order in which they were found; empty until the version is ready.
    package func warnings(versionID: Int64) async throws -> [WarningRecord] {
        try await reported("warnings", versionID: versionID).map(WarningRecord.init(json:))
    }

    private func reported(_ part: String, versionID: Int64) async throws -> [JSONValue] {
        guard let report = try await version(id: versionID)?.report else { return [] }
        guard let json = try? JSONValue(parsing: report) else {
            throw SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: "The report of a version is no JSON.",
                hint: "restore \"catalog.sqlite\" from a backup")
        }
        return json[part]?.array ?? []
    }

    static func insertVersion(_ db: Database, _ new: NewVersion) throws -> Int64 {
        guard let model = try fetchModel(db, id: new.modelID) else {
            throw SQLFailure(.undefinedObject, "the model does not exist", hint: "it was dropped meanwhile")
        }
        try db.execute(
            sql: """
                INSERT INTO versions (model_id, number, definition_id, configuration_id, snapshot, base_id, replaces, priority, state, cause, created_by, queued_at)
                VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM versions WHERE model_id = ?), ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)
                """,
            arguments: [
                model.id, model.id, new.definitionID ?? model.definitionID, new.configurationID ?? model.configurationID, new.snapshotHash, new.baseID,
                new.replaces, new.priority, new.cause, new.createdBy, Catalog.now,
            ])
        return db.lastInsertedRowID
    }

    static func fetchVersion(_ db: Database, id: Int64) throws -> VersionRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM versions WHERE id = ?", arguments: [id]).map(VersionRecord.init(row:))
    }

    static func fetchVersions(_ db: Database, modelID: Int64) throws -> [VersionRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE model_id = ? ORDER BY number", arguments: [modelID])
            .map(VersionRecord.init(row:))
    }
}
