/// `WITH name [(column, ...)] AS [[NOT] MATERIALIZED] (query), ...` before a query.
struct WithClause {
    struct Expression {
        /// Tokens from the name to the closing parenthesis, both included.
        var tokens: Range<Int>
    }

    /// Index of WITH.
    var start: Int
    var expressions: [Expression]
    /// Index of the query's own first word.
    var end: Int

    /// - Parameters:
    ///   - start: where WITH stands.
    ///   - end: behind the last token that belongs to the query.
    ///   - closing: the index of the parenthesis that closes the one at an index; nil when there is none.
    /// - Returns: nil when the list is cut off or no list of expressions.
    init?(_ tokens: [Token], at start: Int, end: Int, closing: (Int) -> Int?) {
        self.start = start
        expressions = []
        var index = start + 1
        if index < end, tokens[index].isWord("recursive") { index += 1 }
        while true {
            let first = index
            guard index < end, tokens[index].name != nil else { return nil }
            index += 1
            if index < end, tokens[index].isSymbol("(") {
                guard let close = closing(index) else { return nil }
                index = close + 1
            }
            // DuckDB's USING KEY (columns).
            if index + 2 < end, tokens[index].isWord("using"), tokens[index + 1].isWord("key"), tokens[index + 2].isSymbol("(") {
                guard let close = closing(index + 2) else { return nil }
                index = close + 1
            }
            guard index < end, tokens[index].isWord("as") else { return nil }
            index += 1
            if index < end, tokens[index].isWord("not") { index += 1 }
            if index < end, tokens[index].isWord("materialized") { index += 1 }
            guard index < end, tokens[index].isSymbol("("), let close = closing(index) else { return nil }
            index = close + 1
            expressions.append(Expression(tokens: first..<index))
            guard index < end, tokens[index].isSymbol(",") else { break }
            index += 1
        }
        guard index < end else { return nil }
        self.end = index
    }
}
