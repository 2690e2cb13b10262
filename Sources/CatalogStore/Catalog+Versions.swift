package import Core
import GRDB

extension Catalog {
    package func version(id: Int64) async throws -> VersionRecord? {
        try await read { db in try Self.fetchVersion(db, id: id) }
    }

    /// Oldest first.
    package func versions(modelID: Int64) async throws -> [VersionRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE model_id = ? ORDER BY number", arguments: [modelID]).map(Self.version)
        }
    }

    /// In the order in which they were queued.
    package func queuedVersions() async throws -> [VersionRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE state = 'queued' ORDER BY id").map(Self.version) }
    }

    /// The version that serves: that of the newest champion row.
    package func champion(modelID: Int64) async throws -> VersionRecord? {
        try await read { db in
            try Row.fetchOne(
                db, sql: """
                    SELECT v.* FROM deployments d JOIN versions v ON v.id = d.version_id
                    WHERE d.model_id = ? AND d.role = 'champion' AND v.state = 'ready' ORDER BY d.id DESC LIMIT 1
                    """, arguments: [modelID]
            ).map(Self.version)
        }
    }

    // MARK: The life of a version

    /// A worker starts on it.
    package func startVersion(_ id: Int64) async throws {
        try await change(id, .start) { db in
            try db.execute(
                sql: "UPDATE versions SET attempts = attempts + 1, started_at = ?, stage = 'start', share = 0 WHERE id = ?",
                arguments: [Catalog.now, id])
        }
    }

    package func progress(_ id: Int64, _ update: ProgressUpdate) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: """
                    UPDATE versions SET stage = ?, share = ?, round = ?, rounds = ?, metric_name = ?, metric_value = ?, progress_at = ?
                    WHERE id = ? AND state = 'training'
                    """,
                arguments: [update.stage, update.share, update.round, update.rounds, update.metricName, update.metricValue, Catalog.now, id])
        }
    }

    /// The rows that the version learns from are frozen.
    package func recordSnapshot(_ id: Int64, hash: String, rows: Int, bytes: Int, columns: String) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?, ?)", arguments: [hash, rows, bytes, columns, Catalog.now])
            try db.execute(sql: "UPDATE versions SET snapshot = ? WHERE id = ?", arguments: [hash, id])
        }
    }

    /// It is ready; the first ready version of a model serves from this moment.
    package func finishVersion(_ id: Int64, _ finished: FinishedTraining) async throws {
        try await change(id, .finish) { db in
            try db.execute(
                sql: """
                    UPDATE versions SET artifact_hash = ?, artifact_bytes = ?, report = ?, stage = 'done', share = 1, finished_at = ? WHERE id = ?
                    """,
                arguments: [finished.artifactHash, finished.artifactBytes, finished.report.text, Catalog.now, id])
            let modelID = try Int64.fetchOne(db, sql: "SELECT model_id FROM versions WHERE id = ?", arguments: [id])
            let isServed = try Row.fetchOne(db, sql: "SELECT 1 FROM deployments WHERE model_id = ?", arguments: [modelID]) != nil
            if !isServed {
                try db.execute(
                    sql: "INSERT INTO deployments (model_id, version_id, role, since, by, reason) VALUES (?, ?, 'champion', ?, 'foretell', ?)",
                    arguments: [modelID, id, Catalog.now, "the first version that is ready"])
            }
        }
    }

    package func failVersion(_ id: Int64, _ failure: SQLFailure) async throws {
        try await change(id, .fail) { db in
            try db.execute(
                sql: "UPDATE versions SET sqlstate = ?, error = ?, detail = ?, hint = ?, finished_at = ? WHERE id = ?",
                arguments: [failure.sqlState.rawValue, failure.message, failure.detail, failure.hint, Catalog.now, id])
        }
    }

    package func cancelVersion(_ id: Int64) async throws {
        try await change(id, .cancel) { db in
            try db.execute(
                sql: "UPDATE versions SET sqlstate = '57014', error = 'the training was cancelled', finished_at = ? WHERE id = ?",
                arguments: [Catalog.now, id])
        }
    }

    /// At the start of a server: what was training when the last one ended is queued again once; the second time it fails.
    package func recoverInterrupted() async throws -> (requeued: [VersionRecord], failed: [VersionRecord]) {
        try await write { db in
            var requeued: [VersionRecord] = []
            var failed: [VersionRecord] = []
            for version in try Row.fetchAll(db, sql: "SELECT * FROM versions WHERE state = 'training' ORDER BY id").map(Self.version) {
                if version.attempts < 2 {
                    try db.execute(sql: "UPDATE versions SET state = 'queued', stage = NULL, share = NULL WHERE id = ?", arguments: [version.id])
                    requeued.append(version)
                } else {
                    try db.execute(
                        sql: """
                            UPDATE versions SET state = 'failed', sqlstate = '57P01', error = 'the server ended twice while it trained',
                            hint = 'RETRAIN tries again', finished_at = ? WHERE id = ?
                            """, arguments: [Catalog.now, version.id])
                    failed.append(version)
                }
            }
            return (requeued, failed)
        }
    }

    private func change(_ id: Int64, _ event: VersionState.Event, _ body: @Sendable (Database) throws -> Void) async throws {
        try await write { db in
            guard let version = try Self.fetchVersion(db, id: id) else {
                throw SQLFailure(.undefinedObject, "the version was dropped while it trained")
            }
            let state = try version.state.after(event)
            try db.execute(sql: "UPDATE versions SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
            try body(db)
        }
    }

    static func fetchVersion(_ db: Database, id: Int64) throws -> VersionRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM versions WHERE id = ?", arguments: [id]).map(version)
    }

    static func version(_ row: Row) -> VersionRecord {
        let failure = (row["sqlstate"] as String?).map { state in
            SQLFailure(SQLState(rawValue: state), row["error"] ?? "", detail: row["detail"], hint: row["hint"])
        }
        return VersionRecord(
            id: row["id"], modelID: row["model_id"], number: row["number"], definitionID: row["definition_id"],
            configurationID: row["configuration_id"], snapshotHash: row["snapshot"], state: VersionState(rawValue: row["state"]) ?? .deleted,
            attempts: row["attempts"], failure: failure, artifactHash: row["artifact_hash"], artifactBytes: row["artifact_bytes"],
            report: row["report"], stage: row["stage"], share: row["share"], queuedAt: row["queued_at"], startedAt: row["started_at"],
            finishedAt: row["finished_at"])
    }
}
