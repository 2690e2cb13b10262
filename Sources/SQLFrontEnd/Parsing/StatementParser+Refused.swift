import Core

extension StatementParser {
    private static let sourceHint =
        "Attach a source with CREATE DATABASE name WITH ENGINE = 'postgres', PARAMETERS = {...}."
    private static let tableHint = "Write rows to a source with CREATE TABLE source.t AS SELECT ... or INSERT INTO source.t SELECT ..."

    /// Statements of other systems that are known by their first word; nil for anything else. Skips all of the statement.
    mutating func refused(_ keyword: String) -> Statement? {
        switch keyword {
        case "copy", "export": refuse(keyword.uppercased(), .insufficientPrivilege, hint: Self.tableHint)
        case "attach", "import": refuse(keyword.uppercased(), .insufficientPrivilege, hint: Self.sourceHint)
        case "install", "load", "pragma", "call": refuse(keyword.uppercased(), .insufficientPrivilege)
        case "force": refuse(isWord("install", at: 1) ? "INSTALL" : "FORCE", .insufficientPrivilege)
        case "detach": refuse("DETACH", .featureNotSupported, hint: "Take a source away with DROP DATABASE name.")
        case "use": refuse("USE", .featureNotSupported, hint: "Write the name in full: project.model or source.table.")
        case "merge": refuse("MERGE", .featureNotSupported, hint: "Use INSERT, UPDATE and DELETE.")
        case "truncate": refuse("TRUNCATE", .featureNotSupported, hint: "Empty the table in the database that holds it.")
        case "declare", "fetch", "move", "close":
            refuse(keyword.uppercased(), .featureNotSupported, hint: "SQL cursors are not needed: fetch by portion through your driver.")
        case "analyze", "checkpoint", "vacuum", "lock", "reindex", "cluster", "refresh", "security", "reassign", "do",
            "replace", "kill":
            refuse(keyword.uppercased(), .featureNotSupported)
        default: nil
        }
    }

    /// Skips all of the statement.
    mutating func refuse(_ keyword: String, _ state: SQLState, hint: String? = nil, at start: Int? = nil) -> Statement {
        let position = tokens[start ?? index].range.lowerBound
        index = end
        return .refused(Refused(keyword: keyword, sqlState: state, hint: hint, position: position))
    }

    /// `CREATE`, `ALTER` or `DROP` of a kind of thing that Foretell does not have.
    /// - Parameters:
    ///   - verb: in upper case.
    ///   - start: the index of the verb.
    /// - Returns: nil when the next word is no kind of thing that is known.
    mutating func refusedObject(_ verb: String, start: Int) -> Statement? {
        guard let keyword = peek()?.keyword else { return nil }
        let what = "\(verb) \(keyword.uppercased())"
        switch keyword {
        case "secret": return refuse("\(verb) SECRET", .insufficientPrivilege, hint: Self.sourceHint, at: start)
        case "persistent", "temporary", "temp":
            if isWord("secret", at: 1) { return refuse("\(verb) SECRET", .insufficientPrivilege, hint: Self.sourceHint, at: start) }
            let kind = peek(1)?.keyword.map { " " + $0.uppercased() } ?? ""
            return refuse(what + kind, .featureNotSupported, hint: Self.tableHint, at: start)
        case "table":
            return refuse(what, .featureNotSupported, hint: verb == "CREATE" ? Self.tableHint : nil, at: start)
        case "schema":
            return refuse(what, .featureNotSupported, hint: "\(verb) PROJECT name makes a namespace of models and views.", at: start)
        case "index", "unique", "function", "macro", "procedure", "sequence", "type", "domain", "extension", "aggregate", "operator",
            "cast", "collation", "rule", "policy", "publication", "subscription", "server", "foreign", "tablespace", "statistics",
            "event", "language", "conversion", "transform", "access", "group", "materialized", "recursive", "unlogged", "global",
            "local", "text", "constraint", "owned", "system", "default", "large", "routine", "view", "trigger", "job", "outcome",
            "configuration", "column", "ml_engine", "agent", "chatbot", "knowledge_base", "knowledge", "skill", "anomaly", "variable",
            "cube", "evaluation":
            return refuse(what, .featureNotSupported, at: start)
        default: return nil
        }
    }

    /// The error for a word that is no kind of thing.
    func unknownKind(_ verb: String, among kinds: [String]) -> SQLFailure {
        var failure = failure(expected: "one of \(kinds.map { $0.uppercased() }.joined(separator: ", ")) after \(verb)")
        if let word = peek()?.keyword, let near = nearestName(to: word, among: kinds) {
            failure.hint = "did you mean \(verb) \(near.uppercased())?"
        }
        return failure
    }
}
