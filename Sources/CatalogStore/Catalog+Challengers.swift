import GRDB

// What challengers answered beside their champions.
extension Catalog {
    /// Rows of `challenger_samples` that each deployment keeps: the newest.
    private static let keptSamples = 1000

    /// Microseconds that a row took, over all that both were asked for; NaN when none was.
    package func challengerMicroseconds(deploymentID: Int64) async throws -> (champion: Double, challenger: Double) {
        try await read { db in
            guard let row = try Row.fetchOne(
                db, sql: "SELECT champion_microseconds / nullif(rows, 0) AS champion, microseconds / nullif(rows, 0) AS own FROM challenger_scores WHERE deployment_id = ?",
                arguments: [deploymentID])
            else { return (.nan, .nan) }
            return (row["champion"] ?? .nan, row["own"] ?? .nan)
        }
    }

    /// Adds to what is known. What belongs to a deployment that is gone is forgotten.
    /// - Parameter scores: by the deployment that made the version a challenger.
    package func addChallengerScores(_ scores: [Int64: ChallengerScores]) async throws {
        try await write(counts: false) { db in
            for (id, new) in scores.sorted(by: { $0.key < $1.key }) {
                guard try Row.fetchOne(db, sql: "SELECT 1 FROM deployments WHERE id = ?", arguments: [id]) != nil else { continue }
                try db.execute(
                    sql: """
                        INSERT INTO challenger_scores (deployment_id, requests, dropped, rows, different, distance_sum, largest_distance,
                                                       champion_microseconds, microseconds, failure, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (deployment_id) DO UPDATE SET
                            requests = requests + excluded.requests, dropped = dropped + excluded.dropped, rows = rows + excluded.rows,
                            different = different + excluded.different, distance_sum = distance_sum + excluded.distance_sum,
                            largest_distance = max(largest_distance, excluded.largest_distance),
                            champion_microseconds = champion_microseconds + excluded.champion_microseconds,
                            microseconds = microseconds + excluded.microseconds, failure = coalesce(excluded.failure, failure),
                            updated_at = excluded.updated_at
                        """,
                    arguments: [
                        id, new.requests, new.dropped, new.rows, new.different, new.distanceSum, new.largestDistance, new.championMicroseconds,
                        new.microseconds, new.failure, Catalog.now,
                    ])
                for sample in new.samples {
                    try db.execute(
                        sql: """
                            INSERT INTO challenger_samples (deployment_id, at, input_hash, key, champion_answer, answer, distance)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            """,
                        arguments: [id, Catalog.now, sample.inputHash, sample.key, sample.champion, sample.challenger, sample.distance])
                }
                try Self.add(new.answers, of: id, db)
                try db.execute(
                    sql: """
                        DELETE FROM challenger_samples WHERE deployment_id = ? AND id <=
                            (SELECT id FROM challenger_samples WHERE deployment_id = ? ORDER BY id DESC LIMIT 1 OFFSET \(Self.keptSamples))
                        """, arguments: [id, id])
            }
        }
    }
}
