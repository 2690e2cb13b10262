import SQLFrontEnd

extension CatalogRewriter {
    // MARK: Patterns

    /// `text ~ pattern` and its like.
    /// - Parameters:
    ///   - sign: the operator.
    ///   - range: the tokens of the operator.
    mutating func rewritePattern(_ sign: String, replacing range: ClosedRange<Int>) -> Int {
        let first = range.upperBound + 1
        guard let last = operandEnd(from: first) else { return first }
        let macro = sign.hasSuffix("*") ? "__pattern_any_case" : "__pattern"
        replace(range, with: sign.hasPrefix("!") ? "!~" : "~")
        insert("\(PostgresCatalog.schema).\(macro)(", before: first)
        insert(")", after: last)
        return first
    }

    /// A pattern's backslash escapes in PostgreSQL, and does so in DuckDB only when asked to.
    mutating func rewriteLike(_ index: Int) -> Int {
        guard let last = termEnd(from: index + 1), !isWord(last + 1, "escape") else { return index + 1 }
        let isPlain = last == index + 1 && tokens[last].kind == .string && !tokens[last].text.utf8.contains(UInt8(ascii: "\\"))
        if !isPlain { insert(" ESCAPE '\\'", after: last) }
        return index + 1
    }

    // MARK: Operators with a schema

    /// `OPERATOR(pg_catalog.~)`.
    mutating func rewriteOperator(_ index: Int) -> Int {
        guard let close = closing(index + 1), close >= index + 3 else { return index + 1 }
        let sign = tokens[close - 1].text
        let range = index...close
        switch sign {
        case "~", "!~", "~*", "!~*": return rewritePattern(sign, replacing: range)
        default:
            replace(range, with: sign)
            return close + 1
        }
    }

    /// `COLLATE pg_catalog.default`: DuckDB compares bytes anyway.
    mutating func rewriteCollation(_ index: Int) -> Int {
        let isQualified = name(index + 1) == "pg_catalog" && isSymbol(index + 2, ".")
        let place = isQualified ? index + 3 : index + 1
        guard let collation = name(place), ["default", "c", "posix", "ucs_basic"].contains(collation) else { return index + 1 }
        replace(index...place, with: "")
        return place + 1
    }

    // MARK: Lists

    /// `item = ANY (list)` and `item <> ALL (list)`: DuckDB makes a subquery of them, in which columns of the statement cannot be
    /// used. Real subqueries stay.
    mutating func rewriteQuantified(_ index: Int) -> Int {
        let isAny = isSymbol(index, "=") && (isWord(index + 1, "any") || isWord(index + 1, "some"))
        let isAll = !isSymbol(index, "=") && isWord(index + 1, "all")
        guard isAny || isAll, let close = closing(index + 2) else { return index + 1 }
        var inside = index + 3
        while isSymbol(inside, "(") { inside += 1 }
        let isSubquery = isWord(inside, "select") || isWord(inside, "with") || isWord(inside, "values")
        guard !isSubquery, inside < close, let start = termStart(endingAt: index - 1) else { return index + 1 }
        if tokens[index + 3].kind == .string { replaceArray(index + 3) }
        wrap("\(PostgresCatalog.schema).\(isAny ? "__any_equal" : "__all_differ")(", before: start)
        // The parenthesis of ANY closes the call.
        replace(index...index + 2, with: ",")
        open()
        return index + 3
    }
}
