/// The words that give a query its structure.
enum QueryKeyword {
    /// Words that a query can start with.
    static func startsQuery(_ token: Token) -> Bool {
        guard let word = shortWord(token) else { return false }
        switch word {
        case "select", "with", "values", "from", "table", "summarize", "describe", "desc", "show", "pivot", "unpivot",
            "pivot_wider", "pivot_longer":
            return true
        default: return false
        }
    }

    /// Words that end a FROM clause.
    static func endsFrom(_ word: String) -> Bool {
        switch word {
        case "where", "group", "having", "window", "qualify", "order", "limit", "offset", "fetch", "for", "union", "intersect",
            "except", "select", "returning":
            true
        default: false
        }
    }

    /// Words that are no relation's name without quotes.
    static func isNoRelation(_ word: String) -> Bool {
        endsFrom(word) || word == "from" || word == "join" || word == "on" || word == "using"
    }

    /// Words that go on with a query in parentheses: `((SELECT 1) UNION ...`.
    static func continuesQuery(_ word: String) -> Bool {
        switch word {
        case "union", "intersect", "except", "order", "limit", "offset", "fetch", "for": true
        default: false
        }
    }

    /// Words that can stand between two relations before JOIN.
    static func modifiesJoin(_ word: String) -> Bool {
        switch word {
        case "natural", "inner", "left", "right", "full", "outer", "cross", "semi", "anti", "asof", "positional": true
        default: false
        }
    }

    /// Words that are no alias without AS.
    static func isNoAlias(_ word: String) -> Bool {
        if endsFrom(word) || modifiesJoin(word) { return true }
        switch word {
        case "from", "join", "on", "using", "tablesample", "pivot", "unpivot", "and", "or", "as", "with", "set", "when", "then", "else",
            "end", "not", "in", "is":
            return true
        default: return false
        }
    }

    /// A word in lower case; nil for other tokens and for words that are longer than any keyword.
    static func shortWord(_ token: Token) -> String? {
        token.kind == .word && token.text.utf8.count <= 12 ? token.text.lowercased() : nil
    }
}
