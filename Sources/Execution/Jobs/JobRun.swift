import CatalogStore
import Core
import SQLFrontEnd

/// One run of a job or a trigger, from its conditions to its last statement.
struct JobRun {
    let database: ForetellDatabase
    let job: JobRecord
    let run: NewJobRun
    /// Its row in the history; nil: it has none before it is known that there is something to do.
    let runID: Int64?
    let now: @Sendable () -> Int64
    /// Whether the server ends.
    let isEnding: @Sendable () -> Bool

    /// What statements did until now.
    private struct Done {
        var marks: JSONValue
        var rows = 0
        var statements: [JSONValue] = []
    }

    /// Runs, and records how it ended.
    /// - Returns: why it failed; nil when it did not.
    /// - Throws: what kept its end from being recorded; `SQLFailure` 57P01 while the server ends, of which the next start is told by the
    ///   row that goes on saying `running`.
    func execute() async throws -> SQLFailure? {
        var done = Done(marks: job.marks)
        var runID = runID
        var table: JSONValue?
        do {
            let definition = job.definition
            let session = try await JobSession(
                database, user: definition.createdBy, project: definition.project, name: "\(definition.kind.rawValue) \(definition.name)",
                timeout: definition.timeout)
            do {
                let outcome: JobRunEnd.Outcome? = try await withTaskCancellationHandler {
                    if let watched = definition.watched {
                        let seen = WatchedTable.mark(try await session.run(WatchedTable(table: watched, columns: definition.columns).query).first ?? [])
                        guard seen != job.marks["table"] else { return nil }
                        table = seen
                    }
                    if runID == nil { runID = try await database.catalog.startJobRun(run) }
                    return try await statements(in: session, &done)
                } onCancel: {
                    session.cancel()
                }
                await session.close()
                guard let outcome, let runID else { return nil }
                if let table { try await mark("table", table, &done) }
                try await end(runID, outcome, done)
                return nil
            } catch {
                await session.close()
                throw error
            }
        } catch {
            let failure = SQLFailure(wrapping: error)
            // The run is not over for good: the next start takes it up.
            guard failure.sqlState != .adminShutdown, !isEnding() else { throw failure }
            let isLast = run.attempt > job.definition.retries || Task.isCancelled
            // A trigger that fails for good waits for the next change; rows behind LAST stay to be seen.
            if isLast, let table { try await mark("table", table, &done) }
            if runID == nil { runID = try await database.catalog.startJobRun(run) }
            let retryAt = isLast ? nil : now() + JobDue.backoff(job.definition.backoff, afterAttempt: run.attempt)
            if let runID { try await end(runID, .failed(failure), done, retryAt: retryAt) }
            return failure
        }
    }

    private func end(_ runID: Int64, _ outcome: JobRunEnd.Outcome, _ done: Done, retryAt: Int64? = nil) async throws {
        try await database.catalog.endJobRun(
            runID, of: job.id, startedAt: run.startedAt,
            JobRunEnd(outcome: outcome, rows: done.rows, statements: .array(done.statements), finishedAt: now(), retryAt: retryAt))
    }

    private func statements(in session: JobSession, _ done: inout Done) async throws -> JobRunEnd.Outcome {
        let variables = JobVariables(start: run.startedAt, lastRun: job.lastSuccess)
        var seen: [(key: String, mark: JSONValue)] = []
        for (index, condition) in job.definition.conditions.enumerated() {
            let (text, marks) = try await bounded(try variables.replaced(in: condition), "if \(index)", session, done.marks)
            guard try await session.run(text).rows > 0 else { return .skipped(reason: "its condition gave no rows") }
            seen += marks
        }
        for (index, statement) in job.definition.statements.enumerated() {
            let began = now()
            let (text, marks) = try await bounded(try variables.replaced(in: statement), "statement \(index)", session, done.marks)
            let rows: Int
            do { rows = try await session.run(text).rows } catch {
                done.statements.append(
                    .object([.init("statement", .string(statement)), .init("error", .string(SQLFailure(wrapping: error).message)), .init("seconds", .number(Double(now() - began) / 1e6))]))
                throw error
            }
            done.rows += rows
            done.statements.append(
                .object([
                    .init("statement", .string(statement)), .init("rows", .number(Double(rows))), .init("seconds", .number(Double(now() - began) / 1e6)),
                ]))
            // At once: a statement that has done its work is not to do it again when a later one fails.
            for (key, mark) in marks { try await self.mark(key, mark, &done) }
        }
        for (key, mark) in seen { try await self.mark(key, mark, &done) }
        return .succeeded
    }

    private func mark(_ key: String, _ mark: JSONValue, _ done: inout Done) async throws {
        guard done.marks[key] != mark else { return }
        done.marks = .object((done.marks.members ?? []).filter { $0.key != key } + [.init(key, mark)])
        try await database.catalog.setMarks(done.marks, job: job.id)
    }

    /// A statement in which each `column > LAST` is the rows between what was seen and what is there now.
    /// - Returns: the statement, and what it will have seen.
    private func bounded(_ text: String, _ key: String, _ session: JobSession, _ marks: JSONValue) async throws -> (String, [(String, JSONValue)]) {
        let comparisons = try LastComparison.list(in: text)
        guard !comparisons.isEmpty else { return (text, []) }
        var edits: [TextEdit] = []
        var seen: [(String, JSONValue)] = []
        for (index, comparison) in comparisons.enumerated() {
            let key = "\(key), \(comparison.column), \(index)"
            let low = marks[key]?.string
            let high = try await session.run(comparison.newest).first?.first.flatMap(Self.literal)
            var condition = "1 = 0"
            if let high {
                condition = "\(comparison.column) <= \(high)"
                if let low { condition = "\(comparison.column) \(comparison.comparison) \(low) AND \(condition)" }
                seen.append((key, .string(high)))
            }
            edits.append(TextEdit(range: comparison.range, replacement: "(\(condition))"))
        }
        return (EditedText(text, edits: edits).text, seen)
    }

    /// A value as every dialect reads it; nil for NULL.
    private static func literal(_ value: Value) -> String? {
        switch value {
        case .null: nil
        case .integer, .hugeint, .uhugeint, .decimal: value.text
        case .double(let number) where number.isFinite: value.text
        default: value.text.map(quotedLiteral)
        }
    }

    /// What a new job has seen before it first runs: a trigger everything that is there, so that it runs for what comes.
    static func firstMarks(_ new: NewJob, in session: JobSession) async throws -> JSONValue {
        guard let watched = new.watched else { return .object([]) }
        var members = [JSONValue.Member("table", WatchedTable.mark(try await session.run(WatchedTable(table: watched, columns: new.columns).query).first ?? []))]
        for (index, statement) in new.statements.enumerated() {
            let text = try JobVariables(start: 0, lastRun: nil).replaced(in: statement)
            for (number, comparison) in try LastComparison.list(in: text).enumerated() {
                guard let high = try await session.run(comparison.newest).first?.first.flatMap(literal) else { continue }
                members.append(.init("statement \(index), \(comparison.column), \(number)", .string(high)))
            }
        }
        return .object(members)
    }
}
