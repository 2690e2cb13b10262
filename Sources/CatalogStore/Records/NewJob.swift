/// A job or a trigger that is to be made.
package struct NewJob: Hashable, Sendable {
    /// What happens to a time at which the run before has not ended.
    package enum Overlap: String, CaseIterable, Hashable, Sendable {
        case skip
        /// It runs once the run before has ended.
        case queue
    }

    /// What happens to times that came while the server was down.
    package enum Missed: String, CaseIterable, Hashable, Sendable {
        /// All of them together are run once, at the start of the server.
        case once
        case skip
    }

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case job
        /// It runs when a table has changed.
        case trigger
    }

    package var kind: Kind
    package var project: String
    package var name: String
    package var replace = false
    /// At least one.
    package var statements: [String]
    /// Each must give rows for a run to happen.
    package var conditions: [String] = []
    /// The table of a trigger: its name in quotes.
    package var watched: String?
    /// The columns that a trigger looks at; empty: all.
    package var columns: [String] = []
    /// `once`, `every 2 hours` or `cron 0 3 * * *`.
    package var schedule: String
    package var timeZone: String
    /// Microseconds since 1970 in UTC, as all moments of jobs.
    package var startAt: Int64
    /// nil: never.
    package var endAt: Int64?
    package var overlap = Overlap.skip
    package var missed = Missed.once
    /// How often a run that failed is tried again.
    package var retries = 0
    /// Microseconds before the first retry; each further one waits twice as long.
    package var backoff: Int64
    /// Microseconds that a run may take; nil: any.
    package var timeout: Int64?
    /// nil: it never runs by itself.
    package var nextRun: Int64?
    /// What it has seen already; `JobRecord.marks`.
    package var marks = "{}"
    package var createdBy: String

    package init(
        kind: Kind, project: String, name: String, statements: [String], schedule: String, timeZone: String, startAt: Int64, backoff: Int64,
        createdBy: String
    ) {
        self.kind = kind
        self.project = project
        self.name = name
        self.statements = statements
        self.schedule = schedule
        self.timeZone = timeZone
        self.startAt = startAt
        self.backoff = backoff
        self.createdBy = createdBy
    }
}
