import Core

/// What a training makes of its trials: which of them serve with which weight, how they are calibrated, where the threshold
/// lies, how large errors were. All of it comes from predictions for rows that the predicting trial had not learnt from.
struct TrialChoice: Sendable {
    /// Index of a trial, and its weight; the weights sum up to 1.
    let members: [(trial: Int, weight: Double)]
    let calibrator: Calibrator
    /// Mean log loss of each kind of calibration on rows that it was not fitted on.
    let calibrationLosses: [(name: String, loss: Double)]
    /// nil unless there are two classes.
    let threshold: DecisionThreshold?
    /// nil for regression.
    let predictionSet: PredictionSet?
    /// The rows that judged, ascending, and for regressions the size of the error on each.
    let judgedRows: [Int]
    let errors: [Double]
    /// Loss of the best trial, and of what was chosen, on the rows that judge.
    let singleLoss: Double
    let loss: Double
    /// The trial that would have been the best, but predicts too slowly, and by which share its loss is lower; nil: none.
    let beyondLatency: (trial: Int, share: Double)?
    /// Loss of each trial on each row that judges; for comparisons in pairs. Trials that were not completed have none.
    let rowLosses: [[Double]]

    /// The best trials that an ensemble may be made of.
    private static let library = 12

    init(_ trials: [Trial], folds: [TrialSearch.EncodedFold], truth: [Double], problem: LearningProblem, configuration: LearningConfiguration) throws {
        let judged = JudgedRows(folds, outputs: problem.outputs)
        let actual = judged.rows.map { truth[$0] }
        let predictions = trials.map { $0.status == .completed ? judged.mean($0.predictions) : [] }
        rowLosses = predictions.map { $0.isEmpty ? [] : Loss.rows($0, actual, problem) }
        let completed = trials.indices.filter { trials[$0].status == .completed }
        let limit = (configuration.maxLatency ?? .infinity) * 1000
        let affordable = completed.filter { trials[$0].cost <= limit }
        guard !affordable.isEmpty else {
            let least = completed.map { trials[$0].cost }.min() ?? 0
            throw SQLFailure(
                .invalidParameterValue, "no trial predicts within max_latency_us = \(Value.text(of: configuration.maxLatency ?? 0))",
                detail: "The fastest takes about \(Value.text(of: (least / 10).rounded() / 100)) microseconds a row.", hint: "raise max_latency_us, or lower rounds")
        }
        let means = rowLosses.map { $0.isEmpty ? Double.infinity : $0.reduce(0, +) / Double($0.count) }
        let ranked = affordable.sorted { (means[$0], $0) < (means[$1], $1) }
        let best = ranked[0]
        let unlimited = completed.min { (means[$0], $0) < (means[$1], $1) } ?? best
        beyondLatency = unlimited == best ? nil : (trial: unlimited, share: 1 - means[unlimited] / means[best])
        var members = [(trial: best, weight: 1.0)]
        var chosen = predictions[best]
        var loss = means[best]
        let candidates = ranked.prefix(Self.library).map { (trial: $0, predictions: predictions[$0], cost: trials[$0].cost) }
        if configuration.ensemble, ranked.count > 1,
            let ensemble = GreedyEnsemble.select(candidates, truth: actual, problem: problem, costLimit: limit)?
                .pruned(candidates, truth: actual, problem: problem)
        {
            let difference = zip(rowLosses[best], Loss.rows(ensemble.predictions, actual, problem)).map { $0 - $1 }
            // It has to earn its cost: better by more than half a standard error. Where one trial would be fitted several times it costs no
            // more, and depends less on chance.
            if ensemble.members.count > 1, PairedDifference(difference).isClear(errors: configuration.bags(judged.rows.count, problem) > 1 ? 0 : 0.5) {
                members = ensemble.members
                chosen = ensemble.predictions
                loss = ensemble.loss
            }
        }
        self.members = members
        singleLoss = means[best]
        self.loss = loss
        var calibrator = Calibrator.none
        var losses: [(name: String, loss: Double)] = []
        if configuration.calibrate { (calibrator, losses) = Calibrator.choose(chosen, truth: actual, problem: problem) }
        self.calibrator = calibrator
        calibrationLosses = losses
        let calibrated = calibrator.applied(chosen, outputs: problem.outputs, task: problem.task)
        threshold = problem.task == .binary ? DecisionThreshold(calibrated, truth: actual, problem: problem, rule: configuration.threshold) : nil
        predictionSet =
            problem.task == .regression
            ? nil : PredictionSet(scores: calibrated, truth: actual, outputs: problem.outputs, coverage: configuration.coverage)
        judgedRows = judged.rows
        errors = problem.task == .regression ? zip(calibrated, actual).map { abs($0 - $1) } : []
    }
}

extension LearningConfiguration {
    /// How many models that differ in their seed make up what is chosen: small tables leave much to chance. The mean of several quantiles
    /// would be another quantile.
    /// - Parameter rows: to learn from.
    func bags(_ rows: Int, _ problem: LearningProblem) -> Int { maxLatency != nil || problem.quantile != nil || rows >= 30_000 ? 1 : 4 }
}

/// The rows that judge, each once, and what trials predicted for them.
struct JudgedRows {
    /// Ascending.
    let rows: [Int]
    private let outputs: Int
    /// For each fold: where its rows stand in `rows`.
    private let places: [[Int]]
    private let counts: [Double]

    init(_ folds: [TrialSearch.EncodedFold], outputs: Int) {
        let rows = Set(folds.flatMap(\.validationRows)).sorted()
        let index = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
        self.rows = rows
        self.outputs = outputs
        places = folds.map { $0.validationRows.compactMap { index[$0] } }
        var counts = [Double](repeating: 0, count: rows.count)
        for place in places.joined() { counts[place] += 1 }
        self.counts = counts
    }

    /// - Parameter predictions: for each fold.
    /// - Returns: row-major; the mean where a row judged more than once.
    func mean(_ predictions: [[Double]]) -> [Double] {
        var sums = [Double](repeating: 0, count: rows.count * outputs)
        for (fold, part) in zip(places, predictions) {
            for (row, place) in fold.enumerated() {
                for index in 0..<outputs { sums[place * outputs + index] += part[row * outputs + index] / counts[place] }
            }
        }
        return sums
    }
}

/// The mean of differences between pairs, with its standard error.
struct PairedDifference: Sendable, Hashable {
    let mean: Double
    let error: Double

    init(_ differences: [Double]) {
        let count = Double(max(1, differences.count))
        let mean = differences.reduce(0, +) / count
        self.mean = mean
        error = (differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot() / count
    }

    /// Whether the mean is above zero by more than some standard errors.
    func isClear(errors: Double) -> Bool { mean > errors * error && mean > 0 }
}
