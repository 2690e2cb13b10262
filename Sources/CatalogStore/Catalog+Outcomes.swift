package import Core
import GRDB

// Where truths arrive, and what champion and challenger had said of the rows that they are about.
extension Catalog {
    /// Keys that are kept of each deployment of a challenger: the first that were asked for.
    package static let keptAnswers = 100_000

    /// In place of the one that the model has. - Throws: `SQLFailure` 42710 when it has one and is to keep it.
    package func setOutcome(_ new: OutcomeRecord, replace: Bool) async throws {
        try await write { db in
            if !replace, try Row.fetchOne(db, sql: "SELECT 1 FROM outcomes WHERE model_id = ?", arguments: [new.modelID]) != nil {
                throw SQLFailure(.duplicateObject, "the model has an outcome already", hint: "CREATE OR REPLACE OUTCOME, or DROP OUTCOME FOR it first")
            }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO outcomes (model_id, source, query, key, actual, at, within, every, created_by, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [new.modelID, new.source, new.query, new.key, new.actual, new.at, new.within, new.every, new.createdBy, Catalog.now])
        }
    }

    /// - Returns: whether there was one. Truths that have arrived stay.
    package func dropOutcome(modelID: Int64) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM outcomes WHERE model_id = ?", arguments: [modelID])
            return db.changesCount > 0
        }
    }

    /// How the last look ended. - Parameter error: why it failed; nil: it did not.
    package func recordLook(modelID: Int64, error: String?) async throws {
        try await write(counts: false) { db in
            try db.execute(sql: "UPDATE outcomes SET looked_at = ?, error = ? WHERE model_id = ?", arguments: [Catalog.now, error, modelID])
        }
    }

    /// The first answers to a key stay; further ones say nothing new.
    static func add(_ answers: [PairedAnswer], of deploymentID: Int64, _ db: Database) throws {
        guard !answers.isEmpty else { return }
        let kept = try Int.fetchOne(db, sql: "SELECT count(*) FROM paired_answers WHERE deployment_id = ?", arguments: [deploymentID]) ?? 0
        for answer in answers.prefix(max(0, keptAnswers - kept)) {
            try db.execute(
                sql: "INSERT OR IGNORE INTO paired_answers (deployment_id, key, at, champion_scores, scores) VALUES (?, ?, ?, ?, ?)",
                arguments: [deploymentID, answer.key, answer.at, text(answer.champion), text(answer.challenger)])
        }
    }

    /// Of a challenger's deployment, oldest key first. - Parameter hasActual: those whose truth is known, or those whose truth is not.
    package func pairedAnswers(deploymentID: Int64, hasActual: Bool) async throws -> [PairedAnswer] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM paired_answers WHERE deployment_id = ? AND actual IS \(hasActual ? "NOT " : "")NULL ORDER BY at, key",
                arguments: [deploymentID]
            ).map { row in
                PairedAnswer(
                    key: row["key"], at: row["at"], champion: Self.numbers(row["champion_scores"]), challenger: Self.numbers(row["scores"]), actual: row["actual"])
            }
        }
    }

    /// - Parameter truths: text and, in microseconds since 1970, when it was known.
    package func recordTruths(_ truths: [(key: String, actual: String, at: Int64)], deploymentID: Int64) async throws {
        try await write(counts: false) { db in
            for truth in truths {
                try db.execute(
                    sql: "UPDATE paired_answers SET actual = ?, actual_at = ? WHERE deployment_id = ? AND key = ? AND actual IS NULL",
                    arguments: [truth.actual, truth.at, deploymentID, truth.key])
            }
        }
    }

    /// A decision from outcomes: the challenger serves from now on, or stays a challenger, whose outcomes are then counted anew.
    /// - Returns: false when the deployment is no longer the one that was judged, or another version serves: nothing is decided then.
    package func decide(deploymentID: Int64, _ promotion: Promotion) async throws -> Bool {
        try await write { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM deployments WHERE id = ?", arguments: [deploymentID]) else { return false }
            let judged = DeploymentRecord(row: row)
            let newest = try Int64.fetchOne(
                db, sql: "SELECT max(id) FROM deployments WHERE model_id = ? AND role IN ('champion', 'challenger')", arguments: [judged.modelID])
            let version = try Self.requireVersion(db, judged.versionID)
            guard newest == deploymentID, version.state == .ready,
                try Self.championID(db, modelID: judged.modelID, except: judged.versionID) == promotion.against
            else { return false }
            try Self.deploy(
                db, version, as: promotion.promotes ? .champion : .challenger, by: "foretell", reason: promotion.reason, evidence: promotion.evidence)
            if promotion.promotes { try Self.follow(db, version, after: promotion.against) }
            return true
        }
    }

    private static func text(_ scores: [Double]) -> String { JSONValue.array(scores.map(JSONValue.number)).text }

    private static func numbers(_ text: String) -> [Double] { (try? JSONValue(parsing: text))?.array?.compactMap(\.number) ?? [] }
}
