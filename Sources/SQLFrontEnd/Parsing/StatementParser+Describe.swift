import Core

extension StatementParser {
    /// Behind DESCRIBE or DESC.
    /// - Parameter start: the index of that word.
    mutating func describe(start: Int) throws(SQLFailure) -> Statement {
        usage = "DESCRIBE model[.part]"
        if startsQuery(), isSymbol("(") || peek(1).map({ !$0.isSymbol(".") }) ?? false, !isWord("table") || isSymbol("(", at: 1) {
            index = end
            return .query(fragment(start..<end))
        }
        var kind: String?
        if let word = peek()?.keyword, ["model", "predictor", "table", "view"].contains(word), isName(at: 1) {
            kind = word == "predictor" ? "model" : word
            index += 1
        }
        var (name, version) = try versionedName("the name of a model, view or table")
        var part: String?
        if version != nil, accept(symbol: ".") {
            guard let word = peek()?.name else { throw failure(expected: "a part, such as features or metrics") }
            part = word.lowercased()
            index += 1
        } else if version == nil, name.parts.count > 1, tokens[index - 1].kind == .word, Describe.parts.contains(name.last.lowercased()) {
            part = name.parts.removeLast().lowercased()
        }
        return .describe(Describe(kind: kind, name: name, part: part, version: version, filter: try optionalFilter()))
    }

    mutating func explain() throws(SQLFailure) -> Statement {
        if isWord("prediction"), !isSymbol(",", at: 1), !isSymbol(".", at: 1) { return try explainPrediction() }
        usage = "EXPLAIN [ANALYZE] SELECT ..."
        var options: [Option] = []
        var analyze = false
        if isSymbol("("), !startsQuery() {
            index += 1
            repeat { options.append(try explainOption()) } while accept(symbol: ",")
            try expect(symbol: ")", "\",\" or \")\" after an option")
            analyze = options.last { $0.key == "analyze" }.map { $0.value != .boolean(false) } ?? false
        } else {
            analyze = accept("analyze")
            let place = position
            if accept("verbose") {
                options.append(Option(key: "verbose", value: .boolean(true), position: place, valuePosition: place))
            }
        }
        guard startsQuery() else {
            if let keyword = peek()?.keyword, ["insert", "update", "delete", "create", "execute", "merge"].contains(keyword) {
                throw notSupported("EXPLAIN of \(keyword.uppercased())", hint: "EXPLAIN the SELECT inside of it.")
            }
            throw failure(expected: "a query")
        }
        return .explain(Explain(analyze: analyze, options: options, query: try rest("a query")))
    }

    private mutating func explainOption() throws(SQLFailure) -> Option {
        guard let key = peek(), key.kind == .word else { throw failure(expected: "an option, such as ANALYZE or FORMAT JSON") }
        index += 1
        let valuePosition = position
        let value: OptionValue = isSymbol(",") || isSymbol(")") ? .boolean(true) : try optionValue(depth: 0)
        return Option(key: key.text.lowercased(), value: value, position: key.range.lowerBound, valuePosition: valuePosition)
    }

    private mutating func explainPrediction() throws(SQLFailure) -> Statement {
        usage = "EXPLAIN PREDICTION id"
        index += 1
        let position = position
        guard let token = peek() else { throw failure(expected: "the prediction's id") }
        switch token.kind {
        case .string, .number, .word, .quotedIdentifier:
            return .explainPrediction(ExplainPrediction(id: try optionValue(depth: 0), position: position))
        case .parameter: throw notSupported("a parameter in EXPLAIN PREDICTION", hint: "Write the id itself.")
        case .symbol, .variable, .json: throw failure(expected: "the prediction's id")
        }
    }
}
