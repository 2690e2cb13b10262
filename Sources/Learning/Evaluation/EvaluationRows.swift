/// What was true of some rows and what was said of them, as metrics take it. One kind of metric needs one part of it only.
package struct EvaluationRows: Sendable {
    /// Rows.
    package var count: Int
    /// True class of each row, from 0.
    package var labels: [Int] = []
    /// Number of classes.
    package var classes = 0
    /// The class that is looked for, of two.
    package var positive = 1
    package var predicted: [Int] = []
    /// Of the positive class, by row; empty for more than two classes.
    package var scores: [Double] = []
    /// Row-major, rows x classes.
    package var probabilities: [Double] = []
    package var truth: [Double] = []
    package var values: [Double] = []
    package var low: [Double] = []
    package var high: [Double] = []
    /// nil: all 1.
    package var weights: [Double]?
    /// The quantile that pinball is about, 0...1.
    package var alpha = 0.5

    package init(count: Int) { self.count = count }

    /// Some of the rows, which may occur more than once.
    package func part(_ rows: [Int]) -> EvaluationRows {
        func take<Element>(_ array: [Element]) -> [Element] { array.isEmpty ? [] : rows.map { array[$0] } }
        var part = self
        part.count = rows.count
        part.labels = take(labels)
        part.predicted = take(predicted)
        part.scores = take(scores)
        part.probabilities = probabilities.isEmpty ? [] : rows.flatMap { probabilities[$0 * classes..<($0 + 1) * classes] }
        part.truth = take(truth)
        part.values = take(values)
        part.low = take(low)
        part.high = take(high)
        part.weights = weights.map(take)
        return part
    }

    /// NaN where the metric has no value, as the area under the curve of one class.
    package func value(_ metric: MetricKind) -> Double { value(metric, weights: weights, orders: orders(metric)) }

    /// The rows by ascending score, for each class that a ranking is about; so that resamples need not sort again.
    func orders(_ metric: MetricKind) -> [[Int]] {
        guard metric.need == .scores else { return [] }
        return scores.isEmpty ? (0..<classes).map { RankingMetrics.order(scores(of: $0)) } : [RankingMetrics.order(scores)]
    }

    private func scores(of label: Int) -> [Double] { (0..<count).map { probabilities[$0 * classes + label] } }

    func value(_ metric: MetricKind, weights: [Double]?, orders: [[Int]]) -> Double {
        guard count > 0 else { return .nan }
        switch metric {
        case .accuracy: return matrix(weights).accuracy
        case .balancedAccuracy: return matrix(weights).balancedAccuracy
        case .mcc: return matrix(weights).matthewsCorrelation
        case .f1: return ofClasses(weights) { matrix, label in matrix.f1(label) }
        case .precision: return ofClasses(weights) { matrix, label in matrix.precision(label) }
        case .recall: return ofClasses(weights) { matrix, label in matrix.recall(label) }
        case .rocAUC: return ranking(orders) { RankingMetrics.rocAUC($0, $1, weights: weights, order: $2) }
        case .averagePrecision: return ranking(orders) { RankingMetrics.averagePrecision($0, $1, weights: weights, order: $2) }
        case .logLoss: return ProbabilityMetrics.logLoss(labels, probabilities, classes: classes, weights: weights)
        case .brier: return ProbabilityMetrics.brier(labels, probabilities, classes: classes, weights: weights)
        case .r2: return ValueMetrics.r2(truth, values, weights: weights)
        case .mae: return ValueMetrics.mae(truth, values, weights: weights)
        case .mse: return ValueMetrics.mse(truth, values, weights: weights)
        case .rmse: return ValueMetrics.rmse(truth, values, weights: weights)
        case .mape: return ValueMetrics.mape(truth, values, weights: weights)
        case .rmsle: return ValueMetrics.rmsle(truth, values, weights: weights)
        case .pinball: return ValueMetrics.pinball(truth, values, alpha: alpha, weights: weights)
        case .coverage: return ValueMetrics.coverage(truth, low: low, high: high, weights: weights)
        }
    }

    private func matrix(_ weights: [Double]?) -> ConfusionMatrix { ConfusionMatrix(labels, predicted, classes: classes, weights: weights) }

    /// Of the positive class when there are two, else the mean over the classes.
    private func ofClasses(_ weights: [Double]?, _ metric: (ConfusionMatrix, Int) -> Double) -> Double {
        let matrix = matrix(weights)
        return classes == 2 ? metric(matrix, positive) : matrix.macro { metric(matrix, $0) }
    }

    /// Of the scores; without them the mean over one class against the rest.
    private func ranking(_ orders: [[Int]], _ metric: ([Bool], [Double], [Int]) -> Double) -> Double {
        if !scores.isEmpty { return metric(labels.map { $0 == positive }, scores, orders[0]) }
        let each = (0..<classes).map { label in metric(labels.map { $0 == label }, scores(of: label), orders[label]) }
        return each.reduce(0, +) / Double(classes)
    }
}
