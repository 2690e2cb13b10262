/// Where in a text JSON may stand: as the value of an option of a statement that has options. In a query, braces are
/// DuckDB's struct literals, whose quoting is SQL's.
struct JSONContext {
    private var isStatementStart = true
    private var statementHasOptions = false
    private var depth = 0
    /// How deep in parentheses the query began that is being read; nil: in no query.
    private var queryDepth: Int?
    private(set) var isExpected = false

    mutating func note(_ kind: Token.Kind, _ text: String) {
        isExpected = false
        switch kind {
        case .symbol: noteSymbol(text)
        case .word: noteWord(text)
        case .quotedIdentifier, .string, .number, .parameter, .variable, .json: isStatementStart = false
        }
    }

    private mutating func noteSymbol(_ text: String) {
        switch text {
        case "(": depth += 1
        case ")":
            depth -= 1
            if let queryDepth, depth < queryDepth { self.queryDepth = nil }
        case ";":
            isStatementStart = true
            queryDepth = nil
        case "=", "=>": isExpected = statementHasOptions && queryDepth == nil
        default: break
        }
    }

    private mutating func noteWord(_ text: String) {
        if isStatementStart {
            isStatementStart = false
            if depth == 0 { statementHasOptions = Self.statementsWithOptions.contains(text.lowercased()) }
            return
        }
        guard statementHasOptions, text.utf8.count == 6 || text.utf8.count == 10 else { return }
        switch text.lowercased() {
        case "select": queryDepth = queryDepth ?? depth
        case "parameters": isExpected = queryDepth == nil
        default: break
        }
    }

    private static let statementsWithOptions: Set<String> = [
        "create", "alter", "retrain", "finetune", "evaluate", "deploy", "replay", "reproduce", "compare",
    ]
}
