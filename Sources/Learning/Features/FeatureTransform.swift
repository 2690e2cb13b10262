package import Core

/// What a definition's TRANSFORM says: which features are computed from each row of the training query, by itself.
package struct FeatureTransform: Hashable, Sendable {
    package enum Item: Hashable, Sendable {
        /// The query's columns as they are.
        case all(except: [String])
        /// - names: every name in it that may be a column's.
        case expression(name: String, sql: String, names: [String])
    }

    /// As it was written.
    package var text: String
    package var items: [Item]

    package init(text: String, items: [Item]) {
        self.text = text
        self.items = items
    }

    package var json: JSONValue {
        .object([
            .init("text", .string(text)),
            .init(
                "items",
                .array(
                    items.map { item in
                        switch item {
                        case .all(let excluded): .object([.init("except", .array(excluded.map(JSONValue.string)))])
                        case .expression(let name, let sql, let names):
                            .object([.init("name", .string(name)), .init("sql", .string(sql)), .init("names", .array(names.map(JSONValue.string)))])
                        }
                    })),
        ])
    }

    /// nil for what no `json` is.
    package init?(_ json: JSONValue) {
        guard let text = json["text"]?.string, let items = json["items"]?.array else { return nil }
        self.init(
            text: text,
            items: items.compactMap { item in
                if let excluded = item["except"]?.array { return .all(except: excluded.compactMap(\.string)) }
                guard let name = item["name"]?.string, let sql = item["sql"]?.string, let names = item["names"]?.array else { return nil }
                return .expression(name: name, sql: sql, names: names.compactMap(\.string))
            })
        guard self.items.count == items.count, !items.isEmpty else { return nil }
    }

    /// The same for rows of certain columns.
    /// - Parameters:
    ///   - target: is never a feature, and no expression sees it.
    ///   - fixed: columns that must be what they are, for they name rows or split them.
    /// - Throws: `SQLFailure` 42701 for two features of one name, 42703 for a column that is not there, 0A000 for a type that no
    ///   expression can take.
    package func fitted(to columns: [Column], target: String, fixed: [String]) throws -> FittedTransform {
        let own = columns.filter { $0.name.lowercased() != target.lowercased() }
        func index(_ name: String) -> Int? { own.firstIndex { $0.name == name } ?? own.firstIndex { $0.name.lowercased() == name.lowercased() } }
        var fitted = FittedTransform(columns: own.map { Column($0.name, FeatureFitting.inputType($0.type)) }, items: [])
        var taken: Set<String> = []
        func add(_ name: String, _ sql: String, _ places: [Int]) throws {
            guard name.lowercased() != target.lowercased() else {
                throw SQLFailure(.duplicateColumn, "TRANSFORM gives a column \"\(name)\", which is to be predicted", hint: "another name for it: AS name")
            }
            guard taken.insert(name.lowercased()).inserted else {
                throw SQLFailure(
                    .duplicateColumn, "TRANSFORM gives two columns of the name \"\(name)\"", hint: "another name for one of them, or * EXCLUDE (\(quotedIdentifier(name)))")
            }
            fitted.items.append(.init(name: name, sql: sql, columns: places))
        }
        for item in items {
            switch item {
            case .all(let excluded):
                if let missing = excluded.first(where: { index($0) == nil }) { throw Self.missing(missing, own, target) }
                for (place, column) in own.enumerated() where !excluded.contains(where: { index($0) == place }) && FittedTransform.takes(column.type) {
                    try add(column.name, quotedIdentifier(column.name), [place])
                }
            case .expression(let name, let sql, let names):
                let places = names.compactMap(index)
                let isBare = names.count == 1 && [names[0], quotedIdentifier(names[0])].contains(sql)
                if isBare, places.isEmpty { throw Self.missing(names[0], own, target) }
                if let odd = places.map({ own[$0] }).first(where: { !FittedTransform.takes($0.type) }) {
                    throw SQLFailure(
                        .featureNotSupported, "TRANSFORM cannot take column \"\(odd.name)\" of type \(odd.type.sql)",
                        hint: "cast it in the training query, to text or to a number")
                }
                if !isBare {
                    if names.contains(where: { $0.lowercased() == target.lowercased() }) { throw Self.missing(target, own, target) }
                    guard !places.isEmpty else {
                        throw SQLFailure(.featureNotSupported, "\"\(name)\" of TRANSFORM reads no column of the training query", hint: "what is the same in every row teaches nothing: leave it out")
                    }
                }
                if let fixed = fixed.first(where: { $0.lowercased() == name.lowercased() }), !isBare || names[0].lowercased() != fixed.lowercased() {
                    throw SQLFailure(
                        .duplicateColumn, "TRANSFORM gives a column \"\(fixed)\", which names or splits the rows", hint: "another name for it: AS name")
                }
                try add(name, sql, Array(Set(places)).sorted())
            }
        }
        return fitted
    }

    private static func missing(_ name: String, _ columns: [Column], _ target: String) -> SQLFailure {
        if name.lowercased() == target.lowercased() {
            return SQLFailure(.undefinedColumn, "TRANSFORM names \"\(name)\", which is to be predicted", hint: "leave it out: it is not known when a prediction is asked for")
        }
        return SQLFailure(
            .undefinedColumn, "TRANSFORM names a column \"\(name)\" that the training query does not return",
            hint: nearestName(to: name, among: columns.map(\.name)).map { "did you mean \"\($0)\"?" })
    }
}

/// How a model's features are computed from the columns that it takes. What computes it stands elsewhere: here is what a model's file
/// says of it.
package struct FittedTransform: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package var name: String
        package var sql: String
        /// Indices into `columns` of those that it reads.
        package var columns: [Int]
    }

    /// What is taken, in the types in which a model takes columns.
    package var columns: [Column]
    package var items: [Item]

    /// Whether an expression can take a column of the type.
    static func takes(_ type: SQLType) -> Bool {
        switch type {
        case .list, .structure, .map, .blob, .bit, .interval, .timeTZ: false
        default: true
        }
    }

    /// Only some of the features, in this order, and the columns that they read.
    package func reduced(to names: [String]) -> FittedTransform {
        let kept = names.compactMap { name in items.first { $0.name == name } }
        let used = Set(kept.flatMap(\.columns)).sorted()
        return FittedTransform(
            columns: used.map { columns[$0] },
            items: kept.map { item in
                var item = item
                item.columns = item.columns.compactMap { used.firstIndex(of: $0) }
                return item
            })
    }

    /// The columns that it takes, out of a table, in the types in which it takes them; NULL for one that the table lacks.
    package func taken(from table: TrainingTable) -> [ColumnVector] {
        columns.map { column in
            guard let index = table.index(of: column.name) else {
                return ColumnVector(type: column.type, values: [Value](repeating: .null, count: table.rowCount))
            }
            return table.vectors[index].asInput(column.type)
        }
    }

    var json: JSONValue {
        .object([
            .init("columns", .array(columns.map(Model.json(of:)))),
            .init(
                "items",
                .array(
                    items.map {
                        .object([.init("name", .string($0.name)), .init("sql", .string($0.sql)), .init("columns", .array($0.columns.map { .number(Double($0)) }))])
                    })),
        ])
    }

    /// nil for what no `json` is.
    init?(_ json: JSONValue) {
        guard let columns = json["columns"]?.array, let items = json["items"]?.array else { return nil }
        self.init(
            columns: columns.compactMap(Model.column),
            items: items.compactMap { item in
                guard let name = item["name"]?.string, let sql = item["sql"]?.string, let places = item["columns"]?.array else { return nil }
                return Item(name: name, sql: sql, columns: places.compactMap(\.integer))
            })
        let places = self.columns.indices
        guard self.columns.count == columns.count, self.items.count == items.count, self.items.allSatisfy({ $0.columns.allSatisfy(places.contains) }) else { return nil }
    }

    package init(columns: [Column], items: [Item]) {
        self.columns = columns
        self.items = items
    }
}
