import CatalogStore
import Core
import Foundation
import Logging
import Synchronization

/// Runs jobs and triggers when their time has come. The catalog holds all there is to know, so nothing is lost with this process.
package actor JobScheduler {
    private let catalog: Catalog
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let serverStart: Int64
    private var running: [Int64: Task<Result<SQLFailure?, SQLFailure>, Never>] = [:]
    private let isEnding = Mutex(false)
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Runs at once; others that are due wait for their turn.
    private static let width = 4
    /// Microseconds until the next look after the catalog failed, and at most: the system's clock may be set.
    private static let pauseAfterFailure: Int64 = 5_000_000
    private static let longestSleep: Int64 = 30_000_000

    /// - Parameter now: microseconds since 1970 in UTC.
    init(catalog: Catalog, logger: Logger, now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000_000) }) {
        self.catalog = catalog
        self.logger = logger
        self.now = now
        serverStart = now()
        (wakeUps, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Looks at all jobs again: one was made or changed. From any thread.
    nonisolated package func wakeUp() { wake.yield() }

    /// Ends `run`. From any thread.
    nonisolated package func finish() { wake.finish() }

    /// Takes up what an earlier run left, then works until `finish`.
    package func run(on database: ForetellDatabase) async {
        do { try await recover() } catch { warn("the runs of jobs that were interrupted could not be recorded", error) }
        wakeUp()
        var timer: Task<Void, Never>?
        for await _ in wakeUps {
            timer?.cancel()
            let next = await start(on: database)
            let delay = max(0, min(next ?? .max, now() + Self.longestSleep) - now())
            timer = Task {
                do { try await Task.sleep(for: .microseconds(delay)) } catch { return }
                self.wakeUp()
            }
        }
        timer?.cancel()
        isEnding.withLock { $0 = true }
        let tasks = Array(running.values)
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.value }
    }

    private func recover() async throws {
        for (jobID, attempt) in try await catalog.recoverJobRuns() {
            guard let job = try await catalog.job(id: jobID), !job.isPaused else { continue }
            // An interrupted run is a missed one too, the first time.
            if attempt <= job.definition.retries || (attempt == 1 && job.definition.missed == .once) { try await catalog.setRetry(at: now(), job: jobID) }
        }
    }

    /// Starts what is due. - Returns: when to look again; nil: when something changes.
    private func start(on database: ForetellDatabase) async -> Int64? {
        do {
            var next: Int64?
            let due = try await catalog.jobs().sorted { ($0.nextRun ?? .max, $0.id) < ($1.nextRun ?? .max, $1.id) }
            for job in due {
                do {
                    guard let moment = try await start(job, on: database) else { continue }
                    next = min(next ?? .max, moment)
                } catch {
                    warn("a job could not be started", error)
                    next = min(next ?? .max, now() + Self.pauseAfterFailure)
                }
            }
            return next
        } catch {
            warn("the jobs could not be looked through", error)
            return now() + Self.pauseAfterFailure
        }
    }

    /// - Returns: when to look at it again; nil: when something changes.
    private func start(_ job: JobRecord, on database: ForetellDatabase) async throws -> Int64? {
        let schedule = try Self.schedule(job.definition)
        let moment = now()
        switch JobDue(.init(job), schedule, now: moment, isRunning: running[job.id] != nil, serverStart: serverStart) {
        case .wait(let until): return until
        case .skip(let reason, let scheduledFor, let next):
            // A trigger that is late has missed nothing: it sees at the next look what it would have seen.
            if job.definition.kind == .job {
                try await catalog.skipJobRun(.init(jobID: job.id, cause: "schedule", attempt: 1, scheduledFor: scheduledFor, startedAt: moment), reason: reason)
            }
            try await catalog.setNextRun(next, job: job.id)
            return next
        case .run(let cause, let scheduledFor, let attempt, let next):
            guard running.count < Self.width else { return nil }
            let isTrigger = job.definition.kind == .trigger
            let run = NewJobRun(jobID: job.id, cause: isTrigger && cause != "retry" ? "new rows" : cause, attempt: attempt, scheduledFor: scheduledFor, startedAt: moment)
            let runID = isTrigger ? nil : try await catalog.startJobRun(run, nextRun: .some(next))
            if isTrigger { try await catalog.setNextRun(next, job: job.id) }
            if running[job.id] == nil {
                begin(run, of: job, runID: runID, on: database)
            } else if let runID {
                // RUN JOB came first while this one was written down.
                try await catalog.endJobRun(
                    runID, of: job.id, startedAt: moment,
                    JobRunEnd(outcome: .skipped(reason: "the run before had not ended"), rows: 0, statements: .array([]), finishedAt: moment))
            }
            return next
        }
    }

    @discardableResult
    private func begin(_ run: NewJobRun, of job: JobRecord, runID: Int64?, on database: ForetellDatabase) -> Task<Result<SQLFailure?, SQLFailure>, Never> {
        let run = JobRun(database: database, job: job, run: run, runID: runID, now: now, isEnding: { [self] in isEnding.withLock { $0 } })
        let task = Task {
            let result: Result<SQLFailure?, SQLFailure>
            do {
                result = .success(try await run.execute())
            } catch {
                warn("the end of a job's run is not recorded", error)
                result = .failure(SQLFailure(wrapping: error))
            }
            running[job.id] = nil
            wakeUp()
            return result
        }
        running[job.id] = task
        return task
    }

    /// Runs a job now, and waits for its end.
    /// - Throws: `SQLFailure` 55006 while it runs; what its statements failed with.
    func runNow(_ job: JobRecord, on database: ForetellDatabase) async throws {
        guard running[job.id] == nil else {
            throw SQLFailure(.objectInUse, "\(job.definition.kind.rawValue) \"\(job.name)\" is running", hint: "SELECT * FROM foretell.job_runs shows since when")
        }
        let run = NewJobRun(jobID: job.id, cause: "RUN JOB", attempt: 1, scheduledFor: now(), startedAt: now())
        let failure = try await begin(run, of: job, runID: nil, on: database).value.get()
        if let failure { throw failure }
    }

    /// Ends a run and waits for its end; nothing happens when there is none.
    func cancel(_ jobID: Int64) async {
        guard let task = running[jobID] else { return }
        task.cancel()
        _ = await task.value
    }

    /// - Throws: `SQLFailure` XX001, 22023 when the system does not know the time zone any more.
    static func schedule(_ job: NewJob) throws -> Schedule {
        guard let calendar = LocalCalendar(job.timeZone) else {
            throw SQLFailure(.invalidParameterValue, "unknown time zone \"\(job.timeZone)\"", hint: "install the time zones of the system")
        }
        return Schedule(rule: try .init(text: job.schedule), start: job.startAt, end: job.endAt, calendar: calendar)
    }

    private func warn(_ message: Logger.Message, _ error: any Error) {
        logger.warning(message, metadata: ["error": "\(SQLFailure(wrapping: error).message)"])
    }
}
