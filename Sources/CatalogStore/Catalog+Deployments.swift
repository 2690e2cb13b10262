package import Core
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

    /// Oldest first.
    package func deployments(modelID: Int64) async throws -> [DeploymentRecord] {
        try await read { db in
            try Self.fetchDeployments(db, modelID: modelID)
        }
    }

    /// From this moment the version has this role; one that serves makes the model's next version learn the same way, unless ALTER MODEL
    /// has said otherwise since.
    /// - Parameters:
    ///   - share: what a canary answers, 0...1; nil for the other roles.
    ///   - champion: the version that must serve until then; nil: any.
    /// - Throws: `SQLFailure` 55000 unless the version is ready and has its rows; 55006 when another serves than was said.
    package func deployVersion(
        _ id: Int64, as role: DeploymentRecord.Role = .champion, share: Double? = nil, inPlaceOf champion: Int64? = nil, by user: String, reason: String, evidence: JSONValue? = nil
    ) async throws {
        try await write { db in
            let version = try Self.requireVersion(db, id)
            guard version.state == .ready else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "version \(version.number) is \(version.state.rawValue): it cannot serve",
                    hint: "only a version that is ready can: SELECT version, state, error FROM foretell.versions")
            }
            // One that serves already may go on: a rollback of what stands beside it says so again.
            if try Self.championID(db, modelID: version.modelID) != id { try Self.requireRows(db, of: version) }
            let before = try Self.championID(db, modelID: version.modelID, except: id)
            if let champion, try Self.championID(db, modelID: version.modelID) != champion {
                throw SQLFailure(.objectInUse, "another version began to serve meanwhile", hint: "look which one serves, and say it again: SELECT * FROM foretell.deployments")
            }
            try Self.deploy(db, version, as: role, share: share, by: user, reason: reason, evidence: evidence)
            if role == .champion, let before { try Self.follow(db, version, after: before) }
        }
    }

    package func setPromotion(_ rule: PromotionRule, of modelID: Int64) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE models SET promotion = ? WHERE id = ?", arguments: [rule.json?.text, modelID])
        }
    }

    static func fetchDeployments(_ db: Database, modelID: Int64) throws -> [DeploymentRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM deployments WHERE model_id = ? ORDER BY id", arguments: [modelID]).map(DeploymentRecord.init(row:))
    }

    static func championID(_ db: Database, modelID: Int64, except version: Int64 = 0) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: """
                SELECT p.version_id FROM deployments p JOIN versions v ON v.id = p.version_id
                WHERE p.model_id = ? AND p.role = 'champion' AND v.state = 'ready' AND v.id <> ? ORDER BY p.id DESC LIMIT 1
                """, arguments: [modelID, version])
    }

    static func deploy(
        _ db: Database, _ version: VersionRecord, as role: DeploymentRecord.Role, share: Double? = nil, by user: String, reason: String,
        evidence: JSONValue? = nil
    ) throws {
        try db.execute(
            sql: "INSERT INTO deployments (model_id, version_id, role, share, since, by, reason, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [version.modelID, version.id, role.rawValue, share, Catalog.now, user, reason, evidence?.text])
    }
}
