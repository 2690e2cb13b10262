import GRDB

/// From this moment that version serves this model in this role. Rows are added and never changed.
package struct DeploymentRecord: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable {
        case champion, challenger, canary
    }

    /// Grows with time.
    package var id: Int64
    package var modelID: Int64
    package var versionID: Int64
    package var role: Role
    /// What a canary answers of what is asked, 0...1; nil for the other roles.
    package var share: Double?
    /// Microseconds since 1970 in UTC.
    package var since: Int64
    package var by: String
    package var reason: String
    /// A JSON object: what the decision rests on; nil when somebody just said so.
    package var evidence: String?

    init(row: Row) {
        id = row["id"]
        modelID = row["model_id"]
        versionID = row["version_id"]
        // The table admits no other word.
        role = Role(rawValue: row["role"]) ?? .challenger
        share = row["share"]
        since = row["since"]
        by = row["by"]
        reason = row["reason"]
        evidence = row["evidence"]
    }
}
