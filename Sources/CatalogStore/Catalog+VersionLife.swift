package import Core
import GRDB

// The life of a version. Each function is one transaction that asks `VersionState` first.
// They throw `SQLFailure` 55000 when the version is in a state that does not allow it, 42704 when it was dropped meanwhile.
extension Catalog {
    /// A worker starts on it.
    package func startVersion(_ id: Int64) async throws {
        try await change(id, .start) { db, _ in
            try db.execute(
                sql: """
                    UPDATE versions SET attempts = attempts + 1, started_at = ?, stage = 'start', share = 0, round = NULL, rounds = NULL,
                           metric_name = NULL, metric_value = NULL, progress_at = NULL
                    WHERE id = ?
                    """, arguments: [Catalog.now, id])
        }
    }

    /// Does nothing when the version is not training: progress may arrive late.
    package func progress(_ id: Int64, _ update: ProgressUpdate) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: """
                    UPDATE versions SET stage = ?, share = ?, round = ?, rounds = ?, metric_name = ?, metric_value = ?, progress_at = ?
                    WHERE id = ? AND state = 'training'
                    """,
                arguments: [
                    update.stage, min(max(update.share, 0), 1), update.round, update.rounds, update.metricName, update.metricValue,
                    Catalog.now, id,
                ])
        }
    }

    /// The rows that the version learns from are frozen.
    /// - Parameters:
    ///   - columns: a JSON array of `{"name": ..., "type": ...}`.
    ///   - isStored: whether a file is there; asked while no other can be removed.
    package func recordSnapshot(
        _ id: Int64, hash: String, rows: Int, bytes: Int, columns: String, isStored: @escaping @Sendable (StoredFile) -> Bool = { _ in true }
    ) async throws {
        try await write(counts: false) { db in
            try Self.require([StoredFile(kind: .snapshot, hash: hash)], isStored)
            let version = try Self.requireVersion(db, id)
            guard version.state == .training else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "a version that is \(version.state.rawValue) cannot take a snapshot",
                    hint: "only a version that is training can")
            }
            try db.execute(
                sql: """
                    INSERT INTO snapshots (hash, rows, bytes, columns, created_at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (hash) DO UPDATE SET removed_at = NULL
                    """,
                arguments: [hash, rows, bytes, columns, Catalog.now])
            try db.execute(sql: "UPDATE versions SET snapshot = ? WHERE id = ?", arguments: [hash, id])
        }
    }

    /// What the columns of the version's snapshot hold, unless it is known already. - Parameter profile: a JSON array.
    package func recordProfile(_ id: Int64, _ profile: JSONValue) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: "UPDATE snapshots SET profile = coalesce(profile, ?) WHERE hash = (SELECT snapshot FROM versions WHERE id = ?)",
                arguments: [profile.text, id])
        }
    }

    /// How the columns of the rows differ from those of the version before. - Parameter changes: a JSON array.
    package func recordChanges(_ id: Int64, _ changes: JSONValue) async throws {
        try await write(counts: false) { db in
            try db.execute(sql: "UPDATE versions SET changes = ? WHERE id = ?", arguments: [changes.text, id])
        }
    }

    /// It is ready. The first ready version of a model serves from this moment, as does one that replaces what serves; a later one when
    /// it is promoted, and else it is a challenger.
    /// - Parameters:
    ///   - promotion: decided beforehand; nil: nothing was decided.
    ///   - isStored: whether a file is there; asked while no other can be removed.
    package func finishVersion(
        _ id: Int64, _ finished: FinishedTraining, promotion: Promotion? = nil, isStored: @escaping @Sendable (StoredFile) -> Bool = { _ in true }
    ) async throws {
        try await change(id, .finish) { db, version in
            try Self.require(
                [StoredFile(kind: .artifact, hash: finished.artifactHash)] + (finished.heldHash.map { [StoredFile(kind: .held, hash: $0)] } ?? []),
                isStored)
            try db.execute(
                sql: """
                    UPDATE versions SET artifact_hash = ?, artifact_bytes = ?, held_hash = ?, report = ?, columns = ?, stage = 'done', share = 1, finished_at = ?
                    WHERE id = ?
                    """,
                arguments: [finished.artifactHash, finished.artifactBytes, finished.heldHash, finished.report.text, finished.columns?.text, Catalog.now, id])
            guard let champion = try Self.championID(db, modelID: version.modelID, except: id) else {
                return try Self.deploy(db, version, as: .champion, by: "foretell", reason: "the first version that is ready")
            }
            guard !version.replaces else {
                return try Self.deploy(
                    db, version, as: .champion, by: version.createdBy, reason: promotion?.reason ?? "promoted: \(version.cause)", evidence: promotion?.evidence)
            }
            guard let promotion else {
                return try Self.deploy(db, version, as: .challenger, by: "foretell", reason: "nothing says that it is better")
            }
            guard promotion.against == champion else {
                return try Self.deploy(
                    db, version, as: .challenger, by: "foretell", reason: "not promoted: another version began to serve while the two were compared",
                    evidence: promotion.evidence)
            }
            try Self.deploy(
                db, version, as: promotion.promotes ? .champion : .challenger, by: "foretell", reason: promotion.reason,
                evidence: promotion.evidence)
            if promotion.promotes { try Self.follow(db, version, after: champion) }
        }
    }

    /// The model goes on learning as its new champion did, unless ALTER MODEL has said otherwise since the last one. A replacement that
    /// gave nothing is no such word.
    static func follow(_ db: Database, _ version: VersionRecord, after champion: Int64) throws {
        guard version.baseID == nil, let model = try fetchModel(db, id: version.modelID), let last = try fetchVersion(db, id: champion) else { return }
        try setCurrent(
            db, model.id, definitionID: try model.definitionID == last.definitionID || hasFailed(db, "definition_id", model.definitionID) ? version.definitionID : nil,
            configurationID: try model.configurationID == last.configurationID || hasFailed(db, "configuration_id", model.configurationID) ? version.configurationID : nil)
    }

    /// Whether a replacement was to learn as a definition or a configuration says, and no version that did is anything now.
    private static func hasFailed(_ db: Database, _ column: String, _ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT coalesce(max(replaces) AND max(state NOT IN ('failed', 'cancelled', 'deleted')) = 0, FALSE) FROM versions WHERE \(column) = ?",
            arguments: [id]) ?? false
    }

    package func failVersion(_ id: Int64, _ failure: SQLFailure) async throws {
        try await change(id, .fail) { db, _ in try Self.setFailure(db, id, failure) }
    }

    package func cancelVersion(_ id: Int64) async throws {
        try await change(id, .cancel) { db, _ in
            try Self.setFailure(db, id, SQLFailure(.queryCanceled, "the training was cancelled", hint: "RETRAIN tries again"))
        }
    }

    /// It serves no more and its files stay. - Throws: `SQLFailure` 55006 while it serves.
    package func archiveVersion(_ id: Int64) async throws {
        try await change(id, .archive) { db, version in try Self.requireIdle(db, version) }
    }

    /// Its number stays taken and its row stays; its files are no longer needed. - Throws: `SQLFailure` 55006 while it serves.
    package func deleteVersion(_ id: Int64) async throws {
        try await change(id, .delete) { db, version in
            try Self.requireIdle(db, version)
            try db.execute(
                sql: "UPDATE versions SET artifact_hash = NULL, artifact_bytes = NULL, held_hash = NULL, snapshot = NULL, report = NULL WHERE id = ?",
                arguments: [id])
            try db.execute(sql: "DELETE FROM aliases WHERE version_id = ?", arguments: [id])
            try Self.deleteUnusedSnapshots(db)
        }
    }

    /// - Throws: `SQLFailure` 55006 when it answers: as champion, or a share as canary.
    private static func requireIdle(_ db: Database, _ version: VersionRecord) throws {
        // Its own state has changed already, so that it is no champion any more by that alone.
        let rows = try Row.fetchAll(
            db, sql: """
                SELECT p.version_id, p.role FROM deployments p JOIN versions v ON v.id = p.version_id
                WHERE p.model_id = ? AND p.role IN ('champion', 'canary') AND (v.state = 'ready' OR v.id = ?) ORDER BY p.id DESC
                """, arguments: [version.modelID, version.id])
        let isOwn = { (row: Row?) in row.map { $0["version_id"] == version.id } ?? false }
        guard !isOwn(rows.first { $0["role"] == "champion" }) else {
            throw SQLFailure(
                .objectInUse, "version \(version.number) serves its model", hint: "DEPLOY another version first, or DROP MODEL")
        }
        guard rows.first?["role"] != "canary" || !isOwn(rows.first) else {
            throw SQLFailure(.objectInUse, "version \(version.number) is the canary of its model", hint: "ROLLBACK MODEL ends it")
        }
    }

    static func deleteUnusedSnapshots(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM snapshots WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.snapshot = snapshots.hash)")
    }

    /// The server ends in good order while it trains: the next start trains it, and this was no attempt.
    package func interruptVersion(_ id: Int64) async throws {
        try await change(id, .interrupt) { db, _ in
            try db.execute(
                sql: "UPDATE versions SET attempts = attempts - 1, started_at = NULL, stage = NULL, share = NULL, progress_at = NULL WHERE id = ?",
                arguments: [id])
        }
    }

    /// At the start of a server: what was training when the last one ended is queued again once; the second time it fails.
    /// - Returns: the versions as they are now, oldest first.
    package func recoverInterrupted() async throws -> (requeued: [VersionRecord], failed: [VersionRecord]) {
        try await write { db in
            var requeued: [VersionRecord] = []
            var failed: [VersionRecord] = []
            for id in try Int64.fetchAll(db, sql: "SELECT id FROM versions WHERE state = 'training' ORDER BY id") {
                let version = try Self.requireVersion(db, id)
                if version.attempts < 2 {
                    try Self.setState(db, id, version.state.after(.interrupt))
                    try db.execute(sql: "UPDATE versions SET stage = NULL, share = NULL, progress_at = NULL WHERE id = ?", arguments: [id])
                    requeued.append(try Self.requireVersion(db, id))
                } else {
                    try Self.setState(db, id, version.state.after(.fail))
                    try Self.setFailure(
                        db, id, SQLFailure(.adminShutdown, "the server ended twice while it trained", hint: "RETRAIN tries again"))
                    failed.append(try Self.requireVersion(db, id))
                }
            }
            return (requeued, failed)
        }
    }

    /// A file of equal content may have been removed, with the last version that stood on it, after the worker found it in place.
    static func require(_ files: [StoredFile], _ isStored: (StoredFile) -> Bool) throws {
        guard files.allSatisfy(isStored) else {
            throw SQLFailure(
                .ioError, "a file of the training was removed before it was recorded", detail: "An equal version was dropped meanwhile.",
                hint: "RETRAIN tries again")
        }
    }

    private func change(
        _ id: Int64, _ event: VersionState.Event, _ body: @escaping @Sendable (Database, VersionRecord) throws -> Void
    ) async throws {
        try await write { db in
            let version = try Self.requireVersion(db, id)
            try Self.setState(db, id, version.state.after(event))
            try body(db, version)
        }
    }

    static func requireVersion(_ db: Database, _ id: Int64) throws -> VersionRecord {
        guard let version = try fetchVersion(db, id: id) else {
            throw SQLFailure(.undefinedObject, "the version does not exist", hint: "its model was dropped meanwhile")
        }
        return version
    }

    private static func setState(_ db: Database, _ id: Int64, _ state: VersionState) throws {
        try db.execute(sql: "UPDATE versions SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
    }

    private static func setFailure(_ db: Database, _ id: Int64, _ failure: SQLFailure) throws {
        try db.execute(
            sql: "UPDATE versions SET sqlstate = ?, error = ?, detail = ?, hint = ?, finished_at = ? WHERE id = ?",
            arguments: [failure.sqlState.rawValue, failure.message, failure.detail, failure.hint, Catalog.now, id])
    }
}
