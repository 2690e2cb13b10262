import CLightGBM
package import Core

extension Model {
    /// Why a row is predicted as it is: value, probabilities, and the ten inputs that moved the score the most (exact TreeSHAP,
    /// on the learner's own scale: log-odds for classes), with the score of the average row as `base`.
    ///
    /// Each class's probability is also a member of its own, unless its label is the name of another member.
    package func explain(inputs values: [Value]) throws -> JSONValue {
        var row = [Double](repeating: .nan, count: layout.width)
        row.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for (encoder, offset) in zip(encoders, layout.offsets) { encoder.encode(values[encoder.input], into: base + offset, featureStride: 1) }
        }
        let width = layout.width
        let scores = try booster.predict(row, rows: 1, features: width, width: outputCount)
        let all = try booster.predict(row, rows: 1, features: width, width: outputCount * (width + 1), type: C_API_PREDICT_CONTRIB)
        // For several classes: the contributions to the predicted one.
        let chosen = task == .multiclass ? TargetEncoder.argmax(scores[...]) : 0
        let contributions = Array(all[chosen * (width + 1)..<(chosen + 1) * (width + 1)])

        var members: [JSONValue.Member] = [.init("value", Self.json(prediction(scores)))]
        if task != .regression {
            members.append(.init("confidence", .number(confidence(scores))))
            members.append(.init("probabilities", probabilityObject(scores)))
        }
        members.append(.init("base", .number(contributions[width])))
        members.append(.init("contributions", .array(top(contributions, values))))
        let taken = Set(members.map(\.key))
        if task != .regression {
            members += (probabilityObject(scores).members ?? []).filter { !taken.contains($0.key) }
        }
        return .object(members)
    }

    private func top(_ contributions: [Double], _ values: [Value]) -> [JSONValue] {
        let sums = layout.sumByInput(contributions.dropLast())
        let ranked = sums.indices.sorted { abs(sums[$0]) != abs(sums[$1]) ? abs(sums[$0]) > abs(sums[$1]) : $0 < $1 }
        return ranked.prefix(10).map { index in
            .object([
                .init("feature", .string(encoders[index].name)), .init("value", Self.json(values[encoders[index].input])),
                .init("contribution", .number(sums[index])),
            ])
        }
    }

    private static func json(_ value: Value) -> JSONValue { value.json }
}
