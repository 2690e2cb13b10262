import Core

extension StatementParser {
    mutating func show() throws(SQLFailure) -> Statement {
        usage = "SHOW DATABASES | PROJECTS | TABLES [FROM source] | MODELS [FROM project] | ALL | setting"
        let position = position
        if let setting = try multiWordSetting() {
            return .show(Show(subject: .setting(setting), position: position))
        }
        if accept("create") {
            guard let kind = peek()?.keyword, isName(at: 1) else { throw failure(expected: "TABLE, VIEW or MODEL and a name") }
            index += 1
            return .show(Show(subject: .other("create \(kind)"), from: try objectName("a name"), position: position))
        }
        if isWord("tables", at: 1), isWord("full") || isWord("all") || isWord("extended") { index += 1 }
        if isWord("columns", at: 1), isWord("full") || isWord("extended") { index += 1 }
        guard let word = peek()?.keyword, let subject = Self.subject(word), !isSymbol(".", at: 1) else {
            return try showOther(position: position)
        }
        index += 1
        var show = Show(subject: subject, position: position)
        if accept("from") || accept("in") { show.from = try objectName("a name") }
        if subject == .columns, show.from == nil { throw failure(expected: "FROM and a table") }
        show.filter = try optionalFilter()
        return .show(show)
    }

    private static func subject(_ word: String) -> Show.Subject? {
        switch word {
        case "databases", "schemas", "sources": .databases
        case "projects": .projects
        case "tables": .tables
        case "models", "predictors": .models
        case "views": .views
        case "jobs": .jobs
        case "triggers": .triggers
        case "users", "roles": .users
        case "versions": .versions
        case "grants": .grants
        case "columns", "fields": .columns
        case "all": .all
        default: nil
        }
    }

    private mutating func multiWordSetting() throws(SQLFailure) -> String? {
        if accept("time", "zone") { return "timezone" }
        if accept("transaction", "isolation", "level") { return "transaction_isolation" }
        if accept("session", "authorization") { return "session_authorization" }
        return nil
    }

    /// One name is a setting; several words are something of another system.
    private mutating func showOther(position: Int) throws(SQLFailure) -> Statement {
        let name = try objectName("what to show")
        guard !isAtEnd else { return .show(Show(subject: .setting(name.text.lowercased()), position: position)) }
        var words = name.text.lowercased()
        while let word = peek()?.keyword, !["from", "in", "like", "where"].contains(word), words.utf8.count < 60 {
            words += " " + word
            index += 1
        }
        var show = Show(subject: .other(words), position: position)
        if accept("from") || accept("in") { show.from = try objectName("a name") }
        show.filter = try optionalFilter()
        return .show(show)
    }
}
