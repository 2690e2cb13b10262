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
    var functions: [DuckScalarFunction] {
        let scoreType: SQLType = model.outputCount == 1 ? .double : .list(.double)
        var functions = [
            DuckScalarFunction(name: scoreFunction, parameters: model.inputs.map(\.type), returns: scoreType) { [model] columns, rows in
                Self.scoreColumn(try model.scores(columns, rowCount: rows), width: model.outputCount)
            },
            DuckScalarFunction(name: explainFunction, parameters: model.inputs.map(\.type), returns: .varchar) { [model] columns, rows in
                let texts = try (0..<rows).map { row in try model.explain(inputs: columns.map { $0[row] }).text }
                return ColumnVector(type: .varchar, storage: .strings(texts))
            },
            DuckScalarFunction(name: rowFunction, parameters: [.varchar], returns: .varchar) { [self] columns, rows in
                .strings(try (0..<rows).map { row in try predictionText(ofRow: columns[0][row]) })
            },
        ]
        guard model.task != .regression else {
            functions.append(
                DuckScalarFunction(name: halfWidthFunction, parameters: model.inputs.map(\.type), returns: .double) { [model] columns, rows in
                    ColumnVector(type: .double, storage: .doubles(try model.halfWidths(columns, rowCount: rows)))
                })
            return functions
        }
        functions += [
            DuckScalarFunction(name: labelFunction, parameters: [scoreType], returns: .varchar) { [model] columns, rows in
                .strings((0..<rows).map { row in Self.scores(columns[0], row).flatMap { model.prediction($0).text } })
            },
            DuckScalarFunction(name: confidenceFunction, parameters: [scoreType], returns: .double) { [model] columns, rows in
                ColumnVector(type: .double, values: (0..<rows).map { row in Self.scores(columns[0], row).map { .double(model.confidence($0)) } ?? .null })
            },
            DuckScalarFunction(name: probabilitiesFunction, parameters: [scoreType], returns: .varchar) { [model] columns, rows in
                .strings((0..<rows).map { row in Self.scores(columns[0], row).map { model.probabilities($0) } })
            },
            DuckScalarFunction(name: setFunction, parameters: [scoreType], returns: .varchar) { [model] columns, rows in
                .strings((0..<rows).map { row in Self.scores(columns[0], row).map { model.classSet($0) } })
            },
        ]
        return functions
    }

    private static func scoreColumn(_ scores: [Double], width: Int) -> ColumnVector {
        if width == 1 { return ColumnVector(type: .double, storage: .doubles(scores)) }
        let rows = stride(from: 0, to: scores.count, by: width).map { start in
            Value.list(scores[start..<start + width].map(Value.double))
        }
        return ColumnVector(type: .list(.double), storage: .values(rows))
    }

    /// The score row that an argument holds; nil for NULL.
    private static func scores(_ column: ColumnVector, _ row: Int) -> [Double]? {
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
        var inputs = [Value](repeating: .null, count: model.inputs.count)
        for member in members {
            guard let index = inputIndex[member.key.lowercased()] else { continue }
            inputs[index] = try Self.value(of: member, as: model.inputs[index].type)
        }
        return model.prediction(try score(inputs)).text
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
