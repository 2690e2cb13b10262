import Core

extension StatementParser {
    /// The whole statement.
    mutating func statement() throws(SQLFailure) -> Statement {
        guard let first = peek() else { return .empty }
        if first.isSymbol("(") {
            guard startsQuery() else { throw failure(expected: "a statement, such as SELECT or CREATE MODEL") }
            return .query(fragment(index..<end))
        }
        guard let keyword = first.keyword else { throw failure(expected: "a statement, such as SELECT or CREATE MODEL") }
        switch keyword {
        case "select", "values", "from", "table", "summarize", "pivot", "unpivot", "pivot_wider", "pivot_longer":
            return .query(fragment(index..<end))
        case "with": return try withStatement()
        default: break
        }
        let start = index
        index += 1
        let statement: Statement =
            switch keyword {
            case "create": try create()
            case "drop": try drop()
            case "alter": try alter()
            case "retrain": .retrain(try retrain("RETRAIN"))
            case "finetune": .finetune(try retrain("FINETUNE"))
            case "describe", "desc": try describe(start: start)
            case "evaluate": try evaluate()
            case "deploy": try deploy()
            case "reproduce": try reproduce()
            case "compare": try compare()
            case "replay": try replay()
            case "run": try runJob()
            case "pause": try pauseOrResumeTraining(pauses: true)
            case "resume": try pauseOrResumeTraining(pauses: false)
            case "explain": try explain()
            case "insert": try insert()
            case "update": try update(start: start)
            case "delete": try delete(start: start)
            case "grant": try grant()
            case "revoke": try revoke()
            case "reassign": try reassign()
            case "comment": try comment()
            case "show": try show()
            case "set": try set()
            case "reset": try reset()
            case "begin": .begin(try transaction(skippingKeyword: true))
            case "start": try startTransaction()
            case "commit", "end": try commit(keyword.uppercased())
            case "rollback", "abort": try rollback(keyword)
            case "savepoint": .savepoint(try name("the savepoint's name"))
            case "release": try release()
            case "prepare": try prepare(start: start)
            case "execute": try execute()
            case "deallocate": try deallocate()
            case "discard": try discard()
            case "listen": .sessionCommand(.listen(try name("the channel's name")))
            case "unlisten": .sessionCommand(.unlisten(accept(symbol: "*") ? nil : try name("the channel's name or *")))
            case "notify": try notify()
            default: try otherStatement(keyword, start: start)
            }
        try expectEnd()
        return statement
    }

    private mutating func withStatement() throws(SQLFailure) -> Statement {
        guard let main = mainKeywordAfterWith(), let keyword = tokens[main].keyword,
            ["insert", "update", "delete", "merge"].contains(keyword)
        else { return .query(fragment(index..<end)) }
        throw notSupported(
            "WITH before \(keyword.uppercased())",
            hint: keyword == "insert" ? "Put it behind the target: INSERT INTO t WITH ... SELECT ..." : "Use a subquery.",
            position: tokens[main].range.lowerBound)
    }

    /// What is refused, and what is no statement at all.
    private mutating func otherStatement(_ keyword: String, start: Int) throws(SQLFailure) -> Statement {
        index = start
        if let refused = refused(keyword) { return refused }
        let near = nearestName(to: keyword, among: Self.keywords).map { "did you mean \($0.uppercased())?" }
        var failure = failure(expected: "a statement, such as SELECT or CREATE MODEL")
        if let near { failure.hint = near }
        throw failure
    }

    private static let keywords = [
        "select", "values", "with", "create", "drop", "alter", "retrain", "finetune", "describe", "evaluate", "deploy",
        "reproduce", "compare", "replay", "run", "pause", "resume", "explain", "insert", "update", "delete", "grant", "revoke", "reassign", "comment", "show", "set",
        "reset", "begin", "start", "commit", "rollback", "savepoint", "release", "prepare", "execute", "deallocate", "discard",
        "listen", "unlisten", "notify",
    ]
}
