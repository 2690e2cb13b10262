import Core

extension StatementParser {
    /// Words that are names only in quotes, for the grammar needs them.
    private static let reserved: Set<String> = [
        "all", "and", "as", "case", "create", "else", "except", "for", "from", "group", "having", "in", "intersect", "into",
        "is", "join", "limit", "not", "null", "offset", "on", "or", "order", "select", "then", "to", "union", "using", "when",
        "where", "window", "with",
    ]

    func isName(at distance: Int = 0) -> Bool {
        guard let token = peek(distance) else { return false }
        switch token.kind {
        case .quotedIdentifier: return true
        case .word: return token.text.utf8.count > 9 || !Self.reserved.contains(token.text.lowercased())
        case .string, .number, .parameter, .symbol, .variable, .json: return false
        }
    }

    /// - Parameter what: what the hint says was expected, such as `the model's name`.
    mutating func name(_ what: String) throws(SQLFailure) -> Name {
        guard isName(), let token = peek(), let text = token.name else { throw failure(expected: what) }
        index += 1
        return Name(text, position: token.range.lowerBound)
    }

    /// `a.b.c`; behind a dot every word is a name.
    mutating func objectName(_ what: String) throws(SQLFailure) -> ObjectName {
        let first = try name(what)
        var parts = [first.text]
        while isSymbol("."), let part = peek(1)?.name {
            parts.append(part)
            index += 2
        }
        if isSymbol(".") {
            index += 1
            throw failure(expected: "a name behind the dot")
        }
        return ObjectName(parts, position: first.position)
    }

    /// `a, b, c`.
    mutating func names(_ what: String) throws(SQLFailure) -> [Name] {
        var names = [try name(what)]
        while accept(symbol: ",") { names.append(try name(what)) }
        return names
    }

    /// `(a, b, c)`.
    mutating func namesInParentheses(_ what: String) throws(SQLFailure) -> [Name] {
        try expect(symbol: "(")
        let names = try names(what)
        try expect(symbol: ")")
        return names
    }

    /// `m`, `p.m.3` or `m AT (VERSION => 3)`.
    mutating func versionedName(_ what: String) throws(SQLFailure) -> (name: ObjectName, version: VersionReference?) {
        let name = try objectName(what)
        if let token = peek(), let number = VersionSyntax.suffix(token) {
            index += 1
            return (name, .version(number))
        }
        guard VersionSyntax.startsClause(tokens, at: index), index + 1 < end else { return (name, nil) }
        let clause = try VersionSyntax.clause(tokens, at: index, textEnd: text.utf8.count)
        index = clause.end
        return (name, clause.version)
    }

    /// `MODEL` before a name may be left out; a model may be called so.
    mutating func skipOptionalModelKeyword() {
        if isWord("model") || isWord("predictor"), isName(at: 1) { index += 1 }
    }

    /// A model and its version: `m.3`, `m VERSION 3`; nil: none is written.
    mutating func modelAndVersion() throws(SQLFailure) -> (model: ObjectName, version: Int?) {
        let (model, reference) = try versionedName("the model's name")
        switch reference {
        case .version(let number): return (model, number)
        case .timestamp, .alias:
            throw notSupported(
                "a version by its timestamp or alias here", hint: "Name the version by its number: VERSION 3.", position: model.position)
        case nil: return (model, accept("version") ? try count("the version's number") : nil)
        }
    }

    mutating func modelAndRequiredVersion() throws(SQLFailure) -> (model: ObjectName, version: Int) {
        let (model, version) = try modelAndVersion()
        guard let version else { throw failure(expected: "VERSION and its number") }
        return (model, version)
    }

    /// A whole number of at least 1.
    mutating func count(_ what: String) throws(SQLFailure) -> Int {
        guard let token = peek(), token.kind == .number, let number = NumberText.integer(token.text), number >= 1 else {
            throw failure(expected: "\(what), a whole number from 1")
        }
        index += 1
        return number
    }

    mutating func string(_ what: String) throws(SQLFailure) -> String {
        guard let token = peek(), token.kind == .string else { throw failure(expected: what) }
        index += 1
        return token.text
    }

    /// `IF NOT EXISTS`.
    mutating func ifNotExists() -> Bool { accept("if", "not", "exists") }

    /// `IF EXISTS`.
    mutating func ifExists() -> Bool { accept("if", "exists") }
}
