package import Core
import GRDB

// The rows that versions learnt from, and how long their files stay.
extension Catalog {
    package func snapshot(hash: String) async throws -> SnapshotRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM snapshots WHERE hash = ?", arguments: [hash]).map(SnapshotRecord.init(row:))
        }
    }

    /// The name of a version's snapshot; nil when it has none.
    /// - Throws: `SQLFailure` 55000 when its rows were removed.
    package func requireSnapshot(of version: VersionRecord) async throws -> String? {
        guard let hash = version.snapshotHash else { return nil }
        if try await snapshot(hash: hash)?.removedAt != nil { throw Self.removedSnapshot(version.number) }
        return hash
    }

    /// The failure for rows that are no longer kept.
    package static func removedSnapshot(_ version: Int) -> SQLFailure {
        SQLFailure(
            .objectNotInPrerequisiteState, "the snapshot of version \(version) was removed", detail: "The model keeps only so many: keep_snapshots.",
            hint: "ALTER MODEL name SET (keep_snapshots = n) keeps more from now on")
    }

    /// Removes a model's oldest snapshots but the newest so many. Those stay that another model has, that a version with a role or an
    /// alias learnt from, or the one that a rollback would bring back, or that one which waits or trains needs.
    /// - Returns: the snapshots whose files nobody needs any more.
    package func removeSnapshots(modelID: Int64, keeping count: Int) async throws -> [StoredFile] {
        try await write(counts: false) { db in
            let hashes = try String.fetchAll(
                db, sql: """
                    SELECT v.snapshot FROM versions v JOIN snapshots s ON s.hash = v.snapshot WHERE v.model_id = ? AND s.removed_at IS NULL
                    GROUP BY v.snapshot ORDER BY max(v.number) DESC
                    """, arguments: [modelID])
            let spared = try Self.beforeChampion(db, modelID: modelID)
            let removed = try hashes.dropFirst(count).filter { hash in
                try Row.fetchOne(
                    db, sql: """
                        SELECT 1 FROM versions v WHERE v.snapshot = ? AND (v.model_id <> ? OR v.state IN ('queued', 'training')
                            OR v.id IN (\(Self.versionsWithRoles)) OR v.id IS ? OR EXISTS (SELECT 1 FROM aliases a WHERE a.version_id = v.id))
                        """, arguments: [hash, modelID, spared]) == nil
            }
            for hash in removed { try db.execute(sql: "UPDATE snapshots SET removed_at = ? WHERE hash = ?", arguments: [Catalog.now, hash]) }
            return removed.map { StoredFile(kind: .snapshot, hash: $0) }
        }
    }

    /// The version that a rollback brings back; nil when there is none.
    private static func beforeChampion(_ db: Database, modelID: Int64) throws -> Int64? {
        guard let champion = try championID(db, modelID: modelID) else { return nil }
        return DeploymentHistory(try fetchDeployments(db, modelID: modelID))
            .before(champion, among: try fetchVersions(db, modelID: modelID).filter { $0.state == .ready })?.id
    }

    /// A version that answers can be reproduced. - Throws: `SQLFailure` 55000 when its rows were removed.
    static func requireRows(_ db: Database, of version: VersionRecord) throws {
        guard let hash = version.snapshotHash, try Row.fetchOne(db, sql: "SELECT 1 FROM snapshots WHERE hash = ? AND removed_at IS NOT NULL", arguments: [hash]) != nil
        else { return }
        throw SQLFailure(
            .objectNotInPrerequisiteState, "version \(version.number) cannot serve: its snapshot was removed",
            detail: "What serves can be trained again from its rows, to the bit; the model keeps only so many: keep_snapshots.",
            hint: "RETRAIN \(try fetchModel(db, id: version.modelID).map { quotedIdentifier($0.name) } ?? "m") VERSION \(version.number) learns the same way from rows that are read anew")
    }

    /// SQL for the ids of versions that answer or stand beside one that does: the newest of each role since the last champion.
    static let versionsWithRoles = """
        SELECT p.version_id FROM deployments p JOIN versions pv ON pv.id = p.version_id
        WHERE pv.state = 'ready' AND p.id >= (SELECT max(c.id) FROM deployments c JOIN versions cv ON cv.id = c.version_id
                                              WHERE c.model_id = p.model_id AND c.role = 'champion' AND cv.state = 'ready')
          AND NOT EXISTS (SELECT 1 FROM deployments n WHERE n.model_id = p.model_id AND n.role = p.role AND n.id > p.id)
        """
}
