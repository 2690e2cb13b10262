import CatalogStore
import Core
import DuckEngine
import Learning
import SQLFrontEnd

/// The binding of one query, step by step.
struct QueryBinding {
    let binder: QueryBinder
    let syntax: ModelReferenceSyntax
    let resolver: NameResolver
    let depth: Int
    /// The text that DuckDB's parser takes; what is replaced later is counted in its bytes.
    private(set) var prepared: EditedText
    var text = ""
    var tokens: [Token] = []
    var scanner: RelationScanner
    var tree: QueryTree
    var edits: [TextEdit] = []
    var models: [ServedVersion] = []
    private(set) var sources: Set<String> = []
    private(set) var listsRelations = false
    /// Tables that compute the columns of models beside them, by where they start.
    var scoringTables: [Int: ScoringTable] = [:]
    var versions: [Int: VersionReference] = [:]

    init(binder: QueryBinder, syntax: ModelReferenceSyntax, defaultSource: String?, depth: Int) {
        self.binder = binder
        self.syntax = syntax
        self.depth = depth
        resolver = NameResolver(directory: binder.directory, project: binder.project, defaultSource: defaultSource, rights: binder.rights)
        prepared = syntax.text
        scanner = RelationScanner("", tokens: [])
        tree = QueryTree()
    }

    /// The finished text.
    var result: EditedText {
        var result = prepared
        result.apply(edits)
        return result
    }

    mutating func run() throws {
        try prepare()
        for function in tree.functions where !isPredict(function) && !isSnapshot(function) { try FunctionPolicy.check(function) }
        for function in tree.functions where isSnapshot(function) { try bindSnapshot(function) }
        // In the order of the text: what stands to the left of a model is bound before the model asks for its columns.
        for table in tree.tables.sorted(by: { $0.position < $1.position }) { try bind(table) }
        for function in tree.functions where isPredict(function) { try bindPredict(function) }
        listsRelations = listsRelations || tree.functions.contains { PostgresCatalog.namesThatListRelations.contains($0.name.lowercased()) }
        for start in scoringTables.keys.sorted() { scoringTables[start].map { rewriteStars($0) } }
    }

    // MARK: Before the tree

    /// Makes the text one that DuckDB parses: native queries under names of ours, models joined `ON TRUE`.
    private mutating func prepare() throws {
        let normalised = syntax.text.text
        let before = try RelationScanner(normalised)
        var changes = syntax.nativeQueries.enumerated().map { index, native in
            TextEdit(range: native.range, replacement: quotedIdentifier(NameResolver.nativePrefix + String(index)))
        }
        for join in syntax.joinsWithoutCondition {
            guard let found = before.surroundings(at: join.relation), case .name(let parts) = found.relation.kind else { continue }
            // What is no name here has a better reason than the missing ON; WITH may give any name.
            let meaning = found.withClauses.isEmpty ? try resolver.resolve(parts, position: join.relation) : try? resolver.resolve(parts, position: nil)
            guard case .model? = meaning else {
                if let model = found.left.first(where: { isModel($0) }) {
                    throw SQLFailure(
                        .featureNotSupported, "model \"\(model.qualifier ?? "")\" must come after the table that it scores",
                        hint: "FROM table AS t JOIN \(model.qualifier ?? "model") AS m", position: model.range.lowerBound)
                }
                continue
            }
            changes.append(TextEdit(range: join.insertion..<join.insertion, replacement: " ON TRUE"))
        }
        let layer = EditedText(normalised, edits: changes)
        prepared.apply(changes)
        text = layer.text
        for version in syntax.versions { versions[layer.editedOffset(of: version.relation)] = version.version }
        tokens = try Lexer.tokens(of: text)
        scanner = RelationScanner(text, tokens: tokens)
        tree = try binder.syntaxTree(text)
    }

    // MARK: Relations

    private mutating func bind(_ table: QueryTree.Table) throws {
        let meaning = try resolver.resolve(table.names, position: table.position)
        if versions[table.position] != nil {
            guard case .model = meaning else {
                throw SQLFailure(.wrongObjectType, "\"\(table.names.joined(separator: "."))\" is not a model and has no versions", position: table.position)
            }
        }
        switch meaning {
        case .system:
            guard !binder.rights.isSuperuser, let view = table.names.last?.lowercased() else { break }
            let rows = SystemViewRows(directory: binder.directory, rights: binder.rights)
            try replace(table, with: "(\(rows.query(view, position: table.position)))", name: view)
        case .systemCatalog: listsRelations = listsRelations || PostgresCatalog.namesThatListRelations.contains(table.names.last?.lowercased() ?? "")
        case .sourceTable(let source):
            try use(source, position: table.position)
            let isUnqualified = table.names.count == 1
            let names = [source.name] + (isUnqualified ? table.names : Array(table.names.dropFirst()))
            try binder.requireNoFile(names, position: table.position)
            // In quotes, whatever way it was written: a training finds the sources that it reads by them.
            if let relation = scanner.surroundings(at: table.position)?.relation {
                edits.append(
                    TextEdit(
                        range: relation.bodyRange,
                        replacement: names.map(quotedIdentifier).joined(separator: ".")
                            + (isUnqualified && relation.alias == nil ? " AS \(quotedIdentifier(table.names[0]))" : "")))
            }
        case .view(let view):
            let bound = try binder.bind(view, depth: depth + 1, position: table.position)
            models += bound.models
            sources.formUnion(bound.sources)
            listsRelations = listsRelations || bound.listsRelations
            try replace(table, with: "(\(bound.text.text)\n)", name: view.name)
        case .native(let index):
            let (query, used) = try native(syntax.nativeQueries[index])
            sources.formUnion(used)
            try replace(table, with: "(\(query)\n)", name: syntax.nativeQueries[index].source.text)
        case .model(let model):
            try binder.rights.require(.read, on: Securable(model.record), position: table.position)
            let version = try binder.version(of: model, versions[table.position], position: table.position)
            models.append(version)
            try bind(table, to: version)
        }
    }

    private mutating func use(_ source: SourceRecord, position: Int) throws {
        try binder.rights.require(.read, on: Securable(source), position: position)
        try binder.attach(source)
        sources.insert(source.name)
    }

    private mutating func native(_ native: ModelReferenceSyntax.NativeQuery) throws -> (String, Set<String>) {
        guard let source = binder.directory.source(native.source.text) else {
            throw SQLFailure(
                .invalidCatalogName, "database \"\(native.source.text)\" does not exist",
                hint: nearestName(to: native.source.text, among: binder.directory.sources.keys.sorted()).map { "did you mean \"\($0)\"?" } ?? "SHOW DATABASES",
                position: native.range.lowerBound)
        }
        return try binder.sourceQuery(source, native.query.text, depth: depth, position: native.range.lowerBound)
    }

    private func surroundings(_ table: QueryTree.Table) throws -> RelationScanner.Surroundings {
        guard let found = scanner.surroundings(at: table.position) else {
            throw SQLFailure(.featureNotSupported, "\"\(table.names.joined(separator: "."))\" cannot stand here", position: table.position)
        }
        return found
    }

    private mutating func replace(_ table: QueryTree.Table, with replacement: String, name: String) throws {
        let relation = try surroundings(table).relation
        edits.append(
            TextEdit(range: relation.bodyRange, replacement: replacement + (relation.alias == nil ? " AS \(quotedIdentifier(name))" : "")))
    }

    // MARK: Models

    private mutating func bind(_ table: QueryTree.Table, to version: ServedVersion) throws {
        let found = try surroundings(table)
        if found.left.isEmpty, found.right.isEmpty {
            try bindAlone(table, found.relation, version)
        } else if found.left.isEmpty {
            throw SQLFailure(
                .featureNotSupported, "model \"\(version.name)\" must come after the table that it scores",
                hint: "FROM table AS t JOIN \(version.name) AS m", position: table.position)
        } else {
            try bindJoin(table, found, version)
        }
    }

    /// `FROM model WHERE input = value AND ...`
    private mutating func bindAlone(_ table: QueryTree.Table, _ relation: Relation, _ version: ServedVersion) throws {
        let select = table.select.map { tree.selects[$0] } ?? QueryTree.Select()
        let qualifier = relation.qualifier?.lowercased()
        var inputs = [String?](repeating: nil, count: version.inputs.count)
        var key: String?
        var assignments: [Range<Int>] = []
        for equality in select.equalities {
            guard let name = equality.column.last, equality.column.count == 1 || equality.column.first?.lowercased() == qualifier else { continue }
            if let index = version.inputIndex[name.lowercased()] {
                guard inputs[index] == nil else { continue }
                inputs[index] = try expression(after: equality.operatorPosition)
                assignments += [try rangeOfPlain(equality)].compactMap(\.self)
            } else if version.isKey(name) {
                key = try expression(after: equality.operatorPosition)
            } else if version.output(named: name) == nil {
                throw version.unknownColumn(name, position: equality.columnPosition)
            }
        }
        let replacement: String
        if inputs.allSatisfy({ $0 == nil }) {
            guard select.isNeverTrue || isDescribed else {
                throw SQLFailure(
                    .wrongObjectType, "model \"\(version.name)\" has no rows of its own: give inputs, or join it with a table",
                    detail: select.hasWhere ? "An input is given by a condition of the form input = value." : nil,
                    hint: "SELECT \(quotedIfNeeded(version.target.name)) FROM \(version.name) WHERE \(quotedIfNeeded(version.inputs.first?.name ?? "input")) = ..., "
                        + "or FROM database.table AS t JOIN \(version.name) AS m",
                    position: table.position)
            }
            replacement = "(SELECT \(ModelExpressions.emptyColumns(of: version)) WHERE FALSE)"
        } else {
            let names = version.inputs.map { quotedIdentifier($0.name) }
            let given = ModelExpressions(version: version, inputs: inputs, original: nil)
            // The key is a column of the row too, for the condition that gave it.
            let keyColumn = key.flatMap { expression in version.key.map { (expression, quotedIdentifier($0)) } }
            let outer = ModelExpressions(
                version: version, inputs: names.map { "\"__i\".\($0)" }, key: keyColumn.map { "\"__i\".\($0.1)" }, original: nil)
            let inner = (version.inputs.indices.map(given.input) + (keyColumn.map { ["\($0.0) AS \($0.1)"] } ?? [])).joined(separator: ", ")
            // What gives an input is no condition: a value that changes when it is cast would not equal itself.
            edits += assignments.map { TextEdit(range: $0, replacement: "TRUE") }
            let outputs = wantedOutputs(version, relation, hasOriginal: true).map(outer.sql)
            let shown = names + (keyColumn.map { [$0.1] } ?? [])
            replacement = "(SELECT \((shown.map { "\"__i\".\($0)" } + outputs).joined(separator: ", ")) FROM (SELECT \(inner)) AS \"__i\")"
        }
        edits.append(
            TextEdit(range: relation.bodyRange, replacement: replacement + (relation.alias == nil ? " AS \(quotedIdentifier(version.name))" : "")))
    }

    /// `DESCRIBE SELECT ...` and EXPLAIN-like look-ups never score.
    private var isDescribed: Bool { tokens.first?.isWord("describe") == true }

    /// `FROM table JOIN model [ON t.a = m.b]`
    private mutating func bindJoin(_ table: QueryTree.Table, _ found: RelationScanner.Surroundings, _ version: ServedVersion) throws {
        let relation = found.relation
        switch relation.join {
        case .comma, .inner, .left, .cross, .first: break
        case .right, .full, .semi, .anti, .asof, .positional:
            throw SQLFailure(.featureNotSupported, "a model can be joined with JOIN or LEFT JOIN only", position: table.position)
        }
        let qualifier = relation.qualifier ?? version.name
        var mapped = try conditionMapping(relation, qualifier: qualifier, version)
        let siblings = try found.left.filter { !isModel($0) }.map { sibling in
            (qualifier: sibling.qualifier, columns: try columns(of: sibling, found))
        }
        var inputs: [String?] = []
        for input in version.inputs {
            if let expression = mapped.removeValue(forKey: input.name.lowercased()) {
                inputs.append(expression)
                continue
            }
            inputs.append(try column(input.name, in: siblings, version, position: table.position).map { Self.blankIsNull($0, as: input.type) })
        }
        guard inputs.contains(where: { $0 != nil }) else {
            throw SQLFailure(
                .undefinedColumn, "no column beside model \"\(version.name)\" has the name of one of its inputs",
                detail: "Its inputs are: " + version.inputs.prefix(20).map(\.name).joined(separator: ", ") + ".",
                hint: "name them: JOIN \(version.name) AS m ON t.column = m.input", position: table.position)
        }
        let original = try column(version.target.name, in: siblings, version, position: nil)
        let key = try version.key.flatMap { name in try mapped.removeValue(forKey: name.lowercased()) ?? column(name, in: siblings, version, position: nil) }
        let expressions = ModelExpressions(version: version, inputs: inputs, key: key, original: original)
        if siblings.count == 1,
            try bindInside(found, table, version, expressions, outputs: wantedOutputs(version, relation, hasOriginal: original != nil), columns: siblings[0].columns)
        {
            return
        }
        let list = wantedOutputs(version, relation, hasOriginal: original != nil).map(expressions.sql) + wantedInputs(version, qualifier).map(expressions.input)
        edits.append(
            TextEdit(
                range: relation.range,
                replacement: "LATERAL (SELECT \(list.joined(separator: ", "))) AS \(quotedIdentifier(qualifier))"))
        switch relation.condition {
        case .on(let range), .using(let range, columns: _): edits.append(TextEdit(range: range, replacement: "ON TRUE"))
        case nil: break
        }
    }

    func isModel(_ relation: Relation) -> Bool {
        guard case .name(let parts) = relation.kind, case .model? = try? resolver.resolve(parts, position: nil) else { return false }
        return true
    }

    /// Costly outputs only when they are named somewhere; `_original` only where there is one.
    private func wantedOutputs(_ version: ServedVersion, _ relation: Relation, hasOriginal: Bool) -> [OutputColumn] {
        version.outputs.filter { output in
            switch output.kind {
            case .explain, .set, .version: tree.columns.contains { $0.names.last?.lowercased() == output.name.lowercased() }
            case .original: hasOriginal
            case .prediction, .confidence, .probabilities, .minimum, .maximum: true
            }
        }
    }

    /// Inputs that the query asks of the model by name: `m.page_values`.
    private func wantedInputs(_ version: ServedVersion, _ qualifier: String) -> [Int] {
        version.inputs.indices.filter { index in
            let name = version.inputs[index].name.lowercased()
            return version.output(named: name) == nil
                && tree.columns.contains { $0.names.count == 2 && $0.names[0].lowercased() == qualifier.lowercased() && $0.names[1].lowercased() == name }
        }
    }

    /// A column for an input that is a number. Texts of a file may say with spaces that there is none, as those of the training may.
    /// DuckDB knows the column's type when it binds, so that one of numbers is taken as it is.
    private static func blankIsNull(_ column: String, as type: SQLType) -> String {
        guard type.isNumeric else { return column }
        return "CASE WHEN typeof(\(column)) = 'VARCHAR' AND trim(CAST(\(column) AS VARCHAR)) = '' THEN NULL ELSE CAST(\(column) AS \(type.sql)) END"
    }

    private func column(
        _ name: String, in siblings: [(qualifier: String?, columns: [String])], _ version: ServedVersion, position: Int?
    ) throws -> String? {
        let holders = siblings.compactMap { sibling -> (String?, String)? in
            sibling.columns.first { $0.lowercased() == name.lowercased() }.map { (sibling.qualifier, $0) }
        }
        if holders.count > 1, let position {
            throw SQLFailure(
                .ambiguousColumn, "input \"\(name)\" of model \"\(version.name)\" is ambiguous",
                detail: "Several tables beside it have a column of this name.",
                hint: "say which: ON t.\(quotedIfNeeded(name)) = m.\(quotedIfNeeded(name))", position: position)
        }
        guard holders.count == 1 else { return nil }
        return (holders[0].0.map { quotedIdentifier($0) + "." } ?? "") + quotedIdentifier(holders[0].1)
    }

    /// Names of a relation's columns, as DuckDB binds them.
    private func columns(of relation: Relation, _ found: RelationScanner.Surroundings) throws -> [String] {
        if let known = scoringTables[relation.range.lowerBound] { return known.columns }
        var probe = "SELECT * FROM \(bound(relation.range))"
        for (index, clause) in found.withClauses.reversed().enumerated() {
            probe = index == 0 ? "\(bound(clause)) \(probe)" : "\(bound(clause)) SELECT * FROM (\(probe))"
        }
        do {
            // While the type of a parameter is open DuckDB gives no columns; their names do not hang on it.
            let parameters = try Lexer.tokens(of: probe).filter { $0.kind == .parameter }.map { TextEdit(range: $0.range, replacement: "NULL") }
            return try binder.connection.prepare(EditedText(probe, edits: parameters).text).columns.map(\.name)
        } catch var failure as SQLFailure {
            failure.position = relation.range.lowerBound
            throw failure
        }
    }

    /// A piece of the text with the edits so far.
    func bound(_ range: Range<Int>) -> String {
        let piece = String(decoding: Array(text.utf8)[range], as: UTF8.self)
        let inside = edits.filter { range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= range.upperBound }
        return EditedText(
            piece, edits: inside.map { TextEdit(range: $0.range.lowerBound - range.lowerBound..<$0.range.upperBound - range.lowerBound, replacement: $0.replacement) }
        ).text
    }
}

extension QueryBinder {
    /// A query in a source's own terms, as DuckDB runs it. - Returns: the text, and the sources it reads.
    func sourceQuery(_ source: SourceRecord, _ query: String, depth: Int = 0, position: Int? = nil) throws -> (String, Set<String>) {
        try rights.require(.read, on: Securable(source), position: position)
        try attach(source)
        let definition = try SourceDefinition(name: source.name, engine: source.engine, parameters: source.parameters)
        if definition.nativeQueryMayWrite(query), !rights.has(.write, on: Securable(source)) {
            throw SQLFailure(
                .insufficientPrivilege, "permission denied for database \"\(source.name)\"",
                detail: "A native query with a word that may change something, even inside of a text, needs the right to write.",
                hint: "GRANT WRITE ON DATABASE \(quotedIfNeeded(source.name)) TO \(quotedIfNeeded(rights.user))", position: position)
        }
        if let native = definition.nativeQuery(query) { return (native, [source.name]) }
        let bound = try bind(query, defaultSource: source.name, depth: depth + 1)
        return (bound.text.text, bound.sources.union([source.name]))
    }
}

extension ServedVersion {
    func unknownColumn(_ name: String, position: Int?) -> SQLFailure {
        let known = inputs.map(\.name) + outputs.map(\.name)
        return SQLFailure(
            .undefinedColumn, "column \"\(name)\" does not exist in model \"\(self.name)\"",
            hint: nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" } ?? "DESCRIBE \(self.name).features shows its inputs",
            position: position)
    }
}

/// A name as a person would write it.
func quotedIfNeeded(_ name: String) -> String {
    let isPlain = name.utf8.first.map { (0x61...0x7A).contains($0) || $0 == 0x5F } == true
        && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    return isPlain ? name : quotedIdentifier(name)
}
