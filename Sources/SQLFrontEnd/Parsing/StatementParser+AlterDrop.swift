import Core

extension StatementParser {
    private static let alterKinds = ["model", "predictor", "database", "project", "job", "trigger", "user", "role"]
    private static let dropKinds = [
        "model", "predictor", "database", "project", "view", "job", "trigger", "user", "role", "outcome",
    ]

    /// Behind ALTER.
    mutating func alter() throws(SQLFailure) -> Statement {
        let start = index - 1
        guard let kind = peek()?.keyword, Self.alterKinds.contains(kind) else {
            if let refused = refusedObject("ALTER", start: start) { return refused }
            throw unknownKind("ALTER", among: Self.alterKinds)
        }
        index += 1
        switch kind {
        case "model", "predictor": return try alterModel()
        case "database": return try alterDatabase()
        case "project": return try alterProject()
        case "job", "trigger": return try alterJob(kind)
        default: return .alterUser(try userDefinition("ALTER \(kind.uppercased())", ifNotExists: false, isNew: false))
        }
    }

    private mutating func alterDatabase() throws(SQLFailure) -> Statement {
        usage = "ALTER DATABASE name PARAMETERS = {\"password\": \"...\"}"
        let name = try name("the database's name")
        _ = accept("with") || accept("set")
        try expect("parameters")
        _ = accept(symbol: "=")
        let position = position
        return .alterDatabase(AlterDatabase(name: name, parameters: try jsonObject("PARAMETERS"), parametersPosition: position))
    }

    private mutating func alterProject() throws(SQLFailure) -> Statement {
        usage = "ALTER PROJECT name SET trainings = 2"
        let name = try name("the project's name")
        try expect("set")
        return .alterProject(AlterProject(name: name, options: isSymbol("(") ? try optionsInParentheses() : try options()))
    }

    /// Behind DROP.
    mutating func drop() throws(SQLFailure) -> Statement {
        let start = index - 1
        guard let kind = peek()?.keyword, Self.dropKinds.contains(kind) else {
            if let refused = refusedObject("DROP", start: start) { return refused }
            throw unknownKind("DROP", among: Self.dropKinds)
        }
        index += 1
        switch kind {
        case "model", "predictor": return try dropModel()
        case "outcome": return try dropOutcome()
        case "database": return .dropDatabase(try dropObject(kind))
        case "project": return .dropProject(try dropObject(kind))
        case "view": return .dropView(try dropObject(kind))
        case "job": return .dropJob(try dropObject(kind))
        case "trigger": return .dropTrigger(try dropObject(kind))
        default: return .dropUser(try dropObject(kind))
        }
    }

    private mutating func dropObject(_ kind: String) throws(SQLFailure) -> DropObject {
        usage = "DROP \(kind.uppercased()) [IF EXISTS] name"
        let ifExists = ifExists()
        let name = try objectName("the \(kind)'s name")
        if isSymbol(",") {
            throw notSupported("DROP \(kind.uppercased()) of several", hint: "Drop them one by one.")
        }
        if isWord("cascade") {
            throw notSupported("CASCADE", hint: "Drop what depends on it first.")
        }
        _ = accept("restrict")
        return DropObject(name: name, ifExists: ifExists)
    }
}
