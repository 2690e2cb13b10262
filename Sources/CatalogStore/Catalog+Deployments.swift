import Core
import GRDB

extension Catalog {
    /// SQL for the id of the version that serves the model `m`: that of the newest champion row whose version is ready.
    static let championOfM = """
        (SELECT p.version_id FROM deployments p JOIN versions pv ON pv.id = p.version_id
         WHERE p.model_id = m.id AND p.role = 'champion' AND pv.state = 'ready' ORDER BY p.id DESC LIMIT 1)
        """

    /// The version that serves; nil while none is ready.
    package func champion(modelID: Int64) async throws -> VersionRecord? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT v.* FROM models m JOIN versions v ON v.id = \(Self.championOfM) WHERE m.id = ?", arguments: [modelID]
            ).map(VersionRecord.init(row:))
        }
    }

    /// The champion of each model that has one, by model, as of one moment.
    package func deployedVersions() async throws -> [DeployedVersion] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT v.* FROM models m JOIN versions v ON v.id = \(Self.championOfM) ORDER BY m.project, m.name")
                .map { row in
                    let version = try VersionRecord(row: row)
                    guard let model = try Self.fetchModel(db, id: version.modelID),
                        let definition = try Self.fetchDefinition(db, id: version.definitionID)
                    else {
                        throw SQLFailure(
                            .dataCorrupted, "the catalog is damaged", detail: "A version names a definition that does not exist.",
                            hint: "restore \"catalog.sqlite\" from a backup")
                    }
                    return DeployedVersion(model: model, version: version, definition: definition)
                }
        }
    }

    static func deploy(_ db: Database, versionID: Int64, of modelID: Int64, reason: String) throws {
        try db.execute(
            sql: "INSERT INTO deployments (model_id, version_id, role, since, by, reason) VALUES (?, ?, 'champion', ?, 'foretell', ?)",
            arguments: [modelID, versionID, Catalog.now, reason])
    }
}
