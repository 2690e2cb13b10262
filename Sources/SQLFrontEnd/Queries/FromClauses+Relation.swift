extension FromClauses {
    /// Reads one relation with its alias and version; something that is no relation takes no tokens.
    mutating func readRelation(at index: inout Int, join: Relation.Join, isNatural: Bool) -> FromRelation {
        let start = index
        var relation = FromRelation(kind: .other, tokens: start..<start, body: start..<start, join: join, isNatural: isNatural)
        if isWord("lateral", index) {
            relation.isLateral = true
            index += 1
        } else if isWord("only", index), index + 1 < tokens.count, tokens[index + 1].name != nil, !isWord("as", index + 1) {
            index += 1
        }
        // DuckDB's alias: relation.
        if index + 1 < tokens.count, let alias = tokens[index].name, tokens[index + 1].isSymbol(":") {
            relation.alias = alias
            index += 2
        }
        let bodyStart = index
        relation.kind = readBody(at: &index)
        relation.body = bodyStart..<index
        if case .other = relation.kind, index == bodyStart {
            relation.tokens = start..<index
            return relation
        }
        readVersion(&relation, at: &index)
        readAlias(&relation, at: &index)
        if relation.version == nil { readVersion(&relation, at: &index, onlyClause: true) }
        relation.tokens = start..<index
        return relation
    }

    private func isWord(_ word: StaticString, _ index: Int) -> Bool { index < tokens.count && tokens[index].isWord(word) }

    private mutating func readBody(at index: inout Int) -> FromRelation.Kind {
        guard index < tokens.count else { return .other }
        let token = tokens[index]
        if token.isSymbol("(") {
            let open = index
            index = min(brackets.closing(open) + 1, tokens.count)
            return brackets.isQuery(open) ? .subquery(open) : .joined
        }
        if token.kind == .string {
            index += 1
            return .other
        }
        guard let first = token.name, token.kind == .quotedIdentifier || !QueryKeyword.isNoRelation(token.text.lowercased()) else {
            return .other
        }
        var parts = [first]
        index += 1
        while index + 1 < tokens.count, tokens[index].isSymbol("."), let part = tokens[index + 1].name {
            parts.append(part)
            index += 2
        }
        guard index < tokens.count, tokens[index].isSymbol("("), !token.isWord("values") else { return .name(parts) }
        let open = index
        let close = brackets.closing(open)
        index = min(close + 1, tokens.count)
        if parts.count == 1, !token.isWord("lateral"), brackets.isQuery(open), open + 1 < close, !tokens[open + 1].isSymbol("(") {
            addNativeQuery(open - 1..<index)
            return .nativeQuery(Name(first, position: token.range.lowerBound), open)
        }
        if isWord("with", index), isWord("ordinality", index + 1) { index += 2 }
        return .function(parts)
    }

    private func readVersion(_ relation: inout FromRelation, at index: inout Int, onlyClause: Bool = false) {
        guard case .name = relation.kind, index < tokens.count else { return }
        if !onlyClause, tokens[index].range.lowerBound == tokens[index - 1].range.upperBound, VersionSyntax.suffix(tokens[index]) != nil {
            relation.version = index..<index + 1
            index += 1
        } else if VersionSyntax.startsClause(tokens, at: index) {
            let end = min(brackets.closing(index + 1) + 1, tokens.count)
            relation.version = index..<end
            index = end
        }
    }

    private func readAlias(_ relation: inout FromRelation, at index: inout Int) {
        guard index < tokens.count else { return }
        if tokens[index].isWord("as"), index + 1 < tokens.count, let alias = tokens[index + 1].name {
            relation.alias = alias
            index += 2
        } else if let alias = tokens[index].name, tokens[index].kind == .quotedIdentifier || !QueryKeyword.isNoAlias(alias.lowercased()),
            !VersionSyntax.startsClause(tokens, at: index)
        {
            relation.alias = alias
            index += 1
        }
        guard relation.alias != nil, index < tokens.count, tokens[index].isSymbol("("), index > relation.body.upperBound else { return }
        let close = brackets.closing(index)
        var isStart = true
        var place = index + 1
        while place < close {
            if isStart, let name = tokens[place].name { relation.columnAliases.append(name) }
            isStart = tokens[place].isSymbol(",")
            place = tokens[place].isSymbol("(") ? brackets.closing(place) + 1 : place + 1
        }
        index = min(close + 1, tokens.count)
    }
}
