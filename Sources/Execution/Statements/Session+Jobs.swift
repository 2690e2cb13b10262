import CatalogStore
import Core
import Foundation
import SQLFrontEnd

// Jobs and triggers: their statements run later, as the user who made them.
extension Session {
    /// How often the table of a trigger is looked at when nothing else is said.
    private static let usualPolling = Schedule.Rule.every(count: 1, unit: .minute)
    /// The longest that an interval may be, in years.
    private static let longestInterval = 100

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    func createJob(_ create: CreateJob) async throws -> StatementTag {
        let options = try JobOptions(create.options)
        var rule = Schedule.Rule.once
        if let every = create.every { rule = try Self.interval(every, position: create.name.position) }
        if let cron = create.cron {
            do { rule = .cron(try CronExpression(cron.text)) } catch { throw error.at(cron.position) }
        }
        var new = try newJob(.job, create.name, create.body, rule, options, start: create.start, end: create.end)
        new.replace = create.orReplace
        new.conditions = try checked(create.condition)
        return try await record(new, ifNotExists: create.ifNotExists, position: create.name.position) { new in
            let schedule = try JobScheduler.schedule(new)
            // A start that has passed is made up for by a job that runs once; the times of others are those to come.
            new.nextRun = rule == .once ? max(new.startAt, Self.now) : schedule.next(after: (create.start == nil ? new.startAt : Self.now) - 1)
            if rule == .once, let end = new.endAt, end < Self.now { new.nextRun = nil }
            guard new.nextRun != nil else {
                throw SQLFailure(
                    .invalidParameterValue, "job \"\(new.name)\" would never run", hint: "no time of its schedule lies between START and END", position: create.name.position)
            }
        }
    }

    func createTrigger(_ create: CreateTrigger) async throws -> StatementTag {
        let options = try JobOptions(create.options)
        let rule = try create.every.map { try Self.interval($0, position: create.name.position) } ?? Self.usualPolling
        var new = try newJob(.trigger, create.name, create.body, rule, options, start: nil, end: nil)
        new.replace = create.orReplace
        new.watched = create.table.parts.map(quotedIdentifier).joined(separator: ".")
        new.columns = create.columns.map(\.text)
        return try await record(new, ifNotExists: create.ifNotExists, position: create.name.position) { [self] new in
            let session = try await JobSession(database, user: user, project: new.project, name: "trigger \(new.name)")
            do { new.marks = try await JobRun.firstMarks(new, in: session).text } catch {
                await session.close()
                throw SQLFailure(wrapping: error).at(create.table.position)
            }
            await session.close()
            new.nextRun = try JobScheduler.schedule(new).next(after: Self.now)
        }
    }

    private func record(
        _ new: NewJob, ifNotExists: Bool, position: Int, _ complete: (inout NewJob) async throws -> Void
    ) async throws -> StatementTag {
        let word = new.kind.rawValue
        let directory = try await database.directory()
        if directory.isProject(new.project) {
            try directory.rights.rights(of: user).require(.create, on: directory.project(new.project), position: position)
        }
        if let old = try await database.catalog.job(new.kind, project: new.project, name: new.name) {
            if ifNotExists {
                notice("\(word) \"\(old.name)\" already exists, skipping", nil)
                return .command("CREATE \(word.uppercased())")
            }
            if new.replace {
                try await requireOwner(old, position: position)
                await endRun(of: old)
            }
        }
        var new = new
        try await complete(&new)
        do { _ = try await database.catalog.createJob(new) } catch { throw SQLFailure(wrapping: error).at(position) }
        database.jobs.wakeUp()
        return .command("CREATE \(word.uppercased())")
    }

    private func newJob(
        _ kind: NewJob.Kind, _ name: ObjectName, _ body: [Fragment], _ rule: Schedule.Rule, _ options: JobOptions, start: String?, end: String?
    ) throws -> NewJob {
        let (project, last) = try projectAndName(name)
        var new = NewJob(
            kind: kind, project: project, name: last, statements: try checked(body), schedule: rule.text, timeZone: options.calendar.identifier,
            startAt: try start.map { try Self.moment($0, options.calendar, position: name.position) } ?? Self.now, backoff: options.backoff, createdBy: user)
        new.endAt = try end.map { try Self.moment($0, options.calendar, position: name.position) }
        new.overlap = options.overlap
        new.missed = options.missed
        new.retries = options.retries
        new.timeout = options.timeout
        return new
    }

    /// Statements whose variables and comparisons with LAST can be understood.
    /// - Throws: `SQLFailure` 42704, 42601; 0A000 for one that holds passwords, which everybody could read in `foretell.jobs`.
    private func checked(_ fragments: [Fragment]) throws -> [String] {
        try fragments.map { fragment in
            do {
                switch try Parser.parse(fragment.text).statement {
                case .createDatabase, .alterDatabase, .createUser, .alterUser:
                    throw SQLFailure(.featureNotSupported, "a job cannot hold a statement with passwords", hint: "attach databases and make users beforehand", position: 0)
                default: break
                }
                _ = try LastComparison.list(in: fragment.text)
                _ = try JobVariables(start: 0, lastRun: nil).replaced(in: fragment.text)
            } catch {
                let failure = SQLFailure(wrapping: error)
                throw failure.at(failure.position.map { $0 + fragment.position })
            }
            return fragment.text
        }
    }

    private static func interval(_ every: CreateOutcome.Duration, position: Int) throws -> Schedule.Rule {
        let perYear = switch every.unit {
        case .second: 31_536_000
        case .minute: 525_600
        case .hour: 8760
        case .day: 365
        case .week: 52
        case .month: 12
        case .year: 1
        }
        guard every.count <= longestInterval * perYear else {
            throw SQLFailure(.invalidParameterValue, "an interval is \(longestInterval) years at most", hint: "EVERY 1 month", position: position)
        }
        return .every(count: every.count, unit: every.unit)
    }

    /// A moment as it is written, on the clock of a zone unless it says otherwise.
    private static func moment(_ text: String, _ calendar: LocalCalendar, position: Int) throws -> Int64 {
        let failure = SQLFailure(.invalidParameterValue, "\"\(text)\" is no moment", hint: "'2026-11-01 03:00', or with an offset '2026-11-01 03:00+01'", position: position)
        let time = text.trimmed.dropFirst(10)
        let hasOffset = time.contains { "+-zZ".contains($0) }
        guard let value = try? Value(parsing: text, as: hasOffset ? .timestampTZ : .timestamp) else { throw failure }
        switch value {
        case .timestampTZ(let moment) where abs(moment) < .max: return moment
        case .timestamp(let local) where abs(local) < .max:
            let seconds = floorDivided(local, by: 1_000_000)
            return calendar.instant(of: seconds) * 1_000_000 + local - seconds * 1_000_000
        default: throw failure
        }
    }

    // MARK: Jobs that there are

    func dropJob(_ kind: NewJob.Kind, _ drop: DropObject) async throws -> StatementTag {
        let tag = StatementTag.command("DROP \(kind.rawValue.uppercased())")
        let (project, name) = try projectAndName(drop.name)
        if drop.ifExists, try await database.catalog.job(kind, project: project, name: name) == nil {
            notice("\(kind.rawValue) \"\(name)\" does not exist, skipping", nil)
            return tag
        }
        let job = try await existingJob(kind, drop.name)
        try await requireOwner(job, position: drop.name.position)
        // First, so that it does not start again; then its run, whose end has no job to be told to any more.
        try await database.catalog.setPaused(true, job: job.id, nextRun: nil)
        await endRun(of: job)
        _ = try await database.catalog.dropJob(job.id)
        database.jobs.wakeUp()
        return tag
    }

    func alterJob(_ alter: AlterJob) async throws -> StatementTag {
        let kind: NewJob.Kind = alter.isTrigger ? .trigger : .job
        let job = try await existingJob(kind, alter.name)
        try await requireOwner(job, position: alter.name.position)
        let next = alter.pauses ? nil : try JobScheduler.schedule(job.definition).next(after: Self.now)
        if alter.pauses != job.isPaused { try await database.catalog.setPaused(alter.pauses, job: job.id, nextRun: next) }
        database.jobs.wakeUp()
        return .command("ALTER \(kind.rawValue.uppercased())")
    }

    /// RUN JOB: answers when the run has ended; a cancel request ends it.
    func runJob(_ name: ObjectName) async throws -> StatementTag {
        let job = try await existingJob(.job, name)
        try await requireOwner(job, position: name.position)
        let jobs = database.jobs
        let token = begin { Task { await jobs.cancel(job.id) } }
        defer { end(token) }
        try await jobs.runNow(job, on: database)
        return .command("RUN JOB")
    }

    /// Ends the run of a job that is going to be another or none, and waits for it. A job's own statement does not: it might be the one
    /// that would be waited for.
    private func endRun(of job: JobRecord) async {
        if !isOfJob { await database.jobs.cancel(job.id) }
    }

    func existingJob(_ kind: NewJob.Kind, _ name: ObjectName) async throws -> JobRecord {
        let (project, last) = try projectAndName(name)
        if let job = try await database.catalog.job(kind, project: project, name: last) { return job }
        let known = try await database.catalog.jobs().filter { $0.definition.kind == kind }.map(\.name)
        throw SQLFailure(
            .undefinedObject, "\(kind.rawValue) \"\(last)\" does not exist",
            hint: nearestName(to: last, among: known).map { "did you mean \"\($0)\"?" } ?? "SHOW \(kind.rawValue.uppercased())S", position: name.position)
    }

    /// - Throws: `SQLFailure` 42501 for another's job, unless a superuser asks.
    private func requireOwner(_ job: JobRecord, position: Int) async throws {
        if job.definition.createdBy.folded == user.folded { return }
        if try await database.catalog.user(named: user)?.isSuperuser == true { return }
        throw SQLFailure(
            .insufficientPrivilege, "must be owner of \(job.definition.kind.rawValue) \"\(job.name)\"", hint: "it is \"\(job.definition.createdBy)\"'s", position: position)
    }
}
