package import Core
import GRDB

/// One training of a model and what it gave.
package struct VersionRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    /// From 1 per model.
    package var number: Int
    package var definitionID: Int64
    package var configurationID: Int64
    /// nil until the rows are frozen.
    package var snapshotHash: String?
    /// The version that it continues; nil: it learnt from nothing.
    package var baseID: Int64?
    /// Whether it takes the place of what serves as soon as it is ready.
    package var replaces: Bool
    package var state: VersionState
    /// How often a worker has started it.
    package var attempts: Int
    /// Why it failed or was cancelled; nil otherwise.
    package var failure: SQLFailure?
    /// nil until it is ready.
    package var artifactHash: String?
    package var artifactBytes: Int?
    /// Name of the file with the model that was measured and the rows that measured it; nil until it is ready.
    package var heldHash: String?
    /// `ModelColumns` as JSON; nil until it is ready, and when it was trained by a program that did not record it.
    package var columns: String?
    /// A JSON array: how the columns of its rows differ from those of the version before; nil when there was none.
    package var changes: String?
    /// The statement that asked for it, in a word or two.
    package var cause: String
    package var createdBy: String
    /// `TrainingReport` as JSON; nil until it is ready, and in lists of many versions.
    package var report: String?
    /// The last that was heard of its training; `nil` when nothing was.
    package var stage: String?
    /// 0...1
    package var share: Double?
    package var round: Int?
    package var rounds: Int?
    package var metricName: String?
    package var metricValue: Double?
    /// Microseconds since 1970 in UTC, as the times below.
    package var progressAt: Int64?
    package var queuedAt: Int64
    package var startedAt: Int64?
    package var finishedAt: Int64?

    /// - Throws: `SQLFailure` XX001
    init(row: Row) throws {
        guard let state = VersionState(rawValue: row["state"]) else {
            throw SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: "A version is in an unknown state.",
                hint: "restore \"catalog.sqlite\" from a backup")
        }
        self.state = state
        id = row["id"]
        modelID = row["model_id"]
        number = row["number"]
        definitionID = row["definition_id"]
        configurationID = row["configuration_id"]
        snapshotHash = row["snapshot"]
        baseID = row["base_id"]
        replaces = row["replaces"]
        attempts = row["attempts"]
        failure = (row["sqlstate"] as String?).map { state in
            SQLFailure(SQLState(rawValue: state), row["error"] ?? "", detail: row["detail"], hint: row["hint"])
        }
        artifactHash = row["artifact_hash"]
        artifactBytes = row["artifact_bytes"]
        heldHash = row["held_hash"]
        columns = row["columns"]
        changes = row["changes"]
        cause = row["cause"]
        createdBy = row["created_by"]
        report = row["report"]
        stage = row["stage"]
        share = row["share"]
        round = row["round"]
        rounds = row["rounds"]
        metricName = row["metric_name"]
        metricValue = row["metric_value"]
        progressAt = row["progress_at"]
        queuedAt = row["queued_at"]
        startedAt = row["started_at"]
        finishedAt = row["finished_at"]
    }
}
