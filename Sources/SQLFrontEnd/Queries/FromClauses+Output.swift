extension FromClauses {
    /// The bytes of some tokens.
    func bytes(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else {
            let place = range.lowerBound < tokens.count ? tokens[range.lowerBound].range.lowerBound : text.utf8.count
            return place..<place
        }
        return tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
    }

    /// Whether a token stands in the parentheses of a native query.
    /// - Complexity: logarithmic in the number of native queries.
    func isInNativeQuery(_ token: Int) -> Bool {
        var low = 0, high = nativeQueries.count
        while low < high {
            let middle = (low + high) / 2
            if nativeQueries[middle].lowerBound < token { low = middle + 1 } else { high = middle }
        }
        return low > 0 && nativeQueries[low - 1].contains(token)
    }

    /// What stands in the parentheses at `open`.
    func inside(_ open: Int) -> Fragment {
        let bytes = bytes(open + 1..<max(open + 1, min(brackets.closing(open), tokens.count)))
        return Fragment(text.utf8Slice(bytes), position: bytes.lowerBound)
    }

    /// - Complexity: linear in the text of a subquery, which is copied.
    func relation(_ relation: FromRelation) -> Relation {
        let kind: Relation.Kind =
            switch relation.kind {
            case .name(let parts): .name(parts: parts)
            case .subquery(let open): .subquery(inside(open))
            case .nativeQuery(let source, let open): .nativeQuery(source: source, query: inside(open))
            case .function(let name): .function(name: name)
            case .joined: .joined
            case .other: .other
            }
        let condition: Relation.Condition? =
            switch relation.condition {
            case .on(let range): .on(bytes(range))
            case .using(let range): .using(bytes(range), columns: range.dropFirst(2).compactMap { tokens[$0].name })
            case nil: nil
            }
        return Relation(
            kind: kind, alias: relation.alias, columnAliases: relation.columnAliases, range: bytes(relation.tokens),
            bodyRange: bytes(relation.body), isLateral: relation.isLateral, join: relation.join, isNatural: relation.isNatural,
            condition: condition, version: version(relation), versionRange: relation.version.map(bytes))
    }

    /// nil when none is written, and for a malformed one, which `ModelReferenceSyntax` reports.
    private func version(_ relation: FromRelation) -> VersionReference? {
        guard let range = relation.version else { return nil }
        if let number = VersionSyntax.suffix(tokens[range.lowerBound]) { return .version(number) }
        return try? VersionSyntax.clause(tokens, at: range.lowerBound, textEnd: text.utf8.count).version
    }

    /// The WITH lists that a token can see, the outermost first.
    func withClauses(visibleFrom token: Int, scope: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var scope: Int? = scope
        while let current = scope {
            if let with = scopes[current].with {
                let visible = with.expressions.last { $0.tokens.upperBound <= token }
                if let visible { ranges.append(bytes(with.start..<visible.tokens.upperBound)) }
            }
            scope = scopes[current].parent
        }
        return ranges.reversed()
    }
}
