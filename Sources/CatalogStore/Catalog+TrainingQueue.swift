import Core
import GRDB

extension Catalog {
    package func trainingQueue() async throws -> TrainingQueueContents { try await read(Self.fetchQueue) }

    /// The same for callers that may block, such as a thread of DuckDB's.
    package func trainingQueueBlocking() throws -> TrainingQueueContents { try readBlocking(Self.fetchQueue) }

    private static func fetchQueue(_ db: Database) throws -> TrainingQueueContents {
        var limits: [String: Int] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT name, trainings FROM projects WHERE trainings IS NOT NULL") {
            limits[(row["name"] as String).folded] = row["trainings"]
        }
        var lastStarts: [String: Int64] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT created_by, max(started_at) AS last FROM versions WHERE started_at IS NOT NULL GROUP BY lower(created_by)") {
            lastStarts[(row["created_by"] as String).folded] = row["last"]
        }
        let trainings = try Row.fetchAll(
            db, sql: """
                SELECT v.*, m.name, m.project FROM versions v JOIN models m ON m.id = v.model_id
                WHERE v.state IN ('queued', 'training') ORDER BY v.id
                """
        ).map(QueuedTraining.init(row:))
        let isPaused = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM training_pause)") ?? false
        return TrainingQueueContents(trainings: trainings, limits: limits, isPaused: isPaused, lastStarts: lastStarts)
    }

    /// Whether further trainings start; kept when the server ends.
    package func setTrainingPaused(_ isPaused: Bool, by user: String) async throws {
        try await write(counts: false) { db in
            if isPaused {
                try db.execute(sql: "INSERT INTO training_pause (id, paused_by, paused_at) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING", arguments: [user, Catalog.now])
            } else {
                try db.execute(sql: "DELETE FROM training_pause")
            }
        }
    }

    /// How many trainings of a project run at once; nil: as many as run at all. - Returns: whether there is such a project.
    package func setTrainings(_ limit: Int?, project: String) async throws -> Bool {
        try await write(counts: false) { db in
            try db.execute(sql: "UPDATE projects SET trainings = ? WHERE name = ?", arguments: [limit, project])
            return db.changesCount > 0
        }
    }
}
