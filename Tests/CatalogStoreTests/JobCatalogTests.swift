import CatalogStore
import Core
import Testing

extension NewJob {
    static func example(_ name: String, kind: Kind = .job) -> NewJob {
        var job = NewJob(
            kind: kind, project: "main", name: name, statements: ["SELECT 1", "RETRAIN m"], schedule: "every 1 day", timeZone: "Europe/Berlin", startAt: 1,
            backoff: 10, createdBy: "ann")
        job.nextRun = 100
        job.retries = 2
        job.conditions = ["SELECT 2"]
        return job
    }
}

@Suite("Jobs in the catalog")
struct JobCatalogTests {
    private func end(_ outcome: JobRunEnd.Outcome, retryAt: Int64? = nil) -> JobRunEnd {
        JobRunEnd(outcome: outcome, rows: 3, statements: .array([]), finishedAt: 20, retryAt: retryAt)
    }

    private func run(_ job: JobRecord, attempt: Int = 1) -> NewJobRun {
        NewJobRun(jobID: job.id, cause: "schedule", attempt: attempt, scheduledFor: 5, startedAt: 6)
    }

    @Test("a job is kept as it was made, also when the catalog is opened again")
    func kept() async throws {
        let test = try TestCatalog()
        var made = NewJob.example("j")
        _ = try await test.open().createJob(made)
        let job = try #require(try await test.open().job(.job, project: "MAIN", name: "J"))
        #expect(job.nextRun == 100 && !job.isPaused && job.marks == .object([]))
        // These live in the record.
        made.nextRun = nil
        #expect(job.definition == made)
    }

    @Test("a job and a trigger may share a name, two jobs may not")
    func names() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.createJob(.example("j"))
        _ = try await catalog.createJob(.example("j", kind: .trigger))
        let failure = await failure { _ = try await catalog.createJob(.example("J")) }
        #expect(failure?.message == "job \"j\" already exists" && failure?.sqlState == .duplicateObject)
        var other = NewJob.example("j")
        other.project = "nowhere"
        let missing = other
        #expect(await CatalogStoreTests.failure { _ = try await catalog.createJob(missing) }?.sqlState == .invalidSchemaName)
    }

    @Test("a run that succeeds is a row, and the job's last success")
    func success() async throws {
        let catalog = try TestCatalog().open()
        let job = try await catalog.createJob(.example("j"))
        let id = try await catalog.startJobRun(run(job), nextRun: 200)
        try await catalog.endJobRun(id, of: job.id, startedAt: 6, end(.succeeded))
        let after = try #require(try await catalog.job(id: job.id))
        #expect(after.lastSuccess == 6 && after.nextRun == 200 && after.attempt == 0)
        let row = try #require(try catalog.table(.job_runs).first)
        #expect(row["state"] == .text("succeeded") && row["rows"] == .integer(3) && row["user"] == .text("ann"))
    }

    @Test("a run that fails has its reason, and when it is tried again")
    func failed() async throws {
        let catalog = try TestCatalog().open()
        let job = try await catalog.createJob(.example("j"))
        let id = try await catalog.startJobRun(run(job, attempt: 2))
        try await catalog.endJobRun(id, of: job.id, startedAt: 6, end(.failed(SQLFailure(.undefinedTable, "no table", hint: "H")), retryAt: 50))
        let after = try #require(try await catalog.job(id: job.id))
        #expect(after.retryAt == 50 && after.attempt == 2 && after.lastSuccess == nil && after.nextRun == 100)
        #expect(try catalog.table(.job_runs).first?["error"] == .text("no table"))
        #expect(try catalog.table(.jobs).first?["state"] == .text("retrying"))
    }

    @Test("runs that a server left are failures, and their jobs are told once")
    func recovered() async throws {
        let catalog = try TestCatalog().open()
        let job = try await catalog.createJob(.example("j"))
        _ = try await catalog.startJobRun(run(job, attempt: 2))
        let interrupted = try await catalog.recoverJobRuns()
        #expect(interrupted.map(\.jobID) == [job.id] && interrupted.map(\.attempt) == [2])
        #expect(try await catalog.recoverJobRuns().isEmpty)
        #expect(try catalog.table(.job_runs).first?["sqlstate"] == .text("57P01"))
    }

    @Test("a job that is dropped leaves its history")
    func dropped() async throws {
        let catalog = try TestCatalog().open()
        let job = try await catalog.createJob(.example("j"))
        try await catalog.skipJobRun(run(job), reason: "missed")
        #expect(try await catalog.dropJob(job.id))
        #expect(try await !catalog.dropJob(job.id))
        #expect(try catalog.table(.job_runs).map { $0["reason"] } == [.text("missed")])
        #expect(try catalog.table(.jobs).isEmpty)
        #expect(await CatalogStoreTests.failure { _ = try await catalog.startJobRun(run(job)) }?.sqlState == .undefinedObject)
    }

    @Test("the history keeps the newest runs of each job")
    func pruned() async throws {
        let test = try TestCatalog()
        let catalog = try Catalog(path: test.path, keyFile: test.keyFile, keptJobRuns: 3)
        let other = try await catalog.createJob(.example("other"))
        try await catalog.skipJobRun(run(other), reason: "r")
        let job = try await catalog.createJob(.example("j"))
        for _ in 0..<5 { try await catalog.skipJobRun(run(job), reason: "r") }
        #expect(try catalog.table(.job_runs).map { $0["run"] } == [.integer(1), .integer(4), .integer(5), .integer(6)])
    }

    @Test("the queue knows priorities, limits, its pause and who was last")
    func queue() async throws {
        let catalog = try TestCatalog().open()
        var model = NewModel.example("m")
        model.priority = 7
        let (_, version, _) = try await catalog.createModel(model)
        _ = try await catalog.version(of: "running", in: .training)
        try await catalog.setTrainingPaused(true, by: "ann")
        try await catalog.setTrainingPaused(true, by: "bob")
        #expect(try await catalog.setTrainings(3, project: "MAIN"))
        #expect(try await !catalog.setTrainings(3, project: "nowhere"))
        let queue = try await catalog.trainingQueue()
        #expect(queue.trainings.map(\.state) == [.queued, .training] && queue.trainings.first?.versionID == version.id && queue.trainings.first?.priority == 7)
        #expect(queue.isPaused && queue.limits == ["main": 3] && queue.lastStarts.keys.sorted() == ["ann"])
        try await catalog.setTrainingPaused(false, by: "ann")
        _ = try await catalog.setTrainings(nil, project: "main")
        let after = try catalog.trainingQueueBlocking()
        #expect(!after.isPaused && after.limits.isEmpty)
    }
}
