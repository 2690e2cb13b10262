import GRDB

/// What exists at one moment, as the binder needs it.
package struct CatalogContents: Sendable {
    package var projects: [ProjectRecord]
    package var models: [ModelRecord]
    /// Oldest first in each model; without their reports.
    package var versions: [VersionRecord]
    /// Oldest first.
    package var deployments: [DeploymentRecord]
    package var aliases: [AliasRecord]
    /// The column that identifies a row, by the id of the configuration that says so, and else by that of the definition.
    package var keys: [Int64: String]
    package var definitionKeys: [Int64: String]
    package var outcomes: [OutcomeRecord]
    package var views: [ViewRecord]
    package var sources: [SourceRecord]
    package var users: [UserRecord]
    package var memberships: [MembershipRecord]
    package var grants: [GrantRecord]
}

extension Catalog {
    /// All in one transaction. - Throws: `SQLFailure` XX001 when something in it is damaged.
    package func contents() async throws -> CatalogContents {
        let vault = vault
        return try await read { db in
            CatalogContents(
                projects: try Row.fetchAll(db, sql: "SELECT * FROM projects ORDER BY name").map(ProjectRecord.init(row:)),
                models: try Row.fetchAll(db, sql: "SELECT * FROM models ORDER BY project, name").map(ModelRecord.init(row:)),
                versions: try Row.fetchAll(
                    db, sql: """
                        SELECT id, model_id, number, definition_id, configuration_id, snapshot, replaces, state, attempts, sqlstate, error, detail, hint,
                               artifact_hash, artifact_bytes, held_hash, columns, changes, cause, created_by, NULL AS report, stage, share, round, rounds,
                               metric_name, metric_value, progress_at, queued_at, started_at, finished_at
                        FROM versions ORDER BY model_id, number
                        """
                ).map(VersionRecord.init(row:)),
                deployments: try Row.fetchAll(
                    db, sql: "SELECT id, model_id, version_id, role, share, since, by, reason, NULL AS evidence FROM deployments ORDER BY id"
                ).map(DeploymentRecord.init(row:)),
                aliases: try Row.fetchAll(db, sql: "SELECT * FROM aliases ORDER BY model_id, name").map(AliasRecord.init(row:)),
                keys: Dictionary(
                    try Row.fetchAll(
                        db, sql: "SELECT id, json_extract(options, '$.key') AS key FROM configurations WHERE json_type(options, '$.key') = 'text'"
                    ).map { ($0["id"], $0["key"]) }, uniquingKeysWith: { first, _ in first }),
                definitionKeys: Dictionary(
                    try Row.fetchAll(db, sql: "SELECT id, key FROM definitions WHERE key IS NOT NULL").map { ($0["id"], $0["key"]) },
                    uniquingKeysWith: { first, _ in first }),
                outcomes: try Row.fetchAll(db, sql: "SELECT * FROM outcomes ORDER BY model_id").map(OutcomeRecord.init(row:)),
                views: try Row.fetchAll(db, sql: "SELECT * FROM views ORDER BY project, name").map(ViewRecord.init(row:)),
                sources: try Self.fetchSources(db, vault),
                users: try Row.fetchAll(db, sql: "SELECT * FROM users ORDER BY id").map(UserRecord.init(row:)),
                memberships: try Row.fetchAll(db, sql: "SELECT * FROM memberships ORDER BY role_id, member_id").map(MembershipRecord.init(row:)),
                grants: try Row.fetchAll(db, sql: "SELECT * FROM grants ORDER BY id").map(GrantRecord.init(row:)))
        }
    }
}
