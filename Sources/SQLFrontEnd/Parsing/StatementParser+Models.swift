import Core

extension StatementParser {
    private static let createModelUsage = "CREATE MODEL m FROM source (SELECT ...) PREDICT column"

    mutating func createModel(orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> Statement {
        usage = Self.createModelUsage
        let name = try objectName("the model's name")
        return .createModel(try modelBody(name: name, orReplace: orReplace, ifNotExists: ifNotExists))
    }

    /// `FROM source (query) [TRANSFORM (...)] PREDICT ...` to the end.
    private mutating func modelBody(name: ObjectName, orReplace: Bool, ifNotExists: Bool) throws(SQLFailure) -> CreateModel {
        let data = try data("FROM and a query after the model's name")
        let transform = accept("transform") ? try transform() : nil
        try expect("predict", transform == nil ? "PREDICT after the query" : "PREDICT after TRANSFORM")
        var model = CreateModel(
            name: name, orReplace: orReplace, ifNotExists: ifNotExists, data: data, transform: transform, targets: try names("the column to predict"))
        var hasOptions = false
        while !isAtEnd {
            if model.orderBy == nil, accept("order") {
                try expect("by")
                model.orderBy = try timeColumn()
            } else if model.groupBy.isEmpty, accept("group") {
                try expect("by")
                model.groupBy = try names("a column that tells the series apart")
            } else if model.window == nil, accept("window") {
                model.window = try count("the number of rows that a forecast looks back on")
            } else if model.horizon == nil, accept("horizon") {
                model.horizon = try count("the number of rows to forecast")
            } else if !hasOptions, accept("using") {
                model.options = try options()
                hasOptions = true
            } else {
                throw failure(expected: "ORDER BY, GROUP BY, WINDOW, HORIZON, USING or the end of the statement")
            }
        }
        return model
    }

    private mutating func timeColumn() throws(SQLFailure) -> Name {
        let column = try name("the time column")
        _ = accept("asc")
        if isWord("desc") {
            throw notSupported("a descending ORDER BY in CREATE MODEL", hint: "Leave DESC out: a series runs forward in time.")
        }
        if isSymbol(",") {
            throw notSupported(
                "ORDER BY with several columns in CREATE MODEL",
                hint: "Name the one time column; GROUP BY names the columns that tell the series apart.")
        }
        return column
    }

    mutating func retrain(_ verb: String) throws(SQLFailure) -> Retrain {
        usage = "\(verb) model [VERSION n] [FROM source (SELECT ...)] [ON SNAPSHOT OF VERSION n] [USING [CONFIGURATION name,] key = value]"
        skipOptionalModelKeyword()
        let (model, version) = try modelAndVersion()
        var retrain = Retrain(model: model, version: version, data: try optionalData())
        if accept("on", "snapshot") {
            try expect("of")
            _ = accept("version")
            retrain.snapshotOf = try count("the number of the version that has the snapshot")
        }
        guard accept("using") else { return retrain }
        if isWord("configuration"), !isSymbol("=", at: 1) {
            index += 1
            retrain.configuration = try configurationName()
            guard accept(symbol: ",") else { return retrain }
        }
        retrain.options = try options()
        return retrain
    }

    private mutating func configurationName() throws(SQLFailure) -> Name {
        let position = position
        if peek()?.kind == .number { return Name(String(try count("the configuration's number")), position: position) }
        return try nameOrText("the configuration's name or number")
    }

    /// A name, or the same in single quotes.
    private mutating func nameOrText(_ what: String) throws(SQLFailure) -> Name {
        guard let token = peek(), token.kind == .string, !token.text.isEmpty else { return try name(what) }
        index += 1
        return Name(token.text, position: token.range.lowerBound)
    }

    /// Behind ALTER MODEL.
    mutating func alterModel() throws(SQLFailure) -> Statement {
        usage = "ALTER MODEL m SET (key = value)"
        let model = try objectName("the model's name")
        return .alterModel(AlterModel(model: model, action: try alterModelAction(model)))
    }

    private mutating func alterModelAction(_ model: ObjectName) throws(SQLFailure) -> AlterModel.Action {
        if accept("rename") {
            try expect("to")
            return .rename(try name("the new name"))
        }
        if accept("version") {
            usage = "ALTER MODEL m VERSION 3 SET ALIAS name"
            let version = try count("the version's number")
            if accept("archive") { return .archive(version: version) }
            if accept("cancel") { return .cancel(version: version) }
            let isDrop = accept("drop")
            if !isDrop { try expect("set", "SET ALIAS, SET TAG, DROP ALIAS, DROP TAG, ARCHIVE or CANCEL") }
            if accept("tag") {
                let tag = try nameOrText("the tag")
                return isDrop ? .dropTag(version: version, name: tag) : .tag(version: version, name: tag)
            }
            try expect("alias", "ALIAS or TAG")
            let alias = try nameOrText("the alias")
            return isDrop ? .dropAlias(version: version, name: alias) : .alias(version: version, name: alias)
        }
        if isWord("promote") { return try promotion() }
        if accept("set") {
            if isWord("promote") { return try promotion() }
            return .setOptions(isSymbol("(") ? try optionsInParentheses() : try options())
        }
        if accept("using") { return .setOptions(try options()) }
        guard accept("as") || isWord("from") || isSymbol("(") else {
            throw failure(expected: "SET, AS, VERSION or RENAME TO")
        }
        usage = "ALTER MODEL m AS FROM source (SELECT ...) PREDICT column"
        return .redefine(try modelBody(name: model, orReplace: false, ifNotExists: false))
    }

    private mutating func promotion() throws(SQLFailure) -> AlterModel.Action {
        usage = "ALTER MODEL m SET PROMOTE WHEN condition | MANUALLY | ALWAYS | DEFAULT"
        index += 1
        if accept("when") { return try promotionCondition() }
        _ = accept(symbol: "=") || accept("to")
        guard let token = peek(), token.kind == .string || isName() else {
            throw failure(expected: "WHEN and a condition, MANUALLY, ALWAYS or DEFAULT")
        }
        index += 1
        let options = isSymbol("(") ? try optionsInParentheses() : try optionalUsing()
        return .promote(policy: Name(token.text.lowercased(), position: token.range.lowerBound), options: options)
    }

    /// Behind PROMOTE WHEN.
    private mutating func promotionCondition() throws(SQLFailure) -> AlterModel.Action {
        let hasOutcomes = end - index > 3 && tokens[end - 3].isWord("after") && (tokens[end - 1].isWord("outcomes") || tokens[end - 1].isWord("outcome"))
        guard hasOutcomes else { return .promoteWhen(try rest("a condition, such as difference > 0.01 AND lower > 0"), outcomes: nil) }
        let condition = fragment(index..<end - 3)
        index = end - 2
        let outcomes = try count("the number of outcomes to wait for")
        index = end
        return .promoteWhen(condition, outcomes: outcomes)
    }

    /// Behind DROP MODEL.
    mutating func dropModel() throws(SQLFailure) -> Statement {
        usage = "DROP MODEL [IF EXISTS] m [VERSION n]"
        let ifExists = ifExists()
        let (model, version) = try modelAndVersion()
        return .dropModel(DropModel(name: model, version: version, ifExists: ifExists))
    }

    mutating func evaluate() throws(SQLFailure) -> Statement {
        usage = "EVALUATE metric FROM (SELECT ...) [GROUP BY column] [USING key = value]"
        let metrics = try names("a metric").map { Name($0.text.lowercased(), position: $0.position) }
        let data = try data("FROM and a query after the metric")
        var segments: [Name] = []
        if accept("group") {
            try expect("by", "BY")
            segments = try names("a column of the query")
        }
        return .evaluate(Evaluate(metrics: metrics, data: data, segments: segments, options: try optionalUsing()))
    }

    mutating func deploy() throws(SQLFailure) -> Statement {
        usage = "DEPLOY MODEL m VERSION n [AS CHAMPION | CHALLENGER | CANARY p PERCENT]"
        skipOptionalModelKeyword()
        let (model, version) = try modelAndRequiredVersion()
        guard accept("as") else { return .deploy(Deploy(model: model, version: version, role: .champion)) }
        if accept("champion") { return .deploy(Deploy(model: model, version: version, role: .champion)) }
        if accept("challenger") { return .deploy(Deploy(model: model, version: version, role: .challenger)) }
        try expect("canary", "CHAMPION, CHALLENGER or CANARY")
        guard let token = peek(), token.kind == .number, let percent = NumberText.double(token.text), percent > 0, percent <= 100 else {
            throw failure(expected: "a percentage above 0 and at most 100")
        }
        index += 1
        guard accept("percent") || accept(symbol: "%") else { throw failure(expected: "PERCENT") }
        return .deploy(Deploy(model: model, version: version, role: .canary(percent: percent)))
    }

    /// Behind ROLLBACK MODEL.
    mutating func rollbackModel() throws(SQLFailure) -> Statement {
        usage = "ROLLBACK MODEL m [TO VERSION n]"
        let model = try objectName("the model's name")
        guard accept("to") else { return .rollbackModel(RollbackModel(model: model)) }
        _ = accept("version")
        return .rollbackModel(RollbackModel(model: model, version: try count("the version's number")))
    }

    mutating func reproduce() throws(SQLFailure) -> Statement {
        usage = "REPRODUCE MODEL m VERSION n"
        skipOptionalModelKeyword()
        let (model, version) = try modelAndRequiredVersion()
        return .reproduce(Reproduce(model: model, version: version, options: try optionalUsing()))
    }

    mutating func compare() throws(SQLFailure) -> Statement {
        usage = "COMPARE MODEL m VERSION a TO b"
        skipOptionalModelKeyword()
        let (model, version) = try modelAndRequiredVersion()
        try expect("to")
        _ = accept("version")
        let other = try count("the other version's number")
        return .compare(Compare(
            model: model, version: version, other: other, data: try optionalData(), options: try optionalUsing()))
    }
}
