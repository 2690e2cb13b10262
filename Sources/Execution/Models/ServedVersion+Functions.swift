import Core
import DuckEngine
import Learning

extension ServedVersion {
    /// The functions that score with this version inside DuckDB, for registration.
    ///
    /// - `__score_n(inputs...)`: DOUBLE (the value, or the probability of the second label), or DOUBLE[] for several classes.
    /// - `__label_n`, `__confidence_n`, `__probabilities_n`, `__set_n`: from a score.
    /// - `__half_width_n(inputs...)`: half the interval's width.
    /// - `__explain_n(inputs...)`: JSON text.
    /// - `__predict_n(json)`: the predicted value of a row given as a JSON object.
    ///
    /// With others beside the version, `ServedVersion+RoutedFunctions` says what there is instead.
    var functions: [DuckScalarFunction] {
        if let roles { return routedFunctions(roles) }
        let parameters = inputs.map(\.type)
        var functions = [
            DuckScalarFunction(name: scoreFunction, parameters: parameters, returns: scoreType) { [self] columns, rows in
                scoreColumn(try slot.load().scores(columns, rowCount: rows))
            },
            DuckScalarFunction(name: explainFunction, parameters: parameters, returns: .varchar) { [self] columns, rows in
                let model = try model()
                let inputs = try modelInputs(columns, rows: rows)
                return .strings(try (0..<rows).map { row in try model.explain(inputs: inputs.map { $0[row] }).text })
            },
            rowPrediction,
        ]
        guard task != .regression else {
            functions.append(
                DuckScalarFunction(name: halfWidthFunction, parameters: parameters, returns: .double) { [self] columns, rows in
                    ColumnVector(type: .double, storage: .doubles(try model().halfWidths(modelInputs(columns, rows: rows), rowCount: rows)))
                })
            return functions
        }
        func ofScore(_ name: String, _ body: @escaping @Sendable (Model, [Double]) -> String?) -> DuckScalarFunction {
            DuckScalarFunction(name: name, parameters: [scoreType], returns: .varchar) { [self] columns, rows in
                let model = try model()
                return .strings((0..<rows).map { row in Self.scores(columns[0], row).flatMap { body(model, $0) } })
            }
        }
        functions += [
            ofScore(labelFunction) { $0.prediction($1).text }, ofScore(probabilitiesFunction) { $0.probabilities($1) }, ofScore(setFunction) { $0.classSet($1) },
            DuckScalarFunction(name: confidenceFunction, parameters: [scoreType], returns: .double) { [self] columns, rows in
                let model = try model()
                return ColumnVector(type: .double, values: (0..<rows).map { row in Self.scores(columns[0], row).map { .double(model.confidence($0)) } ?? .null })
            },
        ]
        return functions
    }

    private var scoreType: SQLType { outputCount == 1 ? .double : .list(.double) }

    /// `foretell.predict('model', row)`
    var rowPrediction: DuckScalarFunction {
        DuckScalarFunction(name: rowFunction, parameters: [.varchar], returns: .varchar) { [self] columns, rows in
            .strings(try (0..<rows).map { row in try predictionText(ofRow: columns[0][row]) })
        }
    }

    func scoreColumn(_ scores: [Double]) -> ColumnVector {
        let width = outputCount
        if width == 1 { return ColumnVector(type: .double, storage: .doubles(scores)) }
        let rows = stride(from: 0, to: scores.count, by: width).map { start in
            Value.list(scores[start..<start + width].map(Value.double))
        }
        return ColumnVector(type: .list(.double), storage: .values(rows))
    }

    /// The score row that an argument holds; nil for NULL.
    static func scores(_ column: ColumnVector, _ row: Int) -> [Double]? {
        switch column[row] {
        case .double(let score): [score]
        case .list(let elements): elements.map { if case .double(let score) = $0 { score } else { .nan } }
        default: nil
        }
    }

    private func predictionText(ofRow row: Value) throws -> String? {
        guard case .text(let text) = row else { return nil }
        guard let json = try? JSONValue(parsing: text), let members = json.members else {
            throw SQLFailure(
                .datatypeMismatch, "foretell.predict needs a row as its second argument",
                hint: "foretell.predict('\(name)', t) with a table's alias, or a structure: {'column': value}")
        }
        // A row of NULLs would have an answer too, which says nothing of this one.
        if let first = members.first, !members.contains(where: { inputIndex[$0.key.lowercased()] != nil }) {
            throw SQLFailure(
                .undefinedColumn, "the row has no column of the name of an input of model \"\(name)\"", detail: "Its first column is \"\(first.key)\".",
                hint: "the inputs are: " + inputs.prefix(20).map(\.name).joined(separator: ", "))
        }
        var values = [Value](repeating: .null, count: inputs.count)
        var key: String?
        for member in members {
            if isKey(member.key) { key = try Self.value(of: member, as: .varchar).text }
            guard let index = inputIndex[member.key.lowercased()] else { continue }
            values[index] = try Self.value(of: member, as: inputs[index].type)
        }
        return try answer([outputs[0]], inputs: values, key: key).first?.text
    }

    private static func value(of member: JSONValue.Member, as type: SQLType) throws -> Value {
        switch member.value {
        case .null: .null
        case .boolean(let flag): try Value(parsing: flag ? "true" : "false", as: type)
        case .number(let number): try Value(parsing: Value.text(of: number), as: type)
        case .string(let text): try Value(parsing: text, as: type)
        case .array, .object: .null
        }
    }
}
