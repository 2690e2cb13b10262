import Core

extension StatementParser {
    private static let createKinds = [
        "database", "model", "predictor", "view", "table", "job", "trigger", "user", "role", "project", "outcome", "configuration",
    ]

    /// Behind CREATE.
    mutating func create() throws(SQLFailure) -> Statement {
        let start = index - 1
        let orReplace = accept("or", "replace")
        if isWord("persistent") || isWord("temporary") || isWord("temp"), let refused = refusedObject("CREATE", start: start) {
            return refused
        }
        guard let kind = peek()?.keyword, Self.createKinds.contains(kind) else {
            if let refused = refusedObject("CREATE", start: start) { return refused }
            throw unknownKind("CREATE", among: Self.createKinds)
        }
        index += 1
        let ifNotExists = ifNotExists()
        switch kind {
        case "database": return try createDatabase(orReplace: orReplace, ifNotExists: ifNotExists)
        case "model", "predictor": return try createModel(orReplace: orReplace, ifNotExists: ifNotExists)
        case "view": return try createView(orReplace: orReplace, ifNotExists: ifNotExists)
        case "table": return try createTable(start: start, orReplace: orReplace, ifNotExists: ifNotExists)
        case "job": return try createJob(orReplace: orReplace, ifNotExists: ifNotExists)
        case "trigger": return try createTrigger(orReplace: orReplace, ifNotExists: ifNotExists)
        case "outcome": return try createOutcome(orReplace: orReplace, ifNotExists: ifNotExists)
        default: break
        }
        guard !orReplace else {
            throw notSupported(
                "CREATE OR REPLACE \(kind.uppercased())", hint: "Use CREATE \(kind.uppercased()) IF NOT EXISTS.",
                position: tokens[start].range.lowerBound)
        }
        switch kind {
        case "user", "role": return .createUser(try userDefinition("CREATE \(kind.uppercased())", ifNotExists: ifNotExists, isNew: true))
        case "project":
            usage = "CREATE PROJECT [IF NOT EXISTS] name"
            return .createProject(CreateProject(name: try name("the project's name"), ifNotExists: ifNotExists))
        default: return try createConfiguration()
        }
    }

    private mutating func createDatabase(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE DATABASE name WITH ENGINE = 'postgres', PARAMETERS = {\"host\": \"127.0.0.1\"}"
        var statement = CreateDatabase(
            name: try name("the database's name"), orReplace: orReplace, ifNotExists: ifNotExists, engine: nil,
            parameters: .object([]), parametersPosition: nil)
        let hasWith = accept("with")
        while !isAtEnd {
            if statement.engine == nil, accept("engine") {
                _ = accept(symbol: "=")
                guard let token = peek(), token.kind == .string || token.name != nil else {
                    throw failure(expected: "the engine's name in single quotes")
                }
                statement.engine = Name(token.text, position: token.range.lowerBound)
                index += 1
            } else if statement.parametersPosition == nil, accept("parameters") {
                _ = accept(symbol: "=")
                statement.parametersPosition = position
                statement.parameters = try jsonObject("PARAMETERS")
            } else {
                let missing = statement.parametersPosition == nil ? "PARAMETERS" : "the end of the statement"
                throw failure(expected: statement.engine == nil ? "ENGINE" : missing)
            }
            if accept(symbol: ","), isAtEnd { throw failure(expected: "ENGINE or PARAMETERS after the comma") }
        }
        if hasWith, statement.engine == nil, statement.parametersPosition == nil { throw failure(expected: "ENGINE after WITH") }
        return .createDatabase(statement)
    }

    mutating func jsonObject(_ what: String) throws(SQLFailure) -> JSONValue {
        let position = position
        let value = try json(what)
        guard value.members != nil else {
            throw SQLFailure(
                .syntaxError, "expected a JSON object in \(what)", hint: "Write it like {\"key\": \"value\"}.", position: position)
        }
        return value
    }

    private mutating func createView(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE VIEW name AS SELECT ..."
        let name = try objectName("the view's name")
        let columns = isSymbol("(") && !startsQuery() ? try namesInParentheses("a column") : []
        let hasAs = accept("as")
        if isWord("from"), isName(at: 1), isSymbol("(", at: 2), startsQuery(at: 3), try closing(index + 2) == end - 1 {
            let data = try data("a query")
            return .createView(CreateView(
                name: name, orReplace: orReplace, ifNotExists: ifNotExists, columns: columns, source: data.source, query: data.query))
        }
        guard hasAs || isSymbol("(") else { throw failure(expected: "AS and a query") }
        return .createView(CreateView(
            name: name, orReplace: orReplace, ifNotExists: ifNotExists, columns: columns, query: try queryToEnd()))
    }

    private mutating func createTable(start: Int, orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE TABLE source.name AS SELECT ..."
        let target = try objectName("the table's name")
        let hasAs = accept("as")
        guard hasAs || (isSymbol("(") && startsQuery()) else {
            guard !isAtEnd else { throw failure(expected: "AS and a query") }
            index = start + 1
            return refuse(
                "CREATE TABLE without a query", .featureNotSupported, hint: "Write CREATE TABLE source.name AS SELECT ...", at: start)
        }
        var withData = true
        var parser = self
        let count = end - index
        if count > 3, tokens[end - 3].isWord("with"), tokens[end - 2].isWord("no"), tokens[end - 1].isWord("data") {
            withData = false
            parser = StatementParser(text: text, tokens: tokens, statement: index..<end - 3, depth: depth)
        } else if count > 2, tokens[end - 2].isWord("with"), tokens[end - 1].isWord("data") {
            parser = StatementParser(text: text, tokens: tokens, statement: index..<end - 2, depth: depth)
        }
        parser.usage = usage
        let query = try parser.queryToEnd()
        index = end
        return .createTableAs(CreateTableAs(
            target: target, orReplace: orReplace, ifNotExists: ifNotExists, query: query, withData: withData))
    }

    private mutating func createConfiguration() throws(SQLFailure) -> Statement {
        usage = "CREATE CONFIGURATION name AS (key = value, ...)"
        let name = isWord("for") ? nil : try name("the configuration's name or FOR")
        var model: ObjectName?
        if accept("for") {
            usage = "CREATE CONFIGURATION [name] FOR MODEL model USING key = value"
            skipOptionalModelKeyword()
            model = try objectName("the model's name")
        }
        if accept("as") { return .createConfiguration(CreateConfiguration(name: name, model: model, options: try optionsInParentheses())) }
        try expect("using", "AS or USING and options")
        return .createConfiguration(CreateConfiguration(name: name, model: model, options: try options()))
    }
}
