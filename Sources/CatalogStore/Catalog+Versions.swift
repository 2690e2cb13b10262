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

    static func fetchVersion(_ db: Database, id: Int64) throws -> VersionRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM versions WHERE id = ?", arguments: [id]).map(VersionRecord.init(row:))
    }

    static func fetchVersions(_ db: Database, modelID: Int64) throws -> [VersionRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE model_id = ? ORDER BY number", arguments: [modelID])
            .map(VersionRecord.init(row:))
    }
}
