import Core

extension StatementParser {
    /// Behind CREATE JOB.
    mutating func createJob(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage =
            "CREATE JOB name AS (statement; statement) [START 'moment'] [END 'moment'] [EVERY 1 hour | CRON '0 3 * * *'] [IF (SELECT ...)] [USING key = value]"
        let name = try objectName("the job's name")
        _ = accept("as")
        var job = CreateJob(name: name, orReplace: orReplace, ifNotExists: ifNotExists, body: try statements("the statements of the job"))
        var clauses: Set<String> = []
        while let clause = peek()?.keyword {
            guard ["start", "end", "every", "cron", "if", "using"].contains(clause), clauses.insert(clause).inserted else { break }
            index += 1
            switch clause {
            case "start": job.start = try moment()
            case "end": job.end = try moment()
            case "every": job.every = try duration("a duration, such as 1 hour")
            case "cron":
                let position = position
                job.cron = Name(try string("five fields in single quotes"), position: position)
            case "using": job.options = try options()
            default: job.condition = try statements("a query")
            }
        }
        guard isAtEnd else { throw failure(expected: "START, END, EVERY, CRON, IF, USING or the end of the statement") }
        if job.every != nil, let cron = job.cron {
            throw SQLFailure(.syntaxError, "a job has EVERY or CRON, not both", hint: "Leave one of them out.", position: cron.position)
        }
        return .createJob(job)
    }

    /// `'2026-11-01 00:00'`, or `NOW`, which is nil.
    private mutating func moment() throws(SQLFailure) -> String? {
        if accept("now") {
            if accept(symbol: "(") { try expect(symbol: ")") }
            return nil
        }
        return try string("a moment in single quotes, or NOW")
    }

    /// Behind CREATE TRIGGER.
    mutating func createTrigger(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE TRIGGER name ON source.table [COLUMNS a, b] (statement; statement) [EVERY 1 minute] [USING key = value]"
        let name = try objectName("the trigger's name")
        try expect("on", "ON and the table")
        let table = try objectName("the table's name")
        let columns = accept("columns") ? try names("a column") : []
        _ = accept("as")
        let body = try statements("the statements of the trigger")
        let every = accept("every") ? try duration("a duration, such as 1 minute") : nil
        return .createTrigger(CreateTrigger(
            name: name, orReplace: orReplace, ifNotExists: ifNotExists, table: table, columns: columns, body: body, every: every,
            options: try optionalUsing()))
    }

    /// Behind ALTER JOB or ALTER TRIGGER.
    mutating func alterJob(_ kind: String) throws(SQLFailure) -> Statement {
        usage = "ALTER \(kind.uppercased()) name PAUSE | RESUME"
        let name = try objectName("the \(kind)'s name")
        let pauses = accept("pause")
        if !pauses { try expect("resume", "PAUSE or RESUME") }
        return .alterJob(AlterJob(name: name, isTrigger: kind == "trigger", pauses: pauses))
    }

    /// Behind RUN.
    mutating func runJob() throws(SQLFailure) -> Statement {
        usage = "RUN JOB name"
        try expect("job")
        return .runJob(try objectName("the job's name"))
    }

    /// Behind PAUSE or RESUME.
    mutating func pauseOrResumeTraining(pauses: Bool) throws(SQLFailure) -> Statement {
        usage = pauses ? "PAUSE TRAINING" : "RESUME TRAINING"
        try expect("training")
        return pauses ? .pauseTraining : .resumeTraining
    }

    /// `(statement; statement)`, each of which must be one.
    private mutating func statements(_ what: String) throws(SQLFailure) -> [Fragment] {
        guard isSymbol("(") else { throw failure(expected: "\"(\" and \(what)") }
        let close = try closing(index)
        let pieces = Parser.pieces(of: tokens[index + 1..<close])
        guard !pieces.isEmpty else {
            index = close
            throw failure(expected: what)
        }
        var fragments: [Fragment] = []
        for piece in pieces {
            let fragment = fragment(piece.indices)
            do {
                _ = try Parser.parse(fragment.text, depth: depth + 1)
            } catch {
                throw error.at((error.position ?? 0) + fragment.position)
            }
            fragments.append(fragment)
        }
        index = close + 1
        return fragments
    }
}
