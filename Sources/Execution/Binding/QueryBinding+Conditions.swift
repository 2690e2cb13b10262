import Core
import SQLFrontEnd

extension QueryBinding {
    /// What `ON t.a = m.b AND ...` says: input in lower case -> expression.
    func conditionMapping(_ relation: Relation, qualifier: String, _ version: ServedVersion) throws -> [String: String] {
        switch relation.condition {
        case nil: return [:]
        case .using(_, let columns):
            for column in columns where version.inputIndex[column.lowercased()] == nil && !version.isKey(column) { throw version.unknownColumn(column, position: relation.range.lowerBound) }
            return [:]
        case .on(let range):
            let inside = tokens.filter { range.lowerBound < $0.range.lowerBound && $0.range.upperBound <= range.upperBound }
            var mapping: [String: String] = [:]
            for part in inside.split(whereSeparator: { $0.isWord("and") }) {
                let part = Array(part.drop { $0.isSymbol("(") })
                let stripped = part.reversed().drop { $0.isSymbol(")") }.reversed().map { $0 }
                if stripped.count == 1, stripped[0].isWord("true") { continue }
                let sides = stripped.split(whereSeparator: { $0.isSymbol("=") }).map(Array.init)
                guard sides.count == 2, let first = Self.name(sides[0]), let second = Self.name(sides[1]) else { throw badCondition(range, qualifier) }
                let isFirstOurs = first.count == 2 && first[0].lowercased() == qualifier.lowercased()
                let isSecondOurs = second.count == 2 && second[0].lowercased() == qualifier.lowercased()
                guard isFirstOurs != isSecondOurs else { throw badCondition(range, qualifier) }
                let (ours, theirs) = isFirstOurs ? (first, second) : (second, first)
                guard version.inputIndex[ours[1].lowercased()] != nil || version.isKey(ours[1]) else {
                    let position = (isFirstOurs ? sides[0] : sides[1])[0].range.lowerBound
                    guard version.output(named: ours[1]) == nil else {
                        throw SQLFailure(
                            .undefinedColumn, "column \"\(ours[1])\" is no input of model \"\(version.name)\"",
                            detail: "ON says which column is which input; \"\(ours[1])\" is what the model answers.",
                            hint: "a condition on it goes into WHERE", position: position)
                    }
                    throw version.unknownColumn(ours[1], position: position)
                }
                mapping[ours[1].lowercased()] = theirs.map(quotedIdentifier).joined(separator: ".")
            }
            return mapping
        }
    }

    private static func name(_ tokens: [Token]) -> [String]? {
        let names = tokens.enumerated().compactMap { $0.offset.isMultiple(of: 2) ? $0.element.name : nil }
        guard tokens.count == names.count * 2 - 1, tokens.enumerated().allSatisfy({ $0.offset.isMultiple(of: 2) || $0.element.isSymbol(".") }) else { return nil }
        return names
    }

    private func badCondition(_ range: Range<Int>, _ qualifier: String) -> SQLFailure {
        SQLFailure(
            .featureNotSupported, "ON beside a model says which column is which input, and nothing else",
            hint: "ON t.column = \(qualifier).input AND ...; other conditions go into WHERE", position: range.lowerBound)
    }

    /// The expression to the right of an operator, up to the end of its conjunct.
    func expression(after position: Int) throws -> String {
        let range = try expressionTokens(after: position)
        return bound(tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound)
    }

    /// The bytes of `column = value`; nil when what is bound otherwise stands in it.
    func rangeOfPlain(_ equality: QueryTree.Equality) throws -> Range<Int>? {
        let value = try expressionTokens(after: equality.operatorPosition)
        guard !tokens[value].contains(where: { $0.isWord("select") || $0.isWord("from") || $0.isWord("foretell") }) else { return nil }
        return equality.columnPosition..<tokens[value.upperBound - 1].range.upperBound
    }

    /// Tokens from the one behind `=` on.
    private func expressionTokens(after position: Int) throws -> Range<Int> {
        guard let start = tokens.firstIndex(where: { $0.range.lowerBound >= position && $0.isSymbol("=") }) else {
            throw SQLFailure(.syntaxError, "expected a value after \"=\"", position: position)
        }
        let ends: [StaticString] = [
            "and", "or", "group", "having", "order", "limit", "offset", "window", "qualify", "union", "except", "intersect", "fetch", "sample", "using",
        ]
        var nesting = 0
        var end = start + 1
        while end < tokens.count {
            let token = tokens[end]
            if token.isSymbol("(") || token.isSymbol("[") { nesting += 1 }
            if token.isSymbol(")") || token.isSymbol("]") { nesting -= 1 }
            if nesting < 0 || nesting == 0 && (token.isSymbol(";") || ends.contains { token.isWord($0) }) { break }
            end += 1
        }
        guard end > start + 1 else { throw SQLFailure(.syntaxError, "expected a value after \"=\"", position: position) }
        return start + 1..<end
    }
}
