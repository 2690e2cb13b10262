import GRDB

/// A version that is queued or in training.
package struct QueuedTraining: Hashable, Sendable {
    package var versionID: Int64
    package var model: String
    package var project: String
    package var number: Int
    /// `queued` or `training`.
    package var state: VersionState
    package var priority: Int
    package var user: String
    package var stage: String?
    /// 0...1
    package var share: Double?
    /// Microseconds since 1970 in UTC.
    package var queuedAt: Int64
    package var startedAt: Int64?

    init(row: Row) {
        versionID = row["id"]
        model = row["name"]
        project = row["project"]
        number = row["number"]
        state = row["state"] == VersionState.training.rawValue ? .training : .queued
        priority = row["priority"]
        user = row["created_by"]
        stage = row["stage"]
        share = row["share"]
        queuedAt = row["queued_at"]
        startedAt = row["started_at"]
    }
}
