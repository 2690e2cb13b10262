import Core

extension StatementParser {
    /// Whether a query starts `distance` tokens ahead, parentheses before it skipped.
    func startsQuery(at distance: Int = 0) -> Bool {
        var distance = distance
        while isSymbol("(", at: distance) { distance += 1 }
        return peek(distance).map(QueryKeyword.startsQuery) ?? false
    }

    /// The index of the parenthesis that closes the one at `open`.
    /// - Throws: `SQLFailure` 42601 at the end of the text when there is none
    func closing(_ open: Int) throws(SQLFailure) -> Int {
        var depth = 0
        for candidate in open..<end where tokens[candidate].kind == .symbol {
            switch tokens[candidate].text {
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return candidate }
            default: break
            }
        }
        var parser = self
        parser.index = end
        throw parser.failure(expected: "\")\" that closes the parenthesis at byte \(tokens[open].range.lowerBound + 1)")
    }

    /// The text of some tokens, at least one.
    func fragment(_ range: Range<Int>) -> Fragment {
        let bytes = tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
        return Fragment(text.utf8Slice(bytes), position: bytes.lowerBound)
    }

    /// `(text)`, anything inside.
    mutating func parenthesisedFragment(_ what: String) throws(SQLFailure) -> Fragment {
        guard isSymbol("(") else { throw failure(expected: "\"(\" and \(what)") }
        let close = try closing(index)
        guard close > index + 1 else {
            index = close
            throw failure(expected: what)
        }
        let fragment = fragment(index + 1..<close)
        index = close + 1
        return fragment
    }

    /// Everything up to the end of the statement, at least one token.
    mutating func rest(_ what: String) throws(SQLFailure) -> Fragment {
        guard !isAtEnd else { throw failure(expected: what) }
        let fragment = fragment(index..<end)
        index = end
        return fragment
    }

    /// A query up to the end of the statement; parentheses round the whole of it are taken off.
    mutating func queryToEnd() throws(SQLFailure) -> Fragment {
        guard startsQuery() else { throw failure(expected: "a query") }
        var range = index..<end
        // More layers than anybody writes by hand stay: looking for each one's end costs a pass over the query.
        for _ in 0..<8 {
            guard tokens[range.lowerBound].isSymbol("("), range.count > 2,
                try closing(range.lowerBound) == range.upperBound - 1
            else { break }
            range = range.lowerBound + 1..<range.upperBound - 1
        }
        let fragment = fragment(range)
        index = end
        return fragment
    }

    /// `FROM source (query)`, `FROM (query)` or `(query)`; nil when neither starts here.
    mutating func optionalData() throws(SQLFailure) -> TrainingData? {
        guard accept("from") else {
            return isSymbol("(") ? TrainingData(source: nil, query: try parenthesisedFragment("a query")) : nil
        }
        if isSymbol("(") { return TrainingData(source: nil, query: try parenthesisedFragment("a query")) }
        let source = try name("a source or \"(\" and a query after FROM")
        guard isSymbol("(") else {
            throw failure(expected: "the query for \"\(source.text)\" in parentheses, as in FROM \(source.text) (SELECT ...)")
        }
        return TrainingData(source: source, query: try parenthesisedFragment("a query"))
    }

    mutating func data(_ expectation: String) throws(SQLFailure) -> TrainingData {
        guard let data = try optionalData() else { throw failure(expected: expectation) }
        return data
    }

    /// `LIKE 'pattern'`, `WHERE condition`, or nothing.
    mutating func optionalFilter() throws(SQLFailure) -> Filter? {
        if accept("like") { return .like(try string("a pattern in single quotes")) }
        if accept("where") { return .condition(try rest("a condition")) }
        return nil
    }

    /// The index of the statement's own keyword behind a leading WITH list, or nil when the list is cut off.
    /// - Precondition: WITH stands here.
    func mainKeywordAfterWith() -> Int? {
        WithClause(tokens, at: index, end: end) { try? closing($0) }?.end
    }

    /// Up to the end of the statement, the places of some word outside of parentheses.
    func topLevelIndex(of word: StaticString, where condition: (Int) -> Bool = { _ in true }) -> Int? {
        var depth = 0
        for candidate in index..<end {
            let token = tokens[candidate]
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            if depth == 0, token.isWord(word), candidate == index || !tokens[candidate - 1].isSymbol("."), condition(candidate) {
                return candidate
            }
        }
        return nil
    }
}
