/// A run of a job that begins, or that was left out.
package struct NewJobRun: Hashable, Sendable {
    package var jobID: Int64
    /// Why it is: `schedule`, `missed`, `retry`, `new rows` or `RUN JOB`.
    package var cause: String
    /// From 1.
    package var attempt: Int
    /// Microseconds since 1970 in UTC, as below.
    package var scheduledFor: Int64
    package var startedAt: Int64

    package init(jobID: Int64, cause: String, attempt: Int, scheduledFor: Int64, startedAt: Int64) {
        self.jobID = jobID
        self.cause = cause
        self.attempt = attempt
        self.scheduledFor = scheduledFor
        self.startedAt = startedAt
    }
}
