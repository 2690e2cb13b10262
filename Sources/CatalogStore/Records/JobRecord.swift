package import Core
import GRDB

/// A job or a trigger, and where it stands.
package struct JobRecord: Hashable, Sendable {
    package var id: Int64
    /// As it was made; `nextRun` and `marks` are those of then.
    package var definition: NewJob
    package var isPaused: Bool
    /// nil: it never runs by itself any more.
    package var nextRun: Int64?
    /// When the run that failed is tried again; nil: it is not.
    package var retryAt: Int64?
    /// How often the present run was tried; 0: it ended well.
    package var attempt: Int
    /// When the last run that ended well started; nil: none did.
    package var lastSuccess: Int64?
    /// A JSON object: what statements with LAST, and a trigger, have seen.
    package var marks: JSONValue

    package var name: String { definition.name }

    /// - Throws: `SQLFailure` XX001
    init(row: Row) throws {
        let damaged = SQLFailure(
            .dataCorrupted, "the catalog is damaged", detail: "A job cannot be read.", hint: "restore \"catalog.sqlite\" from a backup")
        func texts(_ column: String) throws -> [String] {
            guard let array = try JSONValue(parsing: row[column] as String).array else { throw damaged }
            return array.compactMap(\.string)
        }
        guard let kind = NewJob.Kind(rawValue: row["kind"]), let overlap = NewJob.Overlap(rawValue: row["overlap"]),
            let missed = NewJob.Missed(rawValue: row["missed"])
        else { throw damaged }
        id = row["id"]
        definition = NewJob(
            kind: kind, project: row["project"], name: row["name"], statements: try texts("statements"), schedule: row["schedule"],
            timeZone: row["time_zone"], startAt: row["start_at"], backoff: row["backoff"], createdBy: row["created_by"])
        definition.conditions = try texts("conditions")
        definition.watched = row["watched"]
        definition.columns = try texts("columns")
        definition.endAt = row["end_at"]
        definition.overlap = overlap
        definition.missed = missed
        definition.retries = row["retries"]
        definition.timeout = row["timeout"]
        isPaused = row["is_paused"]
        nextRun = row["next_run"]
        retryAt = row["retry_at"]
        attempt = row["attempt"]
        lastSuccess = row["last_success"]
        marks = try JSONValue(parsing: row["marks"] as String)
    }
}
