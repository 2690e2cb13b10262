import Core
import Learning
import SQLFrontEnd

/// The form of a one-row prediction, read off the tokens: no name is looked up yet.
struct PointForm {
    struct Item {
        /// nil: `*`
        var name: String?
        var label: String?
        var position: Int
    }

    enum Operand {
        case number(String)
        case text(String)
        case boolean(Bool)
        case null
        /// From 0.
        case parameter(Int)
    }

    struct Condition {
        var name: String
        var operand: Operand
        var position: Int
    }

    private(set) var items: [Item] = []
    private(set) var relation: [String] = []
    /// Where the relation's name stands.
    private(set) var relationPosition = 0
    private(set) var conditions: [Condition] = []
    private var alias: String?

    /// nil when the tokens are of any other form.
    init?(_ tokens: [Token]) {
        guard tokens.count > 5, tokens[0].isWord("select"), tokens.count < 20_000 else { return nil }
        var reader = Reader(tokens: tokens, position: 1)
        repeat {
            let position = reader.offset
            if reader.takeSymbol("*") {
                items.append(Item(name: nil, label: nil, position: position))
                continue
            }
            guard let names = reader.names(), names.count <= 2, let name = names.last else { return nil }
            if names.count == 2 { qualifiers.append(names[0]) }
            var label: String?
            if reader.takeWord("as") {
                guard let given = reader.name() else { return nil }
                label = given
            }
            items.append(Item(name: name, label: label, position: position))
        } while reader.takeSymbol(",")
        guard reader.takeWord("from") else { return nil }
        relationPosition = reader.offset
        guard let relation = reader.names() else { return nil }
        self.relation = relation
        if reader.takeWord("as") {
            alias = reader.name()
        } else if let token = reader.current, token.name != nil, !token.isWord("where") {
            alias = reader.name()
        }
        guard reader.takeWord("where") else { return nil }
        repeat {
            let position = reader.offset
            guard let names = reader.names(), names.count <= 2, let name = names.last, reader.takeSymbol("="), let operand = reader.operand() else { return nil }
            if names.count == 2 { qualifiers.append(names[0]) }
            conditions.append(Condition(name: name, operand: operand, position: position))
        } while reader.takeWord("and")
        if reader.takeWord("limit") {
            guard let token = reader.current, token.kind == .number, let limit = Int(token.text), limit > 0 else { return nil }
            reader.position += 1
        }
        guard reader.current == nil else { return nil }
        let qualifier = (alias ?? relation.last ?? "").lowercased()
        guard qualifiers.allSatisfy({ $0.lowercased() == qualifier }) else { return nil }
    }

    private var qualifiers: [String] = []

    private struct Reader {
        let tokens: [Token]
        var position: Int

        var current: Token? { position < tokens.count ? tokens[position] : nil }
        var offset: Int { current?.range.lowerBound ?? 0 }

        mutating func takeSymbol(_ symbol: String) -> Bool {
            guard current?.isSymbol(symbol) == true else { return false }
            position += 1
            return true
        }

        mutating func takeWord(_ word: StaticString) -> Bool {
            guard current?.isWord(word) == true else { return false }
            position += 1
            return true
        }

        mutating func name() -> String? {
            guard let name = current?.name else { return nil }
            position += 1
            return name
        }

        mutating func names() -> [String]? {
            guard let token = current, let first = name() else { return nil }
            // A word that begins an expression, a call or a clause is no name.
            let words: [StaticString] = ["from", "where", "distinct", "case", "cast", "null", "true", "false", "not", "select", "all", "exists", "interval"]
            if token.kind == .word, words.contains(where: { token.isWord($0) }) { return nil }
            var names = [first]
            while takeSymbol(".") {
                guard let next = name() else { return nil }
                names.append(next)
            }
            return current?.isSymbol("(") == true ? nil : names
        }

        mutating func operand() -> Operand? {
            let isNegative = takeSymbol("-")
            guard let token = current else { return nil }
            position += 1
            switch token.kind {
            case .number: return .number((isNegative ? "-" : "") + token.text)
            case .string where !isNegative: return .text(token.text)
            case .parameter where !isNegative:
                guard let number = Int(token.text), (1...65_535).contains(number) else { return nil }
                return .parameter(number - 1)
            case .word where !isNegative:
                if token.isWord("true") { return .boolean(true) }
                if token.isWord("false") { return .boolean(false) }
                return token.isWord("null") ? .null : nil
            default: return nil
            }
        }
    }
}

extension PointForm {
    struct Bound {
        var columns: [Column]
        var parameterTypes: [SQLType]
        var inputs: [PointStatement.Input?]
        /// The row's key; nil when none is given.
        var key: PointStatement.Input?
        var items: [PointStatement.Item]
    }

    /// Matches the names with a version's columns; nil when the query needs more than the model.
    /// - Throws: `SQLFailure` 42703 for a name that the model does not have, 22P02 for a value of another type.
    func bind(to version: ServedVersion, _ types: [SQLType?]) throws -> Bound? {
        var bound = Bound(columns: [], parameterTypes: [], inputs: Array(repeating: nil, count: version.inputs.count), items: [])
        for condition in conditions {
            guard let index = version.inputIndex[condition.name.lowercased()] else {
                if version.isKey(condition.name) {
                    guard bound.key == nil else { return nil }
                    bound.key = key(condition, types, &bound)
                    continue
                }
                if version.output(named: condition.name) != nil { return nil }
                throw version.unknownColumn(condition.name, position: condition.position)
            }
            guard bound.inputs[index] == nil else { return nil }
            let type = version.inputs[index].type
            if case .parameter(let number) = condition.operand {
                while bound.parameterTypes.count <= number { bound.parameterTypes.append(types.indices.contains(bound.parameterTypes.count) ? types[bound.parameterTypes.count] ?? .varchar : .varchar) }
                let given = types.indices.contains(number) ? types[number] : nil
                // A driver that says another type sends another form: DuckDB casts it.
                let isNumeral = type == .varchar && (given == .double || given?.isInteger == true)
                guard given == nil || given == type || isNumeral || given?.isNumeric == true && (type == .double || type == .bigint && given?.isInteger == true) else { return nil }
                bound.parameterTypes[number] = given ?? type
                bound.inputs[index] = isNumeral ? .numeral(number) : type == .double && given.map { $0 != type } == true ? .number(number) : .parameter(number)
            } else {
                guard let value = try constant(condition, type) else { return nil }
                bound.inputs[index] = .constant(value)
            }
        }
        // A key alone says nothing about the row.
        guard bound.inputs.contains(where: { $0 != nil }) else { return nil }
        guard types.count <= bound.parameterTypes.count || types.isEmpty else { return nil }
        for item in items { if try !bind(item, version, &bound) { return nil } }
        return bound
    }

    /// A key may be of any type: it is a text here.
    private func key(_ condition: Condition, _ types: [SQLType?], _ bound: inout Bound) -> PointStatement.Input {
        switch condition.operand {
        case .number(let text), .text(let text): return .constant(.text(text))
        case .boolean(let flag): return .constant(.boolean(flag))
        case .null: return .constant(.null)
        case .parameter(let number):
            while bound.parameterTypes.count <= number {
                bound.parameterTypes.append(types.indices.contains(bound.parameterTypes.count) ? types[bound.parameterTypes.count] ?? .varchar : .varchar)
            }
            return .parameter(number)
        }
    }

    private func constant(_ condition: Condition, _ type: SQLType) throws -> Value? {
        do {
            switch condition.operand {
            case .null: return .null
            case .boolean(let flag): return type == .boolean ? .boolean(flag) : nil
            case .number(let text):
                switch type {
                case .double: return Double(text).map(Value.double)
                case .bigint: return Int64(text).map(Value.integer)
                default: return nil
                }
            case .text(let text): return try Value(parsing: text, as: type)
            case .parameter: return nil
            }
        } catch let failure {
            throw failure.at(condition.position)
        }
    }

    private func bind(_ item: Item, _ version: ServedVersion, _ bound: inout Bound) throws -> Bool {
        func add(output: OutputColumn, _ label: String?) {
            bound.columns.append(Column(label ?? output.name, output.type))
            bound.items.append(.output(output))
        }
        func add(input index: Int, _ label: String?) {
            bound.columns.append(Column(label ?? version.inputs[index].name, version.inputs[index].type))
            bound.items.append(.input(index))
        }
        guard let name = item.name else {
            for index in version.inputs.indices { add(input: index, nil) }
            for output in version.outputs where !output.isOnRequest { add(output: output, nil) }
            return true
        }
        if let output = version.output(named: name) {
            add(output: output, item.label)
        } else if let index = version.inputIndex[name.lowercased()] {
            add(input: index, item.label)
        } else if version.isKey(name) {
            return false
        } else {
            throw version.unknownColumn(name, position: item.position)
        }
        return true
    }
}
