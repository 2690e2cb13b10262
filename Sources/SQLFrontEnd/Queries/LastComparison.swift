package import Core

/// `column > LAST`: the rows of a job's statement that are newer than those it has seen.
package struct LastComparison: Hashable, Sendable {
    /// The column as it was written: `o.id`.
    package var column: String
    /// `>` or `>=`.
    package var comparison: String
    /// From the column to LAST: UTF-8 bytes of the statement's text.
    package var range: Range<Int>
    /// A query for the greatest value of the column now, in one row with one column.
    package var newest: String

    /// Those of a statement, in the order of the text.
    /// - Throws: `SQLFailure` 42601 where no column or no FROM belongs to one, or the text has no tokens.
    package static func list(in text: String) throws(SQLFailure) -> [LastComparison] {
        let tokens = try Lexer.tokens(of: text)
        var found: [LastComparison] = []
        for index in tokens.indices where tokens[index].isWord("last") && index >= 1 {
            guard tokens[index - 1].isSymbol(">") || tokens[index - 1].isSymbol(">="),
                index + 1 >= tokens.count || !(tokens[index + 1].isSymbol("(") || tokens[index + 1].isSymbol("."))
            else { continue }
            found.append(try comparison(text, tokens, last: index))
        }
        return found
    }

    private static func comparison(_ text: String, _ tokens: [Token], last: Int) throws(SQLFailure) -> LastComparison {
        var first = last - 2
        guard first >= 0, tokens[first].name != nil else {
            throw SQLFailure(.syntaxError, "expected a column before \"> LAST\"", hint: "WHERE id > LAST", position: tokens[last].range.lowerBound)
        }
        while first >= 2, tokens[first - 1].isSymbol("."), tokens[first - 2].name != nil { first -= 2 }
        let column = text.utf8Slice(tokens[first].range.lowerBound..<tokens[last - 2].range.upperBound)
        guard let (from, open) = relations(tokens, before: first), let end = end(tokens, of: from, comparison: last) else {
            throw SQLFailure(
                .syntaxError, "LAST belongs to the WHERE of a query with a FROM", hint: "SELECT ... FROM table WHERE id > LAST", position: tokens[last].range.lowerBound)
        }
        let clause = text.utf8Slice(tokens[from].range.lowerBound..<tokens[end - 1].range.upperBound)
        var newest = "SELECT max(\(column)) AS newest \(clause)"
        // What stands in the parentheses of FROM source (query) is the source's own.
        if let open, open >= 2, let source = tokens[open - 1].name, tokens[open - 1].keyword != "from",
            tokens[open - 2].isWord("from") || tokens[open - 2].isWord("join") || tokens[open - 2].isSymbol(",") {
            newest = "SELECT newest FROM \(quotedIdentifier(source)) (\(newest))"
        }
        return LastComparison(
            column: column, comparison: tokens[last - 1].text, range: tokens[first].range.lowerBound..<tokens[last].range.upperBound, newest: newest)
    }

    /// The FROM that the WHERE at a place belongs to, and the parenthesis that opens its query; nil when there is none.
    private static func relations(_ tokens: [Token], before place: Int) -> (from: Int, open: Int?)? {
        var depth = 0
        var from: Int?
        for index in stride(from: place - 1, through: 0, by: -1) {
            if tokens[index].isSymbol(")") { depth += 1 }
            if tokens[index].isSymbol("(") {
                if depth == 0, let from { return (from, index) }
                depth = max(0, depth - 1)
            }
            if depth == 0, from == nil, tokens[index].isWord("from"), index == 0 || !tokens[index - 1].isWord("distinct") || index < 2 || !tokens[index - 2].isWord("is") {
                from = index
            }
        }
        return from.map { ($0, nil) }
    }

    /// Behind the last token of a FROM clause; nil when the comparison is inside of it.
    private static func end(_ tokens: [Token], of from: Int, comparison: Int) -> Int? {
        var depth = 0
        for index in from + 1..<comparison {
            if tokens[index].isSymbol("(") { depth += 1 }
            if tokens[index].isSymbol(")") { depth -= 1 }
            if depth == 0, let word = tokens[index].keyword, QueryKeyword.endsFrom(word) { return index > from + 1 ? index : nil }
        }
        return nil
    }
}
