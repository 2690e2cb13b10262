/// How often each class was taken for each, and the metrics that follow from it.
package struct ConfusionMatrix: Sendable, Hashable {
    package let classes: Int
    /// Weight of the rows, by true class, then predicted class.
    private let cells: [Double]

    /// - Parameters:
    ///   - labels, predicted: classes, from 0.
    ///   - weights: of the rows; nil: all 1.
    package init(_ labels: [Int], _ predicted: [Int], classes: Int, weights: [Double]? = nil) {
        var cells = [Double](repeating: 0, count: classes * classes)
        for row in labels.indices { cells[labels[row] * classes + predicted[row]] += weights?[row] ?? 1 }
        self.classes = classes
        self.cells = cells
    }

    /// Of two classes, the second of which is looked for.
    init(trueNegatives: Double, falsePositives: Double, falseNegatives: Double, truePositives: Double) {
        classes = 2
        cells = [trueNegatives, falsePositives, falseNegatives, truePositives]
    }

    package func cell(_ label: Int, _ predicted: Int) -> Double { cells[label * classes + predicted] }
    private func actual(_ label: Int) -> Double { (0..<classes).reduce(0) { $0 + cell(label, $1) } }
    private func predicted(_ label: Int) -> Double { (0..<classes).reduce(0) { $0 + cell($1, label) } }
    private var total: Double { cells.reduce(0, +) }
    private var right: Double { (0..<classes).reduce(0) { $0 + cell($1, $1) } }

    /// `accuracy_score`. NaN without rows.
    package var accuracy: Double { right / total }

    /// Mean recall of the classes that occur (`balanced_accuracy_score`).
    package var balancedAccuracy: Double {
        let recalls = (0..<classes).filter { actual($0) > 0 }.map { cell($0, $0) / actual($0) }
        return recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Of the rows taken for the class, the share that is of it; 0 when there are none (`precision_score`).
    package func precision(_ label: Int) -> Double { predicted(label) == 0 ? 0 : cell(label, label) / predicted(label) }

    /// Of the rows of the class, the share that is found; 0 when there are none (`recall_score`).
    package func recall(_ label: Int) -> Double { actual(label) == 0 ? 0 : cell(label, label) / actual(label) }

    /// The harmonic mean of precision and recall (`f1_score`).
    package func f1(_ label: Int) -> Double {
        let all = actual(label) + predicted(label)
        return all == 0 ? 0 : 2 * cell(label, label) / all
    }

    /// The mean over the classes that occur or were predicted (`average="macro"`).
    package func macro(_ metric: (Int) -> Double) -> Double {
        let seen = (0..<classes).filter { actual($0) + predicted($0) > 0 }
        return seen.isEmpty ? 0 : seen.reduce(0) { $0 + metric($1) } / Double(seen.count)
    }

    /// `matthews_corrcoef`; 0 when either side has one class only.
    package var matthewsCorrelation: Double {
        let covariance = right * total - (0..<classes).reduce(0) { $0 + actual($1) * predicted($1) }
        let spreads = [predicted, actual].map { side in total * total - (0..<classes).reduce(0) { $0 + side($1) * side($1) } }
        return spreads[0] * spreads[1] <= 0 ? 0 : covariance / (spreads[0] * spreads[1]).squareRoot()
    }
}
