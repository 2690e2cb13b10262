package import Core

extension Model {
    /// Why a row is predicted as it is: value, probabilities, and the ten inputs that moved the score the most, with the score
    /// that they start from as `base`. Contributions, `others` (of all further inputs), `calibration` (when it is no straight line)
    /// and base add up to the score: a regression's value, for two classes the log-odds of the second; for several the logarithm of the
    /// predicted one's probability less the mean of all classes' logarithms.
    ///
    /// Trees are taken apart exactly (TreeSHAP, against the training rows), and so are linear members (against a sample of training rows).
    /// Networks and trees with linear leaves are explained by the same Shapley values, estimated over permutations against that sample.
    ///
    /// Each class's probability is also a member of its own, unless its label is the name of another member.
    package func explain(inputs values: [Value]) throws -> JSONValue {
        let row = encoded(values)
        let scores = try scores(encoded: row, rows: 1)
        // For several classes: the contributions to the predicted one.
        let chosen = task == .multiclass ? TargetEncoder.argmax(scores[...]) : 0
        let (parts, methods) = try contributions(row, chosen)
        let ranked = parts.inputs.indices.sorted {
            abs(parts.inputs[$0]) != abs(parts.inputs[$1]) ? abs(parts.inputs[$0]) > abs(parts.inputs[$1]) : $0 < $1
        }

        var members: [JSONValue.Member] = [.init("value", prediction(scores).json)]
        if task != .regression {
            members.append(.init("confidence", .number(confidence(scores))))
            members.append(.init("probabilities", probabilityObject(scores)))
        } else if hasInterval {
            let half = try halfWidth(values)
            members.append(.init("interval", .array([.number(scores[0] - half), .number(scores[0] + half)])))
        }
        members.append(.init("base", .number(parts.base)))
        members.append(.init("contributions", .array(ranked.prefix(Self.shown).map { contribution($0, values, parts.inputs[$0]) })))
        if ranked.count > Self.shown { members.append(.init("others", .number(ranked.dropFirst(Self.shown).reduce(0) { $0 + parts.inputs[$1] }))) }
        if case .isotonic = calibrator {
            members.append(.init("calibration", .number(Link.logit(scores[0]) - parts.sum)))
        }
        members.append(.init("method", .string(ContributionMethod.allCases.filter(methods.contains).map(\.rawValue).joined(separator: " + "))))
        let taken = Set(members.map(\.key))
        if task != .regression {
            members += (probabilityObject(scores).members ?? []).filter { !taken.contains($0.key) }
        }
        return .object(members)
    }

    /// Inputs that are named.
    private static let shown = 10

    private func contribution(_ index: Int, _ values: [Value], _ contribution: Double) -> JSONValue {
        .object([
            .init("feature", .string(encoders[index].name)), .init("value", values[encoders[index].input].json),
            .init("contribution", .number(contribution)),
        ])
    }

    /// What a score is made of.
    private struct Parts {
        var base = 0.0
        /// Of each encoder.
        var inputs: [Double]

        var sum: Double { inputs.reduce(base, +) }
    }

    private enum ContributionMethod: String, CaseIterable {
        case treeshap, linear, permutation
    }

    /// Of the calibrated score where calibration is a straight line, else of the score before it.
    private func contributions(_ row: [Double], _ chosen: Int) throws -> (Parts, Set<ContributionMethod>) {
        guard mean == .logOdds || members.count == 1 || task == .regression else {
            // A mean of probabilities is no sum of what its members are made of.
            let parts = try permutationParts(row) { states, rows in
                let scores = try scores(encoded: states, rows: rows)
                return (0..<rows).map { explained(scores, row: $0, chosen) }
            }
            return (parts, [.permutation])
        }
        // Platt's calibration is a straight line on the scale of the scores.
        let (slope, intercept): (Double, Double) = switch calibrator {
        case .none, .isotonic: (1, 0)
        case .platt(let own, let shift): (own, task == .binary ? shift : 0)
        case .shift(let distance): (1, distance)
        }
        var sum = Parts(base: intercept, inputs: [Double](repeating: 0, count: encoders.count))
        var methods: Set<ContributionMethod> = []
        for member in members {
            let (own, method) = try contributions(of: member.learner, row, chosen)
            methods.insert(method)
            sum.base += slope * member.weight * own.base
            for index in sum.inputs.indices { sum.inputs[index] += slope * member.weight * own.inputs[index] }
        }
        return (sum, methods)
    }

    private func contributions(of learner: any FittedLearner, _ row: [Double], _ chosen: Int) throws -> (Parts, ContributionMethod) {
        func score(_ states: [Double], _ rows: Int) throws -> [Double] {
            let predictions = try learner.predict(states, rows: rows, features: layout.width, outputs: outputCount)
            return (0..<rows).map { explained(predictions, row: $0, chosen) }
        }
        // A count's trees add up on the logarithm's scale and a linear member may be at the end of its range: their values are no sums.
        func isSum(_ parts: Parts) throws -> Bool {
            guard task == .regression else { return true }
            let own = try score(row, 1)[0]
            return abs(parts.sum - own) < 1e-6 * max(1, abs(own))
        }
        if let trees = learner as? FittedBoosting, try !trees.hasLinearLeaves {
            let all = try trees.booster.contributions(row, outputs: outputCount)
            let own = relative(chosen) { output in Array(all[output * (layout.width + 1)..<(output + 1) * (layout.width + 1)]) }
            let parts = Parts(base: own.last ?? 0, inputs: layout.sumByInput(own.dropLast()))
            if try isSum(parts) { return (parts, .treeshap) }
        }
        if let linear = learner as? FittedLinear {
            let own = relative(chosen) { output in
                let (base, features) = linear.contributions(row, against: references, output: output)
                return features + [base]
            }
            let parts = Parts(base: own.last ?? 0, inputs: layout.sumByInput(own.dropLast()))
            if try isSum(parts) { return (parts, .linear) }
        }
        return (try permutationParts(row, score), .permutation)
    }

    /// What is explained of a row of predictions.
    private func explained(_ predictions: [Double], row: Int, _ chosen: Int) -> Double {
        let scale = MeanScale(task)
        return relative(chosen) { [scale.scaled(predictions[row * outputCount + $0], task)] }[0]
    }

    /// Scores of several classes mean something beside each other only: less their mean over the classes.
    private func relative(_ chosen: Int, _ numbers: (_ output: Int) -> [Double]) -> [Double] {
        let own = numbers(chosen)
        guard task == .multiclass else { return own }
        let all = (0..<outputCount).map(numbers)
        return own.indices.map { index in own[index] - all.reduce(0) { $0 + $1[index] } / Double(outputCount) }
    }

    /// What permutations start from: training rows, row-major.
    private var references: [Double] { background.isEmpty ? [Double](repeating: .nan, count: layout.width) : background }

    private static let permutations = 32

    /// Shapley values against the background rows: in each permutation the inputs change from a background row's to the row's own,
    /// one by one; forwards and backwards in turn.
    /// Source: Castro et al., "Polynomial calculation of the Shapley value based on sampling", 2009.
    /// - Parameter score: of encoded rows, row-major.
    private func permutationParts(_ row: [Double], _ score: ([Double], Int) throws -> [Double]) throws -> Parts {
        let width = layout.width
        let reference = references
        let rows = max(1, reference.count / max(1, width))
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
        let scores = try score(states, orders.count * steps)
        let share = 1 / Double(orders.count)
        var parts = Parts(inputs: [Double](repeating: 0, count: encoders.count))
        for (number, order) in orders.enumerated() {
            parts.base += share * scores[number * steps]
            for (step, input) in order.enumerated() { parts.inputs[input] += share * (scores[number * steps + step + 1] - scores[number * steps + step]) }
        }
        return parts
    }
}
