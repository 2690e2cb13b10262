import Core

extension StatementParser {
    mutating func insert() throws(SQLFailure) -> Statement {
        usage = "INSERT INTO source.table [(column, ...)] SELECT ..."
        if isWord("or") { throw notSupported("INSERT OR", hint: "Use a plain INSERT.") }
        try expect("into")
        let target = try objectName("the table's name")
        if accept("as") { _ = try name("an alias") }
        let columns = isSymbol("(") && !startsQuery() ? try namesInParentheses("a column") : []
        if isWord("default") { throw notSupported("INSERT with DEFAULT VALUES", hint: "Name the columns and their values.") }
        if isWord("by"), isWord("name", at: 1) || isWord("position", at: 1) {
            throw notSupported(
                "INSERT BY \(isWord("name", at: 1) ? "NAME" : "POSITION")",
                hint: "Name the columns: INSERT INTO t (a, b) SELECT ...")
        }
        if let clause = topLevelIndex(of: "returning", where: { $0 > index }) {
            throw notSupported("RETURNING", hint: "Read the rows with a SELECT.", position: tokens[clause].range.lowerBound)
        }
        let conflict = topLevelIndex(of: "on") { place in
            guard place + 2 < end, tokens[place + 1].isWord("conflict") else { return false }
            return tokens[place + 2].isSymbol("(") || tokens[place + 2].isWord("do") || tokens[place + 2].isWord("on")
        }
        if let conflict {
            throw notSupported("ON CONFLICT", hint: "Delete the old rows first.", position: tokens[conflict].range.lowerBound)
        }
        return .insert(Insert(target: target, columns: columns, query: try queryToEnd()))
    }

    /// Behind UPDATE.
    mutating func update(start: Int) throws(SQLFailure) -> Statement {
        usage = "UPDATE source.table SET column = value WHERE ..."
        _ = isName(at: 1) && accept("only")
        let target = try objectName("the table's name")
        if !isWord("set") {
            _ = accept("as")
            _ = try name("SET or an alias")
        }
        try expect("set")
        guard !isAtEnd else { throw failure(expected: "column = value") }
        index = end
        return .update(Modification(target: target, text: fragment(start..<end)))
    }

    /// Behind DELETE.
    mutating func delete(start: Int) throws(SQLFailure) -> Statement {
        usage = "DELETE FROM source.table WHERE ..."
        try expect("from")
        _ = isName(at: 1) && accept("only")
        let target = try objectName("the table's name")
        _ = accept("as")
        if isName(), !isWord("returning") { index += 1 }
        guard isAtEnd || isWord("where") || isWord("using") || isWord("returning") else {
            throw failure(expected: "WHERE, USING or the end of the statement")
        }
        index = end
        return .delete(Modification(target: target, text: fragment(start..<end)))
    }

    mutating func prepare(start: Int) throws(SQLFailure) -> Statement {
        if isWord("transaction"), !isWord("as", at: 1), !isSymbol("(", at: 1) {
            return refuse("PREPARE TRANSACTION", .featureNotSupported, at: start)
        }
        usage = "PREPARE name [(type, ...)] AS statement"
        let name = try name("the prepared statement's name")
        var types: [Name] = []
        if isSymbol("(") {
            types = try expressionsInParentheses("a type").map { Name($0.text.lowercased(), position: $0.position) }
        }
        try expect("as")
        return .prepare(Prepare(name: name, parameterTypes: types, statement: try rest("a statement")))
    }

    mutating func execute() throws(SQLFailure) -> Statement {
        usage = "EXECUTE name [(value, ...)]"
        let name = try name("the prepared statement's name")
        let arguments = isSymbol("(") && !isSymbol(")", at: 1) ? try expressionsInParentheses("a value") : []
        if arguments.isEmpty, accept(symbol: "(") { try expect(symbol: ")") }
        return .execute(Execute(name: name, arguments: arguments))
    }

    /// `(text, text)`, cut at the commas outside of inner parentheses and brackets.
    private mutating func expressionsInParentheses(_ what: String) throws(SQLFailure) -> [Fragment] {
        let close = try closing(index)
        var expressions: [Fragment] = []
        var depth = 0
        var start = index + 1
        for place in index + 1...close {
            let token = tokens[place]
            if place == close || (depth == 0 && token.isSymbol(",")) {
                guard place > start else {
                    index = place
                    throw failure(expected: what)
                }
                expressions.append(fragment(start..<place))
                start = place + 1
            } else if token.isSymbol("(") || token.isSymbol("[") || token.isSymbol("{") {
                depth += 1
            } else if token.isSymbol(")") || token.isSymbol("]") || token.isSymbol("}") {
                depth -= 1
            }
        }
        index = close + 1
        return expressions
    }
}
