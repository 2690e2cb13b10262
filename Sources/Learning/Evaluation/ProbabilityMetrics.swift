import Foundation

/// Metrics of probabilities. All take the weight of each row; nil: all 1.
package enum ProbabilityMetrics {
    /// Mean negative logarithm of the probability of the true class, in nats (`log_loss`).
    /// - Parameter probabilities: row-major, rows x classes.
    package static func logLoss(_ labels: [Int], _ probabilities: [Double], classes: Int, weights: [Double]? = nil) -> Double {
        // As scikit-learn has it: clipped to the precision of a double.
        let epsilon = Double.ulpOfOne
        return weightedMean(labels.count, weights) { row in -log(min(max(probabilities[row * classes + labels[row]], epsilon), 1 - epsilon)) }
    }

    /// Mean squared distance of the probabilities from the outcome (`brier_score_loss`): of the second of two classes, or summed up
    /// over more.
    /// - Parameter probabilities: row-major, rows x classes.
    package static func brier(_ labels: [Int], _ probabilities: [Double], classes: Int, weights: [Double]? = nil) -> Double {
        weightedMean(labels.count, weights) { row in
            let distances = (0..<classes).map { probabilities[row * classes + $0] - (labels[row] == $0 ? 1 : 0) }
            return classes == 2 ? distances[1] * distances[1] : distances.reduce(0) { $0 + $1 * $1 }
        }
    }
}

/// The mean of what rows are worth. NaN without rows.
func weightedMean(_ rows: Int, _ weights: [Double]?, _ value: (Int) -> Double) -> Double {
    guard let weights else { return (0..<rows).reduce(0) { $0 + value($1) } / Double(rows) }
    var (sum, total) = (0.0, 0.0)
    for row in 0..<rows where weights[row] != 0 {
        sum += weights[row] * value(row)
        total += weights[row]
    }
    return sum / total
}
