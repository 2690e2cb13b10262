import Core
import DuckEngine
import Learning

extension ServedVersion {
    /// The functions of a version that others stand beside.
    ///
    /// - `__score_s(key, inputs...)`: asks the challenger too, later. With a canary it is DOUBLE[]: 0 for the champion or 1 for the canary,
    ///   then the score row; else as without a challenger.
    /// - With a canary, the same functions as of a single version, from such a score or with the key before the inputs, and
    ///   `__value_s`, `__version_s`: the value and the number of who answered.
    func routedFunctions(_ roles: ServingRoles) -> [DuckScalarFunction] {
        let parameters = [.varchar] + inputs.map(\.type)
        guard let canary = roles.canary else {
            return [
                DuckScalarFunction(name: scoreFunction, parameters: parameters, returns: outputCount == 1 ? .double : .list(.double)) { [self] columns, rows in
                    let given = Array(columns.dropFirst())
                    defer { roles.offer(given, keys: columns[0], rows: rows) }
                    return scoreColumn(try slot.load().scores(given, rowCount: rows))
                },
                rowPrediction,
            ]
        }
        let answered = SQLType.list(.double)
        func ofAnswer(_ name: String, _ type: SQLType, _ body: @escaping @Sendable (Model, Int, [Double]) -> Value) -> DuckScalarFunction {
            DuckScalarFunction(name: name, parameters: [answered], returns: type) { [self] columns, rows in
                let sides = [(try model(), number), (try canary.aligned.version.model(), canary.aligned.version.number)]
                return ColumnVector(
                    type: type,
                    values: (0..<rows).map { row in
                        guard let answer = Self.scores(columns[0], row), let who = answer.first else { return .null }
                        let side = sides[who == 0 ? 0 : 1]
                        return body(side.0, side.1, Array(answer.dropFirst()))
                    })
            }
        }
        func ofInputs(
            _ name: String, _ type: SQLType, _ body: @escaping @Sendable (Model, [ColumnVector], [Int]) throws -> [Value]
        ) -> DuckScalarFunction {
            DuckScalarFunction(name: name, parameters: parameters, returns: type) { [self] columns, rows in
                ColumnVector(type: type, values: try valuesOfInputs(Array(columns.dropFirst()), keys: columns[0], rows: rows, canary, body))
            }
        }
        var functions = [
            DuckScalarFunction(name: scoreFunction, parameters: parameters, returns: answered) { [self] columns, rows in
                let given = Array(columns.dropFirst())
                defer { roles.offer(given, keys: columns[0], rows: rows) }
                return try answers(given, canary, canary.parts(given, keys: columns[0], rows: rows), rows: rows)
            },
            ofInputs(explainFunction, .varchar) { model, columns, rows in
                try rows.map { row in .text(try model.explain(inputs: columns.map { $0[row] }).text) }
            },
            ofAnswer(versionFunction, .integer) { _, number, _ in .integer(Int64(number)) },
            rowPrediction,
        ]
        if task == .regression {
            functions += [
                ofAnswer(valueFunction, .double) { model, _, scores in model.prediction(scores) },
                ofInputs(halfWidthFunction, .double) { model, columns, rows in try model.halfWidths(columns, rows: rows).map(Value.double) },
            ]
        } else {
            functions += [
                ofAnswer(labelFunction, .varchar) { model, _, scores in model.prediction(scores).text.map(Value.text) ?? .null },
                ofAnswer(confidenceFunction, .double) { model, _, scores in .double(model.confidence(scores)) },
                ofAnswer(probabilitiesFunction, .varchar) { model, _, scores in .text(model.probabilities(scores)) },
                ofAnswer(setFunction, .varchar) { model, _, scores in .text(model.classSet(scores)) },
            ]
        }
        return functions
    }

    /// The model's inputs of some rows, and which of those they are: another's rows may have no features.
    private func inputs(of part: [Int], in columns: [ColumnVector]) throws -> ([ColumnVector], [Int]) {
        let resident = try slot.load()
        guard resident.isComputed else { return (columns, part) }
        let own = columns.map { column in ColumnVector(type: column.type, values: part.map { column[$0] }) }
        return (try resident.inputs(from: own, rowCount: part.count), Array(part.indices))
    }

    /// What each row's own side makes of its inputs.
    private func valuesOfInputs(
        _ given: [ColumnVector], keys: ColumnVector, rows: Int, _ canary: ServingRoles.Canary, _ body: (Model, [ColumnVector], [Int]) throws -> [Value]
    ) throws -> [Value] {
        var values = [Value](repeating: .null, count: rows)
        func fill(_ part: [Int], _ version: ServedVersion, _ columns: [ColumnVector]) throws {
            let (inputs, rows) = try version.inputs(of: part, in: columns)
            for (row, value) in zip(part, try body(version.model(), inputs, rows)) { values[row] = value }
        }
        let parts = canary.parts(given, keys: keys, rows: rows)
        if !parts.champion.isEmpty { try fill(parts.champion, self, given) }
        if !parts.canary.isEmpty { try fill(parts.canary, canary.aligned.version, canary.aligned.columns(from: given, rows: rows)) }
        return values
    }

    /// Rows of DOUBLE[]: who answered, and the score row.
    private func answers(
        _ columns: [ColumnVector], _ canary: ServingRoles.Canary, _ parts: (champion: [Int], canary: [Int]), rows: Int
    ) throws -> ColumnVector {
        var values = [Value](repeating: .null, count: rows)
        func fill(_ part: [Int], _ who: Double, _ version: ServedVersion, _ columns: [ColumnVector]) throws {
            let (inputs, rows) = try version.inputs(of: part, in: columns)
            let model = try version.model()
            let scores = try model.scores(inputs, rows: rows)
            for (place, row) in part.enumerated() {
                values[row] = .list([.double(who)] + scores[place * model.outputCount..<(place + 1) * model.outputCount].map(Value.double))
            }
        }
        if !parts.champion.isEmpty { try fill(parts.champion, 0, self, columns) }
        if !parts.canary.isEmpty { try fill(parts.canary, 1, canary.aligned.version, canary.aligned.columns(from: columns, rows: rows)) }
        return ColumnVector(type: .list(.double), storage: .values(values))
    }
}
