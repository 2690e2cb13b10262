/// Which bracket closes which, and which parentheses hold a query.
struct TokenBrackets {
    /// For each opening bracket the index of its closing one, or the number of tokens when there is none; 0 for other tokens.
    private let closings: [Int32]
    private var queries: [Bool]

    /// - Complexity: linear.
    init(_ tokens: [Token]) {
        var closings = [Int32](repeating: 0, count: tokens.count)
        var open: [Int] = []
        for index in tokens.indices where tokens[index].kind == .symbol {
            switch tokens[index].text {
            case "(", "[", "{":
                open.append(index)
                closings[index] = Int32(tokens.count)
            case ")", "]", "}":
                guard let last = open.last, Self.closing(of: tokens[last].text) == tokens[index].text else { continue }
                open.removeLast()
                closings[last] = Int32(index)
            default: break
            }
        }
        self.closings = closings
        queries = []
        queries = [Bool](repeating: false, count: tokens.count)
        // From the inside out: whether ((...) holds a query depends on what is inside.
        for index in tokens.indices.reversed() where tokens[index].isSymbol("(") {
            queries[index] = holdsQuery(tokens, at: index)
        }
    }

    /// The index of the bracket that closes the one at `index`, or the number of tokens when none does.
    func closing(_ index: Int) -> Int { Int(closings[index]) }

    /// Whether the parenthesis at `index` holds a query, and not an expression, arguments or joins.
    func isQuery(_ index: Int) -> Bool { queries[index] }

    private func holdsQuery(_ tokens: [Token], at index: Int) -> Bool {
        let first = index + 1
        guard first < tokens.count else { return false }
        if tokens[first].isSymbol("(") {
            guard queries[first] else { return false }
            let behind = closing(first) + 1
            guard behind < tokens.count else { return true }
            return tokens[behind].isSymbol(")") || QueryKeyword.shortWord(tokens[behind]).map(QueryKeyword.continuesQuery) ?? false
        }
        guard QueryKeyword.startsQuery(tokens[first]) else { return false }
        // trim(FROM x)
        return !(tokens[first].isWord("from") && index > 0 && tokens[index - 1].isWord("trim"))
    }

    private static func closing(of symbol: String) -> String {
        switch symbol {
        case "(": ")"
        case "[": "]"
        default: "}"
        }
    }
}
