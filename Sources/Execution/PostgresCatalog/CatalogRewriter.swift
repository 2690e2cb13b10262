import Core
import SQLFrontEnd

/// Finds what DuckDB does not understand in a statement that asks the system catalog, and what to write instead. Works on
/// tokens, so strings and comments are never looked into.
struct CatalogRewriter {
    let tokens: [Token]
    let user: String
    /// Of each parenthesis and bracket, the other one.
    let partners: [Int: Int]
    private var found: [TextEdit] = []
    /// Insertions before operands that were walked over already, the innermost first.
    private var wrappers: [TextEdit] = []
    /// Which part of a SELECT each open parenthesis is in; the outermost first.
    private var clauses: [Clause] = [.none]
    /// Last tokens of items of a SELECT list that have been given a name.
    private var named: Set<Int> = []
    /// Tokens that have been replaced.
    private var replaced: Set<Int> = []

    private enum Clause { case none, selectList, from, other }

    init(tokens: [Token], user: String) {
        self.tokens = tokens
        self.user = user
        partners = Self.pairs(in: tokens)
    }

    /// - Returns: edits whose ranges do not overlap.
    mutating func edits() -> [TextEdit] {
        var index = 0
        while index < tokens.count {
            index = visit(index)
        }
        return Self.disjoint(wrappers.reversed() + found)
    }

    /// No statement, however odd, may break the promise that edits do not overlap: of two that do, the earlier one stays.
    private static func disjoint(_ edits: [TextEdit]) -> [TextEdit] {
        let order = edits.indices.sorted {
            (edits[$0].range.lowerBound, edits[$0].range.upperBound, $0) < (edits[$1].range.lowerBound, edits[$1].range.upperBound, $1)
        }
        var end = 0
        return order.compactMap { index in
            guard edits[index].range.lowerBound >= end else { return nil }
            end = edits[index].range.upperBound
            return edits[index]
        }
    }

    // MARK: Editing

    func isWord(_ index: Int, _ word: StaticString) -> Bool { tokens.indices.contains(index) && tokens[index].isWord(word) }

    func isSymbol(_ index: Int, _ symbol: String) -> Bool { tokens.indices.contains(index) && tokens[index].isSymbol(symbol) }

    /// In lower case.
    func name(_ index: Int) -> String? { tokens.indices.contains(index) ? tokens[index].name?.lowercased() : nil }

    mutating func insert(_ text: String, before index: Int) {
        let place = tokens[index].range.lowerBound
        found.append(TextEdit(range: place..<place, replacement: text))
    }

    /// Puts a call round an operand that ends before the token being visited: outside of all that stands there yet.
    mutating func wrap(_ text: String, before index: Int) {
        let place = tokens[index].range.lowerBound
        wrappers.append(TextEdit(range: place..<place, replacement: text))
    }

    mutating func insert(_ text: String, after index: Int) {
        let place = tokens[index].range.upperBound
        found.append(TextEdit(range: place..<place, replacement: text))
    }

    /// - Parameter range: of tokens; not empty.
    mutating func replace(_ range: ClosedRange<Int>, with text: String) {
        guard !range.contains(where: replaced.contains) else { return }
        replaced.formUnion(range)
        found.append(
            TextEdit(range: tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound].range.upperBound, replacement: text))
    }

    // MARK: Walking

    /// Handles what starts at a token. - Returns: the token to go on with.
    private mutating func visit(_ index: Int) -> Int {
        guard !replaced.contains(index) || isSymbol(index, "(") || isSymbol(index, ")") else { return index + 1 }
        switch tokens[index].kind {
        case .symbol: return visitSymbol(index)
        case .word: return visitWord(index)
        case .quotedIdentifier: return visitName(index)
        case .string, .number, .parameter, .variable, .json: return index + 1
        }
    }

    private mutating func visitSymbol(_ index: Int) -> Int {
        switch tokens[index].text {
        case "(": open()
        case ")": if clauses.count > 1 { clauses.removeLast() }
        case "::": return rewriteCast(index)
        case "~", "!~", "~*", "!~*":
            guard operandStart(endingAt: index - 1) != nil else { break }
            return rewritePattern(tokens[index].text, replacing: index...index)
        case "=", "<>", "!=": return rewriteQuantified(index)
        default: break
        }
        return index + 1
    }

    mutating func open() { clauses.append(.none) }

    private mutating func visitWord(_ index: Int) -> Int {
        guard !isSymbol(index - 1, ".") else { return index + 1 }
        switch tokens[index].text.lowercased() {
        case "select": clauses[clauses.count - 1] = .selectList
        case "from":
            // Not the FROM of "trim(both from x)" or "is distinct from".
            if clauses[clauses.count - 1] != .none, !isWord(index - 1, "distinct") { clauses[clauses.count - 1] = .from }
        case "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect", "window":
            if clauses[clauses.count - 1] != .none { clauses[clauses.count - 1] = .other }
        case "collate": return rewriteCollation(index)
        case "operator": return rewriteOperator(index)
        case "like", "ilike": return rewriteLike(index)
        case "cast", "try_cast": if isSymbol(index + 1, "(") { rewriteCastCall(index) }
        case "coalesce": rewriteEmptyArrays(index)
        case "current_user", "session_user", "current_role": return replaceWord(index, with: quotedLiteral(user))
        case "current_catalog": return replaceWord(index, with: quotedLiteral(PostgresCatalog.databaseName))
        default: return visitName(index)
        }
        return index + 1
    }

    private mutating func replaceWord(_ index: Int, with text: String) -> Int {
        guard !isSymbol(index + 1, ".") else { return index + 1 }
        let isCall = isSymbol(index + 1, "(") && isSymbol(index + 2, ")")
        let end = isCall ? index + 2 : index
        replace(index...end, with: text)
        nameItem(index...end, tokens[index].text.lowercased())
        return end + 1
    }

    // MARK: Names

    private mutating func visitName(_ index: Int) -> Int {
        guard !isSymbol(index - 1, "."), let first = name(index) else { return index + 1 }
        if first == "pg_catalog", isSymbol(index + 1, "."), let second = name(index + 2) {
            rewriteQualified(index, second)
            return index + 3
        }
        if first == "information_schema", isSymbol(index + 1, "."), let second = name(index + 2) {
            let isOurs = isSymbol(index + 3, "(")
                ? PostgresCatalog.functionNames.contains(second) : PostgresCatalog.relationNames.contains(second)
            if isOurs { replace(index...index, with: PostgresCatalog.schema) }
            return index + 3
        }
        if isSymbol(index + 1, "(") {
            if PostgresCatalog.functionNames.contains(first) {
                replace(index...index, with: macro(for: first))
                unnestCall(index, from: index)
                nameCall(index, from: index)
            } else if let duck = Self.renamedFunctions[first] {
                replace(index...index, with: duck)
                nameCall(index, from: index)
            }
            nameRows(index)
        } else if first.hasPrefix("pg_"), PostgresCatalog.relationNames.contains(first), !isSymbol(index + 1, "."), !isWord(index - 1, "as") {
            insert("\(PostgresCatalog.schema).", before: index)
        }
        return index + 1
    }

    /// `pg_catalog.something`.
    private mutating func rewriteQualified(_ index: Int, _ second: String) {
        guard isSymbol(index + 3, "(") else {
            replace(index...index, with: PostgresCatalog.schema)
            return
        }
        if PostgresCatalog.functionNames.contains(second) {
            replace(index...index + 2, with: macro(for: second))
        } else if let duck = Self.renamedFunctions[second] {
            replace(index...index + 2, with: duck)
        } else {
            // DuckDB takes its own functions without a schema only.
            replace(index...index + 1, with: "")
        }
        unnestCall(index + 2, from: index)
        nameCall(index + 2, from: index)
        nameRows(index + 2)
    }

    private static let renamedFunctions = [
        "json_build_object": "json_object", "jsonb_build_object": "json_object", "json_build_array": "json_array",
        "jsonb_build_array": "json_array", "json_agg": "json_group_array", "jsonb_agg": "json_group_array",
    ]

    /// - Parameter function: one of `functionNames`.
    private func macro(for function: String) -> String {
        let name = function == "pg_table_is_visible" && listsSchemas ? "__is_listed" : CatalogMacro.constantAnswers[function] ?? function
        return "\(PostgresCatalog.schema).\(name)"
    }

    /// Puts `unnest` round a call of a function that returns a list where PostgreSQL's returns rows.
    private mutating func unnestCall(_ index: Int, from start: Int) {
        guard name(index) == "pg_partition_ancestors", let end = closing(index + 1) else { return }
        wrap("unnest(", before: start)
        insert(")", after: end)
    }

    /// Whether the statement is one of psql's lists, which have a column "Schema".
    private var listsSchemas: Bool {
        tokens.contains { $0.kind == .quotedIdentifier && $0.text == "Schema" }
    }

    // MARK: Names of results

    /// Names a call that is a whole item of a SELECT list after its function, as PostgreSQL does.
    private mutating func nameCall(_ index: Int, from start: Int) {
        guard let end = closing(index + 1), let name = tokens[index].name else { return }
        nameItem(start...end, name.lowercased())
    }

    mutating func nameItem(_ range: ClosedRange<Int>, _ name: String) {
        guard clauses.last == .selectList, isWord(range.lowerBound - 1, "select") || isSymbol(range.lowerBound - 1, ",") else { return }
        // Casts of the item are part of it.
        var last = range.upperBound
        while isSymbol(last + 1, "::"), self.name(last + 2) != nil { last = nameEnd(last + 2) }
        let next = last + 1
        guard next == tokens.count || isSymbol(next, ",") || isSymbol(next, ";") || isSymbol(next, ")") || isWord(next, "from") else { return }
        guard named.insert(last).inserted else { return }
        insert(" AS \(quotedIdentifier(name))", after: last)
    }

    /// `FROM unnest(list) x`: PostgreSQL calls the one column `x`, too.
    private mutating func nameRows(_ index: Int) {
        guard let function = name(index), ["unnest", "generate_series", "generate_subscripts", "range"].contains(function),
            let end = closing(index + 1)
        else { return }
        let start = isSymbol(index - 1, ".") ? index - 2 : index
        let isRelation = isWord(start - 1, "from") || isWord(start - 1, "join") || isWord(start - 1, "lateral")
            || (isSymbol(start - 1, ",") && clauses.last == .from)
        guard isRelation else { return }
        let alias = isWord(end + 1, "as") ? end + 2 : end + 1
        guard let text = name(alias), !isSymbol(alias + 1, "("), alias > end + 1 || !Self.wordsAfterRelation.contains(text) else { return }
        insert("(\(quotedIdentifier(text)))", after: alias)
    }

    private static let wordsAfterRelation: Set<String> = [
        "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect", "window", "join", "left", "right", "inner",
        "full", "cross", "natural", "on", "using", "with", "as", "for", "fetch",
    ]
}
