import Core

/// A metric on the rows that chose nothing, beside the same metric of the trivial baseline.
package struct Metric: Sendable, Hashable {
    package var name: String
    package var value: Double
    package var baseline: Double
    package var isHigherBetter: Bool
}

enum Evaluation {
    /// - Parameters:
    ///   - truth: of the kept-back rows, as the target encodes it.
    ///   - scores: row-major, rows x the model's output count.
    ///   - training: truth of the rows that were learnt from: what the baseline knows.
    /// - Returns: the primary metric first.
    static func metrics(target: TargetEncoder, truth: [Double], scores: [Double], training: [Double]) -> [Metric] {
        switch target.task {
        case .regression: regression(truth: truth, predicted: scores, training: training)
        case .binary: binary(truth: truth, probabilities: scores, training: training)
        case .multiclass: multiclass(truth: truth.map { Int($0) }, probabilities: scores, training: training, classes: target.labels.count)
        }
    }

    private static func regression(truth: [Double], predicted: [Double], training: [Double]) -> [Metric] {
        let mean = [Double](repeating: training.reduce(0, +) / Double(training.count), count: truth.count)
        return [
            Metric(name: "r2", value: Metrics.r2(truth, predicted), baseline: Metrics.r2(truth, mean), isHigherBetter: true),
            Metric(name: "mae", value: Metrics.mae(truth, predicted), baseline: Metrics.mae(truth, mean), isHigherBetter: false),
            Metric(name: "rmse", value: Metrics.rmse(truth, predicted), baseline: Metrics.rmse(truth, mean), isHigherBetter: false),
        ]
    }

    private static func binary(truth: [Double], probabilities: [Double], training: [Double]) -> [Metric] {
        let labels = truth.map { $0 > 0.5 }
        let classes = truth.map { Int($0) }
        let predicted = probabilities.map { $0 >= 0.5 ? 1 : 0 }
        let prior = training.reduce(0, +) / Double(training.count)
        let constant = [Double](repeating: prior, count: truth.count)
        let majority = [Int](repeating: prior >= 0.5 ? 1 : 0, count: truth.count)
        func both(_ positive: [Double]) -> [Double] { positive.flatMap { [1 - $0, $0] } }
        return [
            Metric(name: "roc_auc", value: Metrics.rocAUC(labels, probabilities), baseline: 0.5, isHigherBetter: true),
            Metric(
                name: "accuracy", value: Metrics.accuracy(classes, predicted), baseline: Metrics.accuracy(classes, majority), isHigherBetter: true),
            Metric(
                name: "balanced_accuracy", value: Metrics.balancedAccuracy(classes, predicted, classes: 2),
                baseline: Metrics.balancedAccuracy(classes, majority, classes: 2), isHigherBetter: true),
            Metric(
                name: "f1", value: Metrics.f1(classes, predicted, classes: 2, positiveOnly: true),
                baseline: Metrics.f1(classes, majority, classes: 2, positiveOnly: true), isHigherBetter: true),
            Metric(
                name: "log_loss", value: Metrics.logLoss(classes, both(probabilities), classes: 2),
                baseline: Metrics.logLoss(classes, both(constant), classes: 2), isHigherBetter: false),
            Metric(name: "brier", value: Metrics.brier(labels, probabilities), baseline: Metrics.brier(labels, constant), isHigherBetter: false),
        ]
    }

    private static func multiclass(truth: [Int], probabilities: [Double], training: [Double], classes: Int) -> [Metric] {
        let predicted = truth.indices.map { row in TargetEncoder.argmax(probabilities[row * classes..<(row + 1) * classes]) }
        var counts = [Double](repeating: 0, count: classes)
        for label in training { counts[Int(label)] += 1 }
        let prior = counts.map { $0 / Double(training.count) }
        let majority = [Int](repeating: TargetEncoder.argmax(prior[...]), count: truth.count)
        let constant = truth.flatMap { _ in prior }
        return [
            Metric(name: "accuracy", value: Metrics.accuracy(truth, predicted), baseline: Metrics.accuracy(truth, majority), isHigherBetter: true),
            Metric(
                name: "balanced_accuracy", value: Metrics.balancedAccuracy(truth, predicted, classes: classes),
                baseline: Metrics.balancedAccuracy(truth, majority, classes: classes), isHigherBetter: true),
            Metric(
                name: "f1_macro", value: Metrics.f1(truth, predicted, classes: classes, positiveOnly: false),
                baseline: Metrics.f1(truth, majority, classes: classes, positiveOnly: false), isHigherBetter: true),
            Metric(
                name: "log_loss", value: Metrics.logLoss(truth, probabilities, classes: classes),
                baseline: Metrics.logLoss(truth, constant, classes: classes), isHigherBetter: false),
        ]
    }
}
