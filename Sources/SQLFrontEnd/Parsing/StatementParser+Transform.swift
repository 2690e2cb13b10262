import Core

extension StatementParser {
    /// Behind TRANSFORM: `(age / 10 AS decade, region, *)`.
    mutating func transform() throws(SQLFailure) -> Transform {
        guard isSymbol("(") else { throw failure(expected: "\"(\" and the expressions to learn from") }
        let close = try closing(index)
        index += 1
        guard index < close else { throw failure(expected: "an expression to learn from") }
        let text = fragment(index..<close)
        var items: [Transform.Item] = []
        while true {
            items.append(try transformItem(until: try endOfItem(before: close)))
            guard index < close else { break }
            index += 1
        }
        index = close + 1
        return Transform(text: text, items: items)
    }

    /// The next comma outside of brackets, or `close`.
    private func endOfItem(before close: Int) throws(SQLFailure) -> Int {
        var open: [Int] = []
        for place in index..<close where tokens[place].kind == .symbol {
            switch tokens[place].text {
            case "(", "[", "{": open.append(place)
            case ")", "]", "}": _ = open.popLast()
            case "," where open.isEmpty: return place
            default: break
            }
        }
        guard let first = open.first else { return close }
        var parser = self
        parser.index = close
        throw parser.failure(expected: "the bracket that closes the one at byte \(tokens[first].range.lowerBound + 1)")
    }

    private mutating func transformItem(until stop: Int) throws(SQLFailure) -> Transform.Item {
        guard index < stop else { throw failure(expected: "an expression to learn from") }
        let position = position
        if isSymbol("*") {
            index += 1
            var excluded: [Name] = []
            if accept("exclude") || accept("except") {
                excluded = isSymbol("(") ? try namesInParentheses("a column to leave out") : [try name("a column to leave out")]
            }
            guard index == stop else { throw failure(expected: "EXCLUDE, \",\" or \")\" after *") }
            return .init(.all(except: excluded), position: position)
        }
        let range = index..<stop
        if range.count == 1, isName() { return .init(.expression(fragment(range), name: try name("a column")), position: position) }
        guard range.count > 2, tokens[stop - 2].isWord("as") else {
            index = stop
            throw failure(expected: "AS and a name for what the expression gives")
        }
        let expression = fragment(range.lowerBound..<stop - 2)
        index = stop - 1
        return .init(.expression(expression, name: try name("a name for what the expression gives")), position: position)
    }
}
