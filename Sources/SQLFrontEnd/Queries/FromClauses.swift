/// All FROM clauses of a query, found by its tokens alone.
///
/// A FROM is a clause when it stands directly in a query, not in the arguments of `extract`, `substring` or `trim`, and not
/// behind `IS DISTINCT`. What is inside of a native query is not looked at: it is in another dialect.
struct FromClauses {
    let text: String
    let tokens: [Token]
    let brackets: TokenBrackets
    /// In the order in which they were found; parenthesised joins come after their parent.
    var clauses: [Clause] = []
    private(set) var scopes: [Scope] = []
    /// From the source's name to the closing parenthesis: ranges of tokens in the order of the text.
    private(set) var nativeQueries: [Range<Int>] = []
    private var nativeParentheses: Set<Int> = []

    /// A comma and join list.
    struct Clause {
        var relations: [FromRelation] = []
        /// The joins that it is the inside of.
        var parent: (clause: Int, relation: Int)?
        var scope: Int
        /// Relations whose JOIN has no condition and needs one.
        var withoutCondition: [Int] = []
    }

    /// A query: the whole text or one in parentheses.
    struct Scope {
        var parent: Int?
        var with: WithClause?
    }

    /// Joins in parentheses that are still to be read.
    struct Inner {
        var open: Int
        var parent: (clause: Int, relation: Int)
        var scope: Int
    }

    /// - Complexity: linear in the tokens.
    init(_ text: String, tokens: [Token]) {
        self.text = text
        self.tokens = tokens
        brackets = TokenBrackets(tokens)
        read()
        nativeQueries.sort { $0.lowerBound < $1.lowerBound }
    }

    private mutating func read() {
        /// nil: a bracket without a query in it.
        var frames: [(scope: Int?, end: Int)] = []
        var current = openScope(parent: nil, start: 0, end: tokens.count)
        var enclosing: [Int] = []
        var isDirect = true
        var index = 0
        while index < tokens.count {
            defer { index += 1 }
            while let last = frames.last, index >= last.end {
                frames.removeLast()
                if last.scope != nil { current = enclosing.removeLast() }
                isDirect = frames.last.map { $0.scope != nil } ?? true
            }
            let token = tokens[index]
            if token.kind == .word {
                if isDirect, token.isWord("from"), isClause(index) { readClauses(from: index + 1, scope: current) }
                continue
            }
            guard token.isSymbol("(") || token.isSymbol("[") || token.isSymbol("{") else { continue }
            let end = brackets.closing(index)
            if nativeParentheses.contains(index) {
                index = end
                continue
            }
            isDirect = brackets.isQuery(index)
            if isDirect {
                enclosing.append(current)
                current = openScope(parent: current, start: index + 1, end: end)
            }
            frames.append((isDirect ? current : nil, end))
        }
    }

    private mutating func openScope(parent: Int?, start: Int, end: Int) -> Int {
        var with: WithClause?
        if start < end, tokens[start].isWord("with") {
            with = WithClause(tokens, at: start, end: end) { [brackets, tokens] in
                let closing = brackets.closing($0)
                return closing < tokens.count ? closing : nil
            }
        }
        scopes.append(Scope(parent: parent, with: with))
        return scopes.count - 1
    }

    /// - Parameter range: from the source's name to the closing parenthesis.
    mutating func addNativeQuery(_ range: Range<Int>) {
        nativeQueries.append(range)
        nativeParentheses.insert(range.lowerBound + 1)
    }

    /// Whether a FROM that stands directly in a query starts a clause.
    func isClause(_ index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = tokens[index - 1]
        if before.isSymbol(".") || before.isWord("as") { return false }
        guard before.isWord("distinct"), index > 1 else { return true }
        return !tokens[index - 2].isWord("is") && !tokens[index - 2].isWord("not")
    }

    private mutating func readClauses(from start: Int, scope: Int) {
        clauses.append(Clause(parent: nil, scope: scope))
        var pending: [Inner] = []
        readClause(clauses.count - 1, from: start, pending: &pending)
        // A list, not recursion: parentheses may be nested as deep as the text is long.
        var done = 0
        while done < pending.count {
            let inner = pending[done]
            done += 1
            clauses.append(Clause(parent: inner.parent, scope: inner.scope))
            readClause(clauses.count - 1, from: inner.open + 1, pending: &pending)
        }
    }
}
