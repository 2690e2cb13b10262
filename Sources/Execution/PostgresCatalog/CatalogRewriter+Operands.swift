import SQLFrontEnd

/// Where an operand begins and ends. An operand is a literal, a name, a call or parentheses, with subscripts and casts.
extension CatalogRewriter {
    /// Words that are no operand and no function: an operand cannot reach across them.
    private static let keywords: Set<String> = [
        "select", "distinct", "all", "from", "where", "and", "or", "not", "on", "when", "then", "else", "case", "in", "is", "like", "ilike",
        "between", "having", "by", "as", "using", "join", "limit", "offset", "union", "except", "intersect", "any", "some", "exists", "with",
        "values", "operator", "collate", "escape", "similar", "to", "set", "returning", "lateral", "filter", "over",
    ]

    private func isKeyword(_ index: Int) -> Bool {
        tokens.indices.contains(index) && tokens[index].keyword.map(Self.keywords.contains) == true
    }

    /// The parenthesis or bracket that closes the one at `index`; nil when there is none, or nothing opens there.
    func closing(_ index: Int) -> Int? {
        guard isSymbol(index, "(") || isSymbol(index, "[") else { return nil }
        return partners[index]
    }

    /// For each parenthesis and bracket the place of the other of its pair. Those without one are left out.
    static func pairs(in tokens: [Token]) -> [Int: Int] {
        var pairs: [Int: Int] = [:]
        var open: [Int] = []
        for (index, token) in tokens.enumerated() where token.kind == .symbol {
            switch token.text {
            case "(", "[": open.append(index)
            case ")", "]":
                guard let start = open.popLast() else { continue }
                pairs[start] = index
                pairs[index] = start
            default: break
            }
        }
        return pairs
    }

    /// The first token of the operand whose last is `index`; nil when no operand ends there.
    func operandStart(endingAt index: Int) -> Int? {
        guard var start = simpleStart(endingAt: index) else { return nil }
        // A type: what is cast stands before it. A member of a structure: what it is taken from does. A subscript: the list does.
        while true {
            let isPostfix = isSymbol(start - 1, "::") || isSymbol(start - 1, ".")
            guard let earlier = simpleStart(endingAt: isPostfix ? start - 2 : start - 1), isPostfix || isSymbol(start, "[") else { return start }
            start = earlier
        }
    }

    /// The same without what a cast, a member or a subscript is applied to.
    private func simpleStart(endingAt index: Int) -> Int? {
        guard tokens.indices.contains(index) else { return nil }
        switch tokens[index].kind {
        case .string, .number, .parameter, .variable, .json: return index
        case .quotedIdentifier: return nameStart(index)
        case .word:
            if isWord(index, "end") { return caseStart(index) }
            return isKeyword(index) && !isSymbol(index - 1, ".") ? nil : nameStart(index)
        case .symbol:
            guard isSymbol(index, ")") || isSymbol(index, "]"), let open = partners[index] else { return nil }
            guard name(open - 1) != nil, !isKeyword(open - 1) || isSymbol(open - 2, ".") else { return open }
            return nameStart(open - 1)
        }
    }

    /// The first name of `a.b.c`.
    private func nameStart(_ index: Int) -> Int {
        var start = index
        while isSymbol(start - 1, "."), name(start - 2) != nil { start -= 2 }
        return start
    }

    private func caseStart(_ index: Int) -> Int? {
        var depth = 0
        for place in stride(from: index, through: 0, by: -1) {
            if isWord(place, "end") { depth += 1 }
            if isWord(place, "case") { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }

    /// The first token of operands that are joined by arithmetic, the last of which ends at `index`.
    func termStart(endingAt index: Int) -> Int? {
        guard var start = operandStart(endingAt: index) else { return nil }
        while Self.arithmetic.contains(where: { isSymbol(start - 1, $0) }), let earlier = operandStart(endingAt: start - 2) { start = earlier }
        return start
    }

    /// The last token of the operand that begins at `index`.
    func operandEnd(from index: Int) -> Int? {
        var index = index
        while isSymbol(index, "-") || isSymbol(index, "+") { index += 1 }
        guard tokens.indices.contains(index) else { return nil }
        var end: Int
        switch tokens[index].kind {
        case .string, .number, .parameter, .variable, .json: end = index
        case .word, .quotedIdentifier:
            guard !isKeyword(index) else { return nil }
            end = nameEnd(index)
        case .symbol:
            guard isSymbol(index, "("), let close = closing(index) else { return nil }
            end = close
        }
        while true {
            if isSymbol(end + 1, "::"), name(end + 2) != nil {
                end = nameEnd(end + 2)
            } else if isSymbol(end + 1, "["), let close = closing(end + 1) {
                end = close
            } else if isSymbol(end, ")"), isSymbol(end + 1, "."), name(end + 2) != nil {
                end = nameEnd(end + 2)
            } else {
                return end
            }
        }
    }

    /// The last token of operands that are joined by arithmetic, the first of which begins at `index`.
    func termEnd(from index: Int) -> Int? {
        guard var end = operandEnd(from: index) else { return nil }
        while Self.arithmetic.contains(where: { isSymbol(end + 1, $0) }), let later = operandEnd(from: end + 2) { end = later }
        return end
    }

    private static let arithmetic = ["||", "+", "-", "*", "/", "%"]

    /// The last token of `a.b.c`, of a call, or of `ARRAY[...]`.
    func nameEnd(_ index: Int) -> Int {
        var end = index
        while isSymbol(end + 1, "."), name(end + 2) != nil { end += 2 }
        return closing(end + 1) ?? end
    }
}
