import Core

/// What a model is worth on the rows that chose nothing.
struct HoldoutEvaluation {
    let metrics: [Metric]
    /// Share of the truths inside of their intervals or sets.
    let coverage: Double?
    /// Share of the truths at or below a predicted quantile; nil when none is predicted.
    let shareBelow: Double?
    /// Mean width of the intervals, or number of classes in the sets.
    let intervalWidth: Double?
    /// Predicted probability, observed share and rows of each tenth of the scores; empty unless there are two classes.
    let reliability: [(predicted: Double, observed: Double, rows: Int)]
    /// For each input: how much the loss rises when its values are shuffled, and the deviation over repeats.
    let importances: [(mean: Double, deviation: Double)]
    /// For each of the leading inputs: its values, and the mean prediction with each of them.
    let effects: [(input: Int, points: [(value: String, prediction: Double)])]

    private static let importanceRows = 1000
    /// Nanoseconds, estimated, that importances may take.
    private static let importanceBudget = 4e8
    private static let importanceRepeats = 3
    private static let effectRows = 200
    private static let effectInputs = 10
    private static let effectPoints = 9
    /// Characters of a value that is shown.
    private static let shownLength = 100
    private static let widestExplained = 200

    /// - Parameters:
    ///   - columns: in the order of the model's inputs.
    ///   - truth: of each row of the columns.
    ///   - values: what answers are worth; nil: nobody said so.
    init(
        _ model: Model, columns: [ColumnVector], truth all: [Double], split: RowSplit, problem: LearningProblem, values: OutcomeValues? = nil,
        threads: Int = 1
    ) throws {
        let truth = split.holdout.map { all[$0] }
        let scores = try model.scores(columns, rows: split.holdout, threads: threads)
        var metrics = try Evaluation.metrics(
            target: model.targetEncoder, truth: truth, scores: scores, threshold: model.threshold, training: split.development.map { all[$0] },
            seed: problem.seed, threads: threads)
        if let values {
            // The baseline gives the same answer always, the one that earns more.
            func earned(_ answers: [Int]) -> Double {
                values.earned(ConfusionMatrix(truth.map { Int($0) }, answers, classes: 2)) / Double(max(1, truth.count))
            }
            let constant = max(earned(truth.map { _ in 0 }), earned(truth.map { _ in 1 }))
            metrics.append(Metric(name: "value", value: earned(scores.map { model.answer([$0]) }), baseline: constant, isHigherBetter: true))
        }
        self.metrics = metrics
        shareBelow = model.targetEncoder.quantile.map { _ in Double(truth.indices.count { truth[$0] <= scores[$0] }) / Double(max(1, truth.count)) }
        if let interval = model.interval {
            let halves = try model.inParts(split.holdout, threads: threads) { rows in
                try model.layout.rowMajor(columns, rows: rows).withUnsafeBufferPointer { matrix in
                    try matrix.baseAddress.map { try interval.halfWidths($0, rows: rows.count, features: model.layout.width) } ?? []
                }
            }
            coverage = Double(truth.indices.count { abs(truth[$0] - scores[$0]) <= halves[$0] }) / Double(max(1, truth.count))
            intervalWidth = 2 * halves.reduce(0, +) / Double(max(1, halves.count))
        } else if let set = model.predictionSet {
            let outputs = model.outputCount
            let sets = truth.indices.map { row in
                let own = scores[row * outputs..<(row + 1) * outputs]
                return set.classes(own, answer: model.answer(own))
            }
            coverage = Double(truth.indices.count { sets[$0].contains(Int(truth[$0])) }) / Double(max(1, truth.count))
            intervalWidth = Double(sets.reduce(0) { $0 + $1.count }) / Double(max(1, sets.count))
        } else {
            coverage = nil
            intervalWidth = nil
        }
        reliability = problem.task == .binary ? Self.reliability(scores, truth) : []
        guard !split.holdout.isEmpty else {
            importances = []
            effects = []
            return
        }
        let explained = try Self.explained(model)
        let cost = model.members.reduce(1) { $0 + $1.learner.estimatedCost } * Double(explained.count * Self.importanceRepeats)
        let step = max(1, split.holdout.count / min(Self.importanceRows, max(50, Int(Self.importanceBudget / cost))))
        let rows = split.holdout.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
        let encoded = EncodedRows(model.layout, columns, rows: rows, truth: rows.map { all[$0] })
        importances = try Self.importances(model, encoded, of: explained, problem: problem, threads: threads)
        let shown = importances
        let leading = explained.sorted { (-shown[$0].mean, $0) < (-shown[$1].mean, $1) }.prefix(Self.effectInputs)
        effects = try Parallel.map(Array(leading), threads: threads) { input in
            (input, try Self.effect(model, encoded, input: input, values: rows.map { columns[input][$0] }, problem: problem))
        }
    }

    private static func reliability(_ scores: [Double], _ truth: [Double]) -> [(predicted: Double, observed: Double, rows: Int)] {
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        let parts = min(10, order.count)
        return (0..<parts).map { part in
            let rows = order[part * order.count / parts..<(part + 1) * order.count / parts]
            let count = Double(max(1, rows.count))
            return (rows.reduce(0) { $0 + scores[$1] } / count, rows.reduce(0) { $0 + truth[$1] } / count, rows.count)
        }
    }

    /// The inputs that are shuffled, ascending: all, or those of a wide table that its trees gain the most from.
    private static func explained(_ model: Model) throws -> [Int] {
        guard model.inputs.count > widestExplained else { return Array(model.inputs.indices) }
        var gains = [Double](repeating: 0, count: model.inputs.count)
        for member in model.members {
            guard let trees = member.learner as? FittedBoosting else { continue }
            let own = model.layout.sumByInput(try trees.booster.gains(rounds: trees.rounds, features: model.layout.width))
            for index in gains.indices { gains[index] += member.weight * own[index] }
        }
        return gains.indices.sorted { (-gains[$0], $0) < (-gains[$1], $1) }.prefix(widestExplained).sorted()
    }

    /// Source: Breiman, "Random Forests", 2001, section 10; on rows that were not learnt from.
    private static func importances(
        _ model: Model, _ encoded: EncodedRows, of inputs: [Int], problem: LearningProblem, threads: Int
    ) throws -> [(mean: Double, deviation: Double)] {
        let width = encoded.width
        let plain = Loss.mean(try model.scores(encoded: encoded.matrix, rows: encoded.count), encoded.truth, problem)
        var generator = SeededGenerator(seed: problem.seed, stage: 400)
        let shuffles = inputs.map { index in (index, (0..<importanceRepeats).map { _ in generator.permutation(encoded.count) }) }
        var importances = model.encoders.map { _ in (mean: 0.0, deviation: 0.0) }
        let measured = try Parallel.map(shuffles, threads: threads) { index, permutations in
            let places = model.layout.offsets[index]..<model.layout.offsets[index] + model.encoders[index].width
            let rises = try permutations.map { permutation in
                var matrix = encoded.matrix
                for (row, other) in permutation.enumerated() {
                    for place in places { matrix[row * width + place] = encoded.matrix[other * width + place] }
                }
                return Loss.mean(try model.scores(encoded: matrix, rows: encoded.count), encoded.truth, problem) - plain
            }
            let mean = rises.reduce(0, +) / Double(rises.count)
            return (mean, (rises.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rises.count - 1)).squareRoot())
        }
        for (index, importance) in zip(inputs, measured) { importances[index] = importance }
        return importances
    }

    /// Partial dependence: the mean prediction when all rows have the same value of one input. For several classes, of the first.
    /// Source: Friedman, "Greedy Function Approximation", 2001, section 8.2.
    private static func effect(
        _ model: Model, _ encoded: EncodedRows, input: Int, values: [Value], problem: LearningProblem
    ) throws -> [(value: String, prediction: Double)] {
        let width = encoded.width
        let rows = min(encoded.count, effectRows)
        let part = encoded.part { $0 < rows }
        let places = model.layout.offsets[input]..<model.layout.offsets[input] + model.encoders[input].width
        return try points(values, model.encoders[input]).map { row in
            var matrix = part.matrix
            for target in 0..<rows {
                for place in places { matrix[target * width + place] = encoded.matrix[row * width + place] }
            }
            let scores = try model.scores(encoded: matrix, rows: rows)
            let outputs = problem.outputs
            let mean = (0..<rows).reduce(0) { $0 + scores[$1 * outputs] } / Double(rows)
            return (String((values[row].text ?? "NULL").prefix(shownLength)), mean)
        }
    }

    /// Rows whose values stand for all: the quantiles of numbers, the commonest categories.
    private static func points(_ values: [Value], _ encoder: FeatureEncoder) -> [Int] {
        if encoder.kind == .numeric || encoder.kind == .datetime {
            let known = values.indices.filter { !values[$0].isNull }
                .sorted { (FeatureEncoder.number(values[$0]), $0) < (FeatureEncoder.number(values[$1]), $1) }
            guard !known.isEmpty else { return [] }
            var rows: [Int] = []
            for point in 0..<effectPoints {
                let row = known[point * (known.count - 1) / (effectPoints - 1)]
                if rows.last.map({ FeatureEncoder.number(values[$0]) }) != FeatureEncoder.number(values[row]) { rows.append(row) }
            }
            return rows
        }
        var first: [String: Int] = [:]
        var counts: [String: Int] = [:]
        for (row, value) in values.enumerated() {
            let text = value.text ?? "\u{0}"
            if first[text] == nil { first[text] = row }
            counts[text, default: 0] += 1
        }
        let common = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return common.prefix(effectPoints).compactMap { first[$0.key] }
    }
}
