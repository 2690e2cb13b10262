package import Core

/// How a run of a job ended.
package struct JobRunEnd: Sendable {
    package enum Outcome: Sendable {
        case succeeded
        /// A condition gave no rows.
        case skipped(reason: String)
        case failed(SQLFailure)
    }

    package var outcome: Outcome
    /// Rows that its statements wrote or returned.
    package var rows: Int
    /// A JSON array: each statement that ended well, with its rows and seconds.
    package var statements: JSONValue
    /// Microseconds since 1970 in UTC.
    package var finishedAt: Int64
    /// When it is tried again, likewise; nil: it is not.
    package var retryAt: Int64?

    package init(outcome: Outcome, rows: Int, statements: JSONValue, finishedAt: Int64, retryAt: Int64? = nil) {
        self.outcome = outcome
        self.rows = rows
        self.statements = statements
        self.finishedAt = finishedAt
        self.retryAt = retryAt
    }
}
