package import CatalogStore

/// What is to be done about a job at a moment. Pure. Moments are microseconds since 1970 in UTC.
package enum JobDue: Hashable, Sendable {
    /// nil: nothing comes by itself.
    case wait(until: Int64?)
    /// - next: its next time after this one; nil: there is none.
    case run(cause: String, scheduledFor: Int64, attempt: Int, next: Int64?)
    case skip(reason: String, scheduledFor: Int64, next: Int64?)

    /// Where a job stands.
    package struct Standing: Hashable, Sendable {
        package var isPaused = false
        package var nextRun: Int64?
        package var retryAt: Int64?
        /// How often the present run was tried.
        package var attempt = 0
        package var overlap = NewJob.Overlap.skip
        package var missed = NewJob.Missed.once

        package init(nextRun: Int64?) { self.nextRun = nextRun }

        init(_ job: JobRecord) {
            isPaused = job.isPaused
            nextRun = job.nextRun
            retryAt = job.retryAt
            attempt = job.attempt
            overlap = job.definition.overlap
            missed = job.definition.missed
        }
    }

    /// - Parameters:
    ///   - isRunning: whether a run of the job has not ended.
    ///   - serverStart: times before it were missed.
    package init(_ job: Standing, _ schedule: Schedule, now: Int64, isRunning: Bool, serverStart: Int64) {
        guard !job.isPaused else {
            self = .wait(until: nil)
            return
        }
        // A time of the schedule comes before a retry: it is the newer wish.
        if let due = job.nextRun, due <= now {
            self = Self.scheduled(job, schedule, due, now: now, isRunning: isRunning, wasMissed: due < serverStart)
        } else if let retryAt = job.retryAt, retryAt <= now {
            self = isRunning ? .wait(until: job.nextRun) : .run(cause: "retry", scheduledFor: retryAt, attempt: job.attempt + 1, next: job.nextRun)
        } else {
            self = .wait(until: [job.nextRun, job.retryAt].compactMap(\.self).min())
        }
    }

    private static func scheduled(_ job: Standing, _ schedule: Schedule, _ due: Int64, now: Int64, isRunning: Bool, wasMissed: Bool) -> JobDue {
        if wasMissed {
            switch job.missed {
            case .skip: return .skip(reason: "missed: the server was down", scheduledFor: due, next: schedule.next(after: now))
            case .once:
                return isRunning ? .wait(until: nil) : .run(cause: "missed", scheduledFor: due, attempt: 1, next: schedule.next(after: now))
            }
        }
        switch job.overlap {
        case .skip where isRunning: return .skip(reason: "the run before had not ended", scheduledFor: due, next: schedule.next(after: now))
        case .skip: return .run(cause: "schedule", scheduledFor: due, attempt: 1, next: schedule.next(after: now))
        // Due times stay due until the run before has ended, one after the other.
        case .queue where isRunning: return .wait(until: nil)
        case .queue: return .run(cause: "schedule", scheduledFor: due, attempt: 1, next: schedule.next(after: due))
        }
    }

    /// The longest wait before a retry: an hour.
    private static let longestBackoff: Int64 = 3_600_000_000

    /// Microseconds to wait after a failed attempt: twice as long each time, an hour at most.
    /// - Parameter attempt: the one that failed, from 1.
    package static func backoff(_ first: Int64, afterAttempt attempt: Int) -> Int64 {
        guard first < longestBackoff, attempt <= 40 else { return longestBackoff }
        let (delay, overflows) = first.multipliedReportingOverflow(by: 1 << Int64(max(0, attempt - 1)))
        return overflows ? longestBackoff : min(delay, longestBackoff)
    }
}
