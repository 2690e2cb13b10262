package import Core
import GRDB

// Jobs and triggers. They change nothing that a binder knows of, so the catalog's revision stays.
extension Catalog {
    /// - Throws: `SQLFailure` 42710 when the name is taken, 3F000 when there is no such project.
    package func createJob(_ new: NewJob) async throws -> JobRecord {
        try await write(counts: false) { db in
            guard let project = try String.fetchOne(db, sql: "SELECT name FROM projects WHERE name = ?", arguments: [new.project]) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(new.project)\" does not exist", hint: "SHOW PROJECTS")
            }
            if let old = try Self.fetchJob(db, new.kind, project: project, name: new.name) {
                guard new.replace else {
                    let word = new.kind.rawValue.uppercased()
                    throw SQLFailure(
                        .duplicateObject, "\(new.kind.rawValue) \"\(old.name)\" already exists", hint: "CREATE OR REPLACE \(word), CREATE \(word) IF NOT EXISTS, or DROP \(word) first")
                }
                try db.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [old.id])
            }
            func text(_ list: [String]) -> String { JSONValue.array(list.map(JSONValue.string)).text }
            try db.execute(
                sql: """
                    INSERT INTO jobs (project, kind, name, statements, conditions, watched, columns, schedule, time_zone, start_at, end_at,
                                      overlap, missed, retries, backoff, timeout, next_run, marks, created_by, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project, new.kind.rawValue, new.name, text(new.statements), text(new.conditions), new.watched, text(new.columns), new.schedule,
                    new.timeZone, new.startAt, new.endAt, new.overlap.rawValue, new.missed.rawValue, new.retries, new.backoff, new.timeout,
                    new.nextRun, new.marks, new.createdBy, Catalog.now,
                ])
            guard let job = try Self.fetchJob(db, id: db.lastInsertedRowID) else { throw SQLFailure(.internalError, "the new job is missing") }
            return job
        }
    }

    /// Its runs stay in the history. - Returns: whether there was one.
    package func dropJob(_ id: Int64) async throws -> Bool {
        try await write(counts: false) { db in
            try db.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [id])
            return db.changesCount > 0
        }
    }

    /// nil when there is none. Letter case does not matter.
    package func job(_ kind: NewJob.Kind, project: String, name: String) async throws -> JobRecord? {
        try await read { db in try Self.fetchJob(db, kind, project: project, name: name) }
    }

    package func job(id: Int64) async throws -> JobRecord? {
        try await read { db in try Self.fetchJob(db, id: id) }
    }

    /// In the order in which they were made.
    package func jobs() async throws -> [JobRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM jobs ORDER BY id").map(JobRecord.init(row:)) }
    }

    /// Stops it from running by itself, or lets it go on.
    package func setPaused(_ isPaused: Bool, job id: Int64, nextRun: Int64?) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: "UPDATE jobs SET is_paused = ?, next_run = ?, retry_at = NULL, attempt = 0 WHERE id = ?", arguments: [isPaused, nextRun, id])
        }
    }

    package func setNextRun(_ nextRun: Int64?, job id: Int64) async throws {
        try await write(counts: false) { db in try db.execute(sql: "UPDATE jobs SET next_run = ? WHERE id = ?", arguments: [nextRun, id]) }
    }

    package func setMarks(_ marks: JSONValue, job id: Int64) async throws {
        try await write(counts: false) { db in try db.execute(sql: "UPDATE jobs SET marks = ? WHERE id = ?", arguments: [marks.text, id]) }
    }

    // MARK: Runs

    /// A run begins. - Returns: its number. - Throws: `SQLFailure` 42704 when the job was dropped.
    /// - Parameter nextRun: when it runs again by itself; nil: as before.
    package func startJobRun(_ run: NewJobRun, nextRun: Int64?? = nil) async throws -> Int64 {
        try await write(counts: false) { [keptJobRuns] db in
            if let nextRun { try db.execute(sql: "UPDATE jobs SET next_run = ? WHERE id = ?", arguments: [nextRun, run.jobID]) }
            try db.execute(sql: "UPDATE jobs SET retry_at = NULL, attempt = ? WHERE id = ?", arguments: [run.attempt, run.jobID])
            return try Self.insertRun(db, run, keeping: keptJobRuns, state: "running", reason: nil)
        }
    }

    /// A run is left out.
    package func skipJobRun(_ run: NewJobRun, reason: String) async throws {
        try await write(counts: false) { [keptJobRuns] db in
            let id = try Self.insertRun(db, run, keeping: keptJobRuns, state: "skipped", reason: reason)
            try db.execute(sql: "UPDATE job_runs SET finished_at = started_at WHERE id = ?", arguments: [id])
        }
    }

    /// A run has ended. - Parameter startedAt: of the run, for the job's last success.
    package func endJobRun(_ runID: Int64, of jobID: Int64, startedAt: Int64, _ end: JobRunEnd) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: "UPDATE job_runs SET finished_at = ?, rows = ?, statements = ? WHERE id = ?",
                arguments: [end.finishedAt, end.rows, end.statements.text, runID])
            switch end.outcome {
            case .succeeded:
                try db.execute(sql: "UPDATE job_runs SET state = 'succeeded' WHERE id = ?", arguments: [runID])
                try db.execute(sql: "UPDATE jobs SET last_success = ?, retry_at = NULL, attempt = 0 WHERE id = ?", arguments: [startedAt, jobID])
            case .skipped(let reason):
                try db.execute(sql: "UPDATE job_runs SET state = 'skipped', reason = ? WHERE id = ?", arguments: [reason, runID])
                try db.execute(sql: "UPDATE jobs SET retry_at = NULL, attempt = 0 WHERE id = ?", arguments: [jobID])
            case .failed(let failure):
                try Self.setRunFailure(db, runID, failure)
                try db.execute(sql: "UPDATE jobs SET retry_at = ? WHERE id = ?", arguments: [end.retryAt, jobID])
            }
        }
    }

    /// At the start of a server: runs that had not ended when the last one did are failures.
    /// - Returns: the jobs that they were of, and which attempt it was; each once.
    package func recoverJobRuns() async throws -> [(jobID: Int64, attempt: Int)] {
        try await write(counts: false) { db in
            var interrupted: [(Int64, Int)] = []
            for row in try Row.fetchAll(db, sql: "SELECT id, job_id, attempt FROM job_runs WHERE state = 'running' ORDER BY id") {
                try Self.setRunFailure(db, row["id"], SQLFailure(.adminShutdown, "the server ended while the job ran", hint: "USING retries = 3 tries again"))
                try db.execute(sql: "UPDATE job_runs SET finished_at = ? WHERE id = ?", arguments: [Catalog.now, row["id"] as Int64])
                if let jobID = row["job_id"] as Int64? { interrupted.append((jobID, row["attempt"])) }
            }
            return interrupted
        }
    }

    package func setRetry(at moment: Int64, job id: Int64) async throws {
        try await write(counts: false) { db in try db.execute(sql: "UPDATE jobs SET retry_at = ? WHERE id = ?", arguments: [moment, id]) }
    }

    private static func insertRun(_ db: Database, _ run: NewJobRun, keeping kept: Int, state: String, reason: String?) throws -> Int64 {
        guard let job = try fetchJob(db, id: run.jobID) else {
            throw SQLFailure(.undefinedObject, "the job does not exist", hint: "it was dropped or replaced meanwhile")
        }
        try db.execute(
            sql: """
                DELETE FROM job_runs WHERE job_id = ? AND id <= (SELECT id FROM job_runs WHERE job_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
                """, arguments: [job.id, job.id, kept - 1])
        let definition = job.definition
        try db.execute(
            sql: """
                INSERT INTO job_runs (job_id, project, kind, name, user, cause, attempt, state, reason, scheduled_for, started_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                job.id, definition.project, definition.kind.rawValue, definition.name, definition.createdBy, run.cause, run.attempt, state, reason,
                run.scheduledFor, run.startedAt,
            ])
        return db.lastInsertedRowID
    }

    private static func setRunFailure(_ db: Database, _ id: Int64, _ failure: SQLFailure) throws {
        try db.execute(
            sql: "UPDATE job_runs SET state = 'failed', sqlstate = ?, error = ?, detail = ?, hint = ? WHERE id = ?",
            arguments: [failure.sqlState.rawValue, failure.message, failure.detail, failure.hint, id])
    }

    private static func fetchJob(_ db: Database, id: Int64) throws -> JobRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [id]).map(JobRecord.init(row:))
    }

    private static func fetchJob(_ db: Database, _ kind: NewJob.Kind, project: String, name: String) throws -> JobRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM jobs WHERE project = ? AND kind = ? AND name = ?", arguments: [project, kind.rawValue, name])
            .map(JobRecord.init(row:))
    }
}
