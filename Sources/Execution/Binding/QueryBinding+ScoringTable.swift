import Core
import Learning
import SQLFrontEnd

/// A table of a FROM clause that became a sub-select computing the columns of the models beside it.
struct ScoringTable {
    /// What its columns are qualified with.
    var qualifier: String
    /// Its own columns.
    var columns: [String]
    /// Index into `QueryTree.selects`.
    var select: Int
    var models: [ScoredModel] = []

    /// A model whose columns it computes.
    struct ScoredModel {
        var qualifier: String
        /// A column's name in the query, and in the sub-select.
        var outputs: [(name: String, computed: String)]
    }

    var computed: [String] { models.flatMap { $0.outputs.map(\.computed) } }
}

/// `FROM t JOIN m`, the way that costs nothing: t becomes `(SELECT t.*, score AS y FROM t) AS t`, and `m.y` becomes `t.y`.
///
/// A lateral sub-select would say the same in general, but DuckDB joins its result back by a hash table over all inputs, at
/// some twenty times the price. It stays for what is not plainly of this form.
extension QueryBinding {
    /// - Parameter columns: of the one table beside the model.
    /// - Returns: false when the query is not plainly of this form; nothing is changed then.
    mutating func bindInside(
        _ found: RelationScanner.Surroundings, _ table: QueryTree.Table, _ version: ServedVersion, _ expressions: ModelExpressions,
        outputs: [OutputColumn], columns: [String]
    ) throws -> Bool {
        let relation = found.relation
        guard let select = table.select, let beside = found.left.first, !isModel(beside), found.left.dropFirst().allSatisfy(isModel),
            beside.join == .first, !beside.isLateral, found.enclosing.isEmpty, !relation.isNatural, let sibling = beside.qualifier,
            let gap = gap(before: relation, found.left)
        else { return false }
        let qualifier = relation.qualifier ?? version.name
        let start = beside.range.lowerBound
        var scoring = scoringTables[start] ?? ScoringTable(qualifier: sibling, columns: columns, select: select)
        let taken = Set((scoring.columns + scoring.computed).map { $0.lowercased() })
        let names = outputs.map { output in
            (name: output.name, computed: taken.contains(output.name.lowercased()) ? "__\(qualifier)_\(output.name)" : output.name)
        }
        let own = relation.condition.map { end(of: relation, $0) } ?? relation.range.upperBound
        guard let references = references(to: qualifier, sibling, select, names, ignoring: gap.lowerBound..<own, models: found.right),
            starsAllow(names, select, sibling, qualifier)
        else { return false }
        var replacements: [TextEdit] = []
        for reference in references {
            guard let replacement = replacement(reference, names, expressions, sibling, select) else { return false }
            replacements.append(replacement)
        }

        let list = zip(outputs, names).map { output, name in expressions.sql(output, as: name.computed) }
        let body = "(SELECT \(([quotedIdentifier(sibling) + ".*"] + list).joined(separator: ", ")) FROM \(bound(beside.range))) AS \(quotedIdentifier(sibling))"
        edits.removeAll { beside.range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= beside.range.upperBound }
        edits.append(TextEdit(range: beside.range, replacement: body))
        edits.append(TextEdit(range: gap.lowerBound..<own, replacement: ""))
        edits += replacements
        scoring.models.append(.init(qualifier: qualifier, outputs: names))
        scoringTables[start] = scoring
        return true
    }

    /// `t.*` leaves out what was computed, `m.*` is just that.
    mutating func rewriteStars(_ scoring: ScoringTable) {
        for star in tree.stars where star.select == scoring.select {
            guard let name = star.qualifier?.lowercased(), let first = tokens.firstIndex(where: { $0.range.lowerBound == star.position }), first + 2 < tokens.count
            else { continue }
            let range = tokens[first].range.lowerBound..<tokens[first + 2].range.upperBound
            let table = quotedIdentifier(scoring.qualifier)
            if name == scoring.qualifier.lowercased() {
                let computed = scoring.computed.map(quotedIdentifier).joined(separator: ", ")
                edits.append(TextEdit(range: range, replacement: "\(table).* EXCLUDE (\(computed))"))
            } else if let model = scoring.models.first(where: { $0.qualifier.lowercased() == name }) {
                let columns = model.outputs.map { "\(table).\(quotedIdentifier($0.computed)) AS \(quotedIdentifier($0.name))" }
                edits.append(TextEdit(range: range, replacement: columns.joined(separator: ", ")))
            }
        }
    }

    /// The bytes between the relation before and this one, when nothing but a join's words stands there.
    private func gap(before relation: Relation, _ left: [Relation]) -> Range<Int>? {
        guard let previous = left.last else { return nil }
        let start = previous.condition.map { end(of: previous, $0) } ?? previous.range.upperBound
        let words: [StaticString] = ["join", "inner", "cross", "left", "outer"]
        let between = tokens.filter { start <= $0.range.lowerBound && $0.range.upperBound <= relation.range.lowerBound }
        guard !between.isEmpty, between.allSatisfy({ token in token.isSymbol(",") || words.contains { token.isWord($0) } }) else { return nil }
        return start..<relation.range.lowerBound
    }

    private func end(of relation: Relation, _ condition: Relation.Condition) -> Int {
        switch condition {
        case .on(let range), .using(let range, columns: _): max(relation.range.upperBound, range.upperBound)
        }
    }

    /// The references to the model's columns; nil when one of them, or one to the table, would change its meaning.
    private func references(
        to qualifier: String, _ sibling: String, _ select: Int, _ names: [(name: String, computed: String)], ignoring: Range<Int>, models: [Relation]
    ) -> [QueryTree.ColumnReference]? {
        let computed = Set(names.map { $0.computed.lowercased() })
        let renamed = Set(names.filter { $0.name != $0.computed }.map { $0.name.lowercased() })
        let (model, table) = (qualifier.lowercased(), sibling.lowercased())
        var found: [QueryTree.ColumnReference] = []
        for reference in tree.columns {
            guard let position = reference.position, let first = reference.names.first?.lowercased() else { return nil }
            if ignoring.contains(position) { continue }
            let isOwn = reference.select == select
            if reference.names.count == 1 {
                // A whole row, or a name that two columns have.
                if first == model || first == table || isOwn && renamed.contains(first) { return nil }
                continue
            }
            if first == table, computed.contains(reference.names[1].lowercased()), !renamed.contains(reference.names[1].lowercased()) { return nil }
            guard first == model else { continue }
            if !isOwn {
                guard tree.tables.contains(where: { $0.select == reference.select && ($0.alias ?? $0.names.last)?.lowercased() == model }) else { return nil }
                continue
            }
            let isCondition = models.contains { relation in
                isModel(relation) && relation.condition.map { relation.range.upperBound..<end(of: relation, $0) }?.contains(position) == true
            }
            guard !isCondition, reference.names.count == 2 else { return nil }
            found.append(reference)
        }
        return found
    }

    private func starsAllow(_ names: [(name: String, computed: String)], _ select: Int, _ sibling: String, _ qualifier: String) -> Bool {
        tree.stars.filter { $0.select == select }.allSatisfy { star in
            guard let name = star.qualifier?.lowercased() else { return star.isPlain && names.allSatisfy { $0.name == $0.computed } }
            guard name == sibling.lowercased() || name == qualifier.lowercased() else { return true }
            guard star.isPlain, let first = tokens.firstIndex(where: { $0.range.lowerBound == star.position }), first + 2 < tokens.count else { return false }
            return tokens[first].name?.lowercased() == name && tokens[first + 1].isSymbol(".") && tokens[first + 2].isSymbol("*")
        }
    }

    private func replacement(
        _ reference: QueryTree.ColumnReference, _ names: [(name: String, computed: String)], _ expressions: ModelExpressions, _ sibling: String, _ select: Int
    ) -> TextEdit? {
        guard let position = reference.position, let first = tokens.firstIndex(where: { $0.range.lowerBound == position }), first + 2 < tokens.count,
            tokens[first + 1].isSymbol("."), tokens[first + 2].name?.lowercased() == reference.names[1].lowercased()
        else { return nil }
        let range = position..<tokens[first + 2].range.upperBound
        let isBare = tree.selects[select].bareItems.contains(position)
        let wanted = reference.names[1].lowercased()
        let replacement: String
        var name = reference.names[1]
        if let output = names.first(where: { $0.name.lowercased() == wanted }) {
            replacement = "\(quotedIdentifier(sibling)).\(quotedIdentifier(output.computed))"
            name = output.name
        } else if let input = expressions.version.inputIndex[wanted] {
            replacement = expressions.inputValue(input)
            name = expressions.version.inputs[input].name
        } else {
            return nil
        }
        return TextEdit(range: range, replacement: isBare ? "\(replacement) AS \(quotedIdentifier(name))" : replacement)
    }
}
