import Core

extension StatementParser {
    /// Behind CREATE OUTCOME.
    mutating func createOutcome(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = "CREATE OUTCOME FOR m FROM source (SELECT ...) KEY (id) ACTUAL y [AT moment] [WITHIN 7 days]"
        try expect("for")
        skipOptionalModelKeyword()
        let model = try objectName("the model's name")
        let data = try data("FROM and a query after the model's name")
        var key: [Name] = []
        var actual: Name?
        var at: Name?
        var within: CreateOutcome.Duration?
        var options: [Option] = []
        while !isAtEnd {
            if key.isEmpty, accept("key") {
                key = isSymbol("(") ? try namesInParentheses("a column of the key") : [try name("the column of the key")]
            } else if actual == nil, accept("actual") {
                actual = try name("the column that holds the truth")
            } else if at == nil, accept("at") {
                at = try name("the column that says when the truth was known")
            } else if within == nil, accept("within") {
                within = try duration("a duration, such as 7 days")
            } else if options.isEmpty, accept("using") {
                options = try self.options()
            } else {
                throw failure(expected: "KEY, ACTUAL, AT, WITHIN or USING")
            }
        }
        guard !key.isEmpty else { throw failure(expected: "KEY and the columns that identify a row") }
        guard let actual else { throw failure(expected: "ACTUAL and the column that holds the truth") }
        return .createOutcome(CreateOutcome(
            model: model, orReplace: orReplace, ifNotExists: ifNotExists, data: data, key: key, actual: actual, at: at,
            within: within, options: options))
    }

    /// `7 days`, `day`, `'7 days'` or `INTERVAL '7 days'`.
    mutating func duration(_ what: String) throws(SQLFailure) -> CreateOutcome.Duration {
        _ = accept("interval")
        if let token = peek(), token.kind == .string {
            let words = token.text.split { $0 == " " }.map { $0.lowercased() }
            let count = words.count == 1 ? 1 : words.first.flatMap { Int($0) } ?? 0
            guard words.count == 1 || words.count == 2, count >= 1, let unit = words.last.flatMap(TimeUnit.init(word:)) else {
                throw failure(expected: what)
            }
            index += 1
            return .init(count: count, unit: unit)
        }
        let count = peek()?.kind == .number ? try count(what) : 1
        guard let unit = peek()?.keyword.flatMap(TimeUnit.init(word:)) else {
            throw failure(expected: "a unit: second, minute, hour, day, week, month or year")
        }
        index += 1
        return .init(count: count, unit: unit)
    }

    /// Behind DROP OUTCOME.
    mutating func dropOutcome() throws(SQLFailure) -> Statement {
        usage = "DROP OUTCOME [IF EXISTS] FOR m"
        let ifExists = ifExists()
        try expect("for")
        skipOptionalModelKeyword()
        return .dropOutcome(DropOutcome(model: try objectName("the model's name"), ifExists: ifExists))
    }

    mutating func replay() throws(SQLFailure) -> Statement {
        usage = "REPLAY MODEL m [VERSION n] [FROM source (SELECT ...)] [BETWEEN 'moment' AND 'moment'] [USING key = value]"
        skipOptionalModelKeyword()
        let (model, version) = try modelAndVersion()
        var replay = Replay(model: model, version: version, data: try optionalData())
        if accept("between") {
            replay.from = try string("a moment in single quotes")
            try expect("and")
            replay.to = try string("a moment in single quotes")
        }
        replay.options = try optionalUsing()
        return .replay(replay)
    }
}
