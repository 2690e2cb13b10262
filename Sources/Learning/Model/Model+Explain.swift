package import Core

extension Model {
    /// Why a row is predicted as it is: value, probabilities, and the ten inputs that moved the score the most, with the score
    /// that they start from as `base`. Contributions and base add up to the score: a regression's value, for classes log-odds.
    ///
    /// Plain trees, of one member or of a regression's, are taken apart exactly (TreeSHAP, against the training rows). Other means of
    /// learners are explained by the same Shapley values, estimated over permutations against a sample of training rows.
    ///
    /// Each class's probability is also a member of its own, unless its label is the name of another member.
    package func explain(inputs values: [Value]) throws -> JSONValue {
        let row = encoded(values)
        let scores = try scores(encoded: row, rows: 1)
        // For several classes: the contributions to the predicted one.
        let chosen = task == .multiclass ? TargetEncoder.argmax(scores[...]) : 0
        let (base, contributions, method) = try contributions(row, chosen)

        var members: [JSONValue.Member] = [.init("value", prediction(scores).json)]
        if task != .regression {
            members.append(.init("confidence", .number(confidence(scores))))
            members.append(.init("probabilities", probabilityObject(scores)))
        } else if hasInterval {
            let half = try halfWidth(values)
            members.append(.init("interval", .array([.number(scores[0] - half), .number(scores[0] + half)])))
        }
        members.append(.init("base", .number(base)))
        members.append(.init("contributions", .array(top(contributions, values))))
        members.append(.init("method", .string(method)))
        let taken = Set(members.map(\.key))
        if task != .regression {
            members += (probabilityObject(scores).members ?? []).filter { !taken.contains($0.key) }
        }
        return .object(members)
    }

    private func contributions(_ row: [Double], _ chosen: Int) throws -> (base: Double, contributions: [Double], method: String) {
        if let part = try treeContributions(row, chosen) { return (part[part.count - 1], layout.sumByInput(part.dropLast()), "treeshap") }
        let (base, contributions) = try permutationContributions(row, chosen)
        return (base, contributions, "permutation")
    }

    /// Of each feature, then the base. Means of values add up, means of probabilities do not: several members are taken apart for a
    /// regression only. nil: not exactly.
    private func treeContributions(_ row: [Double], _ chosen: Int) throws -> [Double]? {
        guard members.count == 1 || task == .regression, row.count == layout.width else { return nil }
        // Platt's calibration is a straight line on the scale of the scores.
        let slope: Double, intercept: Double
        switch calibrator {
        case .none: (slope, intercept) = (1, 0)
        case .platt(let own, let shift): (slope, intercept) = (own, task == .binary ? shift : 0)
        case .shift(let distance): (slope, intercept) = (1, distance)
        case .isotonic: return nil
        }
        var sum = [Double](repeating: 0, count: layout.width + 1)
        for member in members {
            guard let trees = member.learner as? FittedBoosting, try !trees.hasLinearLeaves else { return nil }
            let all = try trees.booster.contributions(row, outputs: outputCount)
            for index in sum.indices { sum[index] += slope * member.weight * all[chosen * sum.count + index] }
        }
        sum[layout.width] += intercept
        guard task == .regression else { return sum }
        // A model of counts adds up on the logarithm's scale, where its value is not: it is explained by permutations.
        let total = sum.reduce(0, +)
        return abs(total - (try scores(encoded: row, rows: 1)[0])) < 1e-6 * max(1, abs(total)) ? sum : nil
    }

    private static let permutations = 32

    /// Shapley values against the background rows: in each permutation the inputs change from a background row's to the row's own,
    /// one by one; forwards and backwards in turn.
    /// Source: Castro et al., "Polynomial calculation of the Shapley value based on sampling", 2009.
    private func permutationContributions(_ row: [Double], _ chosen: Int) throws -> (base: Double, contributions: [Double]) {
        let width = layout.width
        let rows = max(1, background.count / max(1, width))
        let reference = background.isEmpty ? [Double](repeating: .nan, count: width) : background
        var generator = SeededGenerator(seed: 1, stage: 300)
        var states: [Double] = []
        var orders: [[Int]] = []
        for number in 0..<Self.permutations {
            let order = number.isMultiple(of: 2) ? generator.permutation(encoders.count) : orders[number - 1].reversed()
            orders.append(order)
            let start = number / 2 % rows * width
            var state = Array(reference[start..<start + width])
            states += state
            for input in order {
                for place in layout.offsets[input]..<layout.offsets[input] + encoders[input].width { state[place] = row[place] }
                states += state
            }
        }
        let steps = encoders.count + 1
        let scores = try scores(encoded: states, rows: orders.count * steps)
        func score(_ index: Int) -> Double {
            let score = scores[index * outputCount + chosen]
            return task == .regression ? score : Link.logit(score)
        }
        var contributions = [Double](repeating: 0, count: encoders.count)
        var base = 0.0
        for (number, order) in orders.enumerated() {
            base += score(number * steps)
            for (step, input) in order.enumerated() { contributions[input] += score(number * steps + step + 1) - score(number * steps + step) }
        }
        let count = Double(orders.count)
        return (base / count, contributions.map { $0 / count })
    }

    private func top(_ sums: [Double], _ values: [Value]) -> [JSONValue] {
        let ranked = sums.indices.sorted { abs(sums[$0]) != abs(sums[$1]) ? abs(sums[$0]) > abs(sums[$1]) : $0 < $1 }
        return ranked.prefix(10).map { index in
            .object([
                .init("feature", .string(encoders[index].name)), .init("value", values[encoders[index].input].json),
                .init("contribution", .number(sums[index])),
            ])
        }
    }
}
