import Core

/// A metric on the rows that chose nothing, beside the same metric of the trivial baseline.
package struct Metric: Sendable, Hashable {
    package var name: String
    package var value: Double
    package var baseline: Double
    package var isHigherBetter: Bool
    /// Ends of the interval that 95 % of resamples of the rows fall into; NaN without one.
    package var low = Double.nan
    package var high = Double.nan
}

enum Evaluation {
    private static let confidence = 0.95
    private static let resamples = 400
    /// Rows x resamples x metrics, at the most: a part of a second.
    private static let budget = 10_000_000
    private static let rankedClasses = 50

    /// - Parameters:
    ///   - truth: of the kept-back rows, as the target encodes it.
    ///   - scores: row-major, rows x the model's output count.
    ///   - threshold: probability of the second of two classes from which on it is predicted.
    ///   - training: truth of the rows that were learnt from: what the baseline knows.
    ///   - seed: of the intervals; nil: none.
    /// - Returns: the primary metric first.
    static func metrics(
        target: TargetEncoder, truth: [Double], scores: [Double], threshold: Double = 0.5, training: [Double], seed: UInt64? = nil, threads: Int = 1
    ) throws -> [Metric] {
        let kinds = kinds(target)
        let rows = rows(target, truth, scores, threshold)
        let baseline = self.rows(target, truth, constant(target, training, rows: truth.count), 0.5)
        var metrics = kinds.map { kind in
            Metric(
                name: name(kind, target.task), value: rows.value(kind), baseline: baseline.value(kind),
                isHigherBetter: kind.isHigherBetter)
        }
        guard let seed, rows.count > 1 else { return metrics }
        let orders = target.task == .multiclass && kinds.contains(.rocAUC) ? target.labels.count : 0
        let count = min(resamples, max(50, budget / (rows.count * (kinds.count + orders))))
        for (index, interval) in try Bootstrap.intervals(kinds, rows, resamples: count, confidence: confidence, seed: seed, threads: threads).enumerated() {
            metrics[index].low = interval.low
            metrics[index].high = interval.high
        }
        return metrics
    }

    /// The metrics of what is predicted, the primary one first.
    static func kinds(_ target: TargetEncoder) -> [MetricKind] {
        switch target.task {
        case .regression: target.quantile == nil ? [.r2, .mae, .rmse] : [.pinball, .mae, .rmse]
        case .binary: [.rocAUC, .accuracy, .balancedAccuracy, .f1, .averagePrecision, .logLoss, .brier]
        // The mean area over one class against the rest takes an order of the rows for each class.
        case .multiclass: [.accuracy, .balancedAccuracy, .f1] + (target.labels.count <= rankedClasses ? [.rocAUC] : []) + [.logLoss]
        }
    }

    static func name(_ kind: MetricKind, _ task: LearningTask) -> String { kind == .f1 && task == .multiclass ? "f1_macro" : kind.rawValue }

    static func rows(_ target: TargetEncoder, _ truth: [Double], _ scores: [Double], _ threshold: Double) -> EvaluationRows {
        var rows = EvaluationRows(count: truth.count)
        guard target.task != .regression else {
            rows.truth = truth
            rows.values = scores
            rows.alpha = target.quantile ?? 0.5
            return rows
        }
        rows.labels = truth.map { Int($0) }
        rows.classes = target.labels.count
        if target.task == .binary {
            rows.scores = scores
            rows.probabilities = scores.flatMap { [1 - $0, $0] }
            rows.predicted = scores.map { $0 >= threshold ? 1 : 0 }
        } else {
            rows.probabilities = scores
            rows.predicted = truth.indices.map { TargetEncoder.argmax(scores[$0 * rows.classes..<($0 + 1) * rows.classes]) }
        }
        return rows
    }

    /// What the baseline says of every row: the mean, the quantile, or the shares of the classes.
    private static func constant(_ target: TargetEncoder, _ training: [Double], rows: Int) -> [Double] {
        let count = Double(max(1, training.count))
        if let quantile = target.quantile { return [Double](repeating: Bootstrap.quantile(training.sorted(), quantile), count: rows) }
        guard target.task == .multiclass else { return [Double](repeating: training.reduce(0, +) / count, count: rows) }
        var shares = [Double](repeating: 0, count: target.labels.count)
        for label in training { shares[Int(label)] += 1 / count }
        return (0..<rows).flatMap { _ in shares }
    }
}
