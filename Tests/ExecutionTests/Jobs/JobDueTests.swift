import CatalogStore
import Execution
import SQLFrontEnd
import Testing

@Suite("What is due")
struct JobDueTests {
    /// Each minute, in minutes.
    private func due(_ standing: JobDue.Standing, now: Int64, isRunning: Bool = false, serverStart: Int64 = 0) throws -> JobDue {
        let minute: Int64 = 60_000_000
        let schedule = Schedule(rule: .every(count: 1, unit: .minute), start: 0, calendar: try calendar("UTC"))
        var standing = standing
        standing.nextRun = standing.nextRun.map { $0 * minute }
        standing.retryAt = standing.retryAt.map { $0 * minute }
        switch JobDue(standing, schedule, now: now * minute, isRunning: isRunning, serverStart: serverStart * minute) {
        case .wait(let until): return .wait(until: until.map { $0 / minute })
        case .run(let cause, let at, let attempt, let next): return .run(cause: cause, scheduledFor: at / minute, attempt: attempt, next: next.map { $0 / minute })
        case .skip(let reason, let at, let next): return .skip(reason: reason, scheduledFor: at / minute, next: next.map { $0 / minute })
        }
    }

    private func standing(next: Int64?, overlap: NewJob.Overlap = .skip, missed: NewJob.Missed = .once, retryAt: Int64? = nil, attempt: Int = 0, paused: Bool = false) -> JobDue.Standing {
        var standing = JobDue.Standing(nextRun: next)
        standing.overlap = overlap
        standing.missed = missed
        standing.retryAt = retryAt
        standing.attempt = attempt
        standing.isPaused = paused
        return standing
    }

    @Test("before its time it waits, at its time it runs")
    func plain() throws {
        #expect(try due(standing(next: 5), now: 4) == .wait(until: 5))
        #expect(try due(standing(next: 5), now: 5) == .run(cause: "schedule", scheduledFor: 5, attempt: 1, next: 6))
        #expect(try due(standing(next: nil), now: 5) == .wait(until: nil))
        #expect(try due(standing(next: 5, paused: true), now: 5) == .wait(until: nil))
    }

    @Test("times that come while it runs are left out, or wait one after the other")
    func overlap() throws {
        #expect(try due(standing(next: 5), now: 5, isRunning: true) == .skip(reason: "the run before had not ended", scheduledFor: 5, next: 6))
        #expect(try due(standing(next: 5, overlap: .queue), now: 7, isRunning: true) == .wait(until: nil))
        #expect(try due(standing(next: 5, overlap: .queue), now: 7) == .run(cause: "schedule", scheduledFor: 5, attempt: 1, next: 6))
        // Without a queue, late times are one.
        #expect(try due(standing(next: 5), now: 7) == .run(cause: "schedule", scheduledFor: 5, attempt: 1, next: 8))
    }

    @Test("times before the server started are run once together, or left out")
    func missed() throws {
        #expect(try due(standing(next: 5), now: 60, serverStart: 60) == .run(cause: "missed", scheduledFor: 5, attempt: 1, next: 61))
        #expect(try due(standing(next: 5, overlap: .queue), now: 60, serverStart: 60) == .run(cause: "missed", scheduledFor: 5, attempt: 1, next: 61))
        #expect(try due(standing(next: 5, missed: .skip), now: 60, serverStart: 60) == .skip(reason: "missed: the server was down", scheduledFor: 5, next: 61))
    }

    @Test("a retry comes at its time, unless the schedule comes first")
    func retries() throws {
        #expect(try due(standing(next: 9, retryAt: 7, attempt: 2), now: 6) == .wait(until: 7))
        #expect(try due(standing(next: 9, retryAt: 7, attempt: 2), now: 7) == .run(cause: "retry", scheduledFor: 7, attempt: 3, next: 9))
        #expect(try due(standing(next: nil, retryAt: 7, attempt: 1), now: 8) == .run(cause: "retry", scheduledFor: 7, attempt: 2, next: nil))
        #expect(try due(standing(next: 6, retryAt: 7, attempt: 1), now: 8) == .run(cause: "schedule", scheduledFor: 6, attempt: 1, next: 9))
        #expect(try due(standing(next: 9, retryAt: 7, attempt: 1), now: 8, isRunning: true) == .wait(until: 9))
    }

    @Test("each retry waits twice as long, an hour at most", arguments: [
        (Int64(10_000_000), 1, Int64(10_000_000)), (10_000_000, 2, 20_000_000), (10_000_000, 5, 160_000_000), (10_000_000, 20, 3_600_000_000),
        (10_000_000, 100, 3_600_000_000), (86_400_000_000, 1, 3_600_000_000),
    ])
    func backoff(first: Int64, attempt: Int, expected: Int64) {
        #expect(JobDue.backoff(first, afterAttempt: attempt) == expected)
    }
}
