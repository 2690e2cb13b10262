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

    /// The rows that the version learns from are frozen. - Parameter columns: a JSON array of `{"name": ..., "type": ...}`.
    package func recordSnapshot(_ id: Int64, hash: String, rows: Int, bytes: Int, columns: String) async throws {
        try await write(counts: false) { db in
            let version = try Self.requireVersion(db, id)
            guard version.state == .training else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "a version that is \(version.state.rawValue) cannot take a snapshot",
                    hint: "only a version that is training can")
            }
            try db.execute(
                sql: "INSERT INTO snapshots (hash, rows, bytes, columns, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
                arguments: [hash, rows, bytes, columns, Catalog.now])
            try db.execute(sql: "UPDATE versions SET snapshot = ? WHERE id = ?", arguments: [hash, id])
        }
    }

    /// It is ready; the first ready version of a model serves from this moment.
    /// - Parameter deploy: whether it serves from this moment even when another version did so far.
    package func finishVersion(_ id: Int64, _ finished: FinishedTraining, deploy: Bool = false) async throws {
        try await change(id, .finish) { db, version in
            try db.execute(
                sql: """
                    UPDATE versions SET artifact_hash = ?, artifact_bytes = ?, report = ?, stage = 'done', share = 1, finished_at = ? WHERE id = ?
                    """,
                arguments: [finished.artifactHash, finished.artifactBytes, finished.report.text, Catalog.now, id])
            let isServed = try Row.fetchOne(db, sql: "SELECT 1 FROM deployments WHERE model_id = ?", arguments: [version.modelID]) != nil
            if !isServed {
                try Self.deploy(db, versionID: id, of: version.modelID, reason: "the first version that is ready")
            } else if deploy {
                try Self.deploy(db, versionID: id, of: version.modelID, reason: "deployed when it was ready")
            }
        }
    }

    package func failVersion(_ id: Int64, _ failure: SQLFailure) async throws {
        try await change(id, .fail) { db, _ in try Self.setFailure(db, id, failure) }
    }

    package func cancelVersion(_ id: Int64) async throws {
        try await change(id, .cancel) { db, _ in
            try Self.setFailure(db, id, SQLFailure(.queryCanceled, "the training was cancelled", hint: "RETRAIN tries again"))
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

    private func change(
        _ id: Int64, _ event: VersionState.Event, _ body: @escaping @Sendable (Database, VersionRecord) throws -> Void
    ) async throws {
        try await write { db in
            let version = try Self.requireVersion(db, id)
            try Self.setState(db, id, version.state.after(event))
            try body(db, version)
        }
    }

    private static func requireVersion(_ db: Database, _ id: Int64) throws -> VersionRecord {
        guard let version = try fetchVersion(db, id: id) else {
            throw SQLFailure(.undefinedObject, "the version does not exist", hint: "its model was dropped or replaced meanwhile")
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
