import Core

extension StatementParser {
    /// Behind CREATE JOB.
    mutating func createJob(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE JOB name AS (statement; statement) [START 'moment'] [END 'moment'] [EVERY 1 hour] [IF (SELECT ...)]"
        let name = try objectName("the job's name")
        _ = accept("as")
        var job = CreateJob(name: name, orReplace: orReplace, ifNotExists: ifNotExists, body: try statements("the statements of the job"))
        var clauses: Set<String> = []
        while let clause = peek()?.keyword {
            guard ["start", "end", "every", "if"].contains(clause), clauses.insert(clause).inserted else { break }
            index += 1
            switch clause {
            case "start": job.start = try moment()
            case "end": job.end = try moment()
            case "every": job.every = try duration("a duration, such as 1 hour")
            default: job.condition = try statements("a query")
            }
        }
        guard isAtEnd else { throw failure(expected: "START, END, EVERY, IF or the end of the statement") }
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
        usage = "CREATE TRIGGER name ON source.table [COLUMNS a, b] (statement; statement)"
        let name = try objectName("the trigger's name")
        try expect("on", "ON and the table")
        let table = try objectName("the table's name")
        let columns = accept("columns") ? try names("a column") : []
        _ = accept("as")
        return .createTrigger(CreateTrigger(
            name: name, orReplace: orReplace, ifNotExists: ifNotExists, table: table, columns: columns,
            body: try statements("the statements of the trigger")))
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
