import Foundation

/// Metrics under scikit-learn's names and definitions, equal to its values up to rounding.
package enum Metrics {
    /// Area under the ROC curve, ties counted half (`roc_auc_score`). NaN when a class is missing.
    package static func rocAUC(_ labels: [Bool], _ scores: [Double]) -> Double {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var positives = 0.0
        var rankSum = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, scores[order[end + 1]] == scores[order[start]] { end += 1 }
            let rank = Double(start + end) / 2 + 1
            for index in start...end where labels[order[index]] {
                positives += 1
                rankSum += rank
            }
            start = end + 1
        }
        let negatives = Double(labels.count) - positives
        return positives == 0 || negatives == 0 ? .nan : (rankSum - positives * (positives + 1) / 2) / (positives * negatives)
    }

    /// Share of rows whose class is right (`accuracy_score`).
    package static func accuracy(_ labels: [Int], _ predicted: [Int]) -> Double {
        Double(zip(labels, predicted).count { $0 == $1 }) / Double(labels.count)
    }

    /// Mean recall of the classes that occur (`balanced_accuracy_score`).
    package static func balancedAccuracy(_ labels: [Int], _ predicted: [Int], classes: Int) -> Double {
        var right = [Double](repeating: 0, count: classes)
        var all = right
        for (label, guess) in zip(labels, predicted) {
            all[label] += 1
            if label == guess { right[label] += 1 }
        }
        let recalls = all.indices.filter { all[$0] > 0 }.map { right[$0] / all[$0] }
        return recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Mean negative logarithm of the probability of the true class, in nats (`log_loss`).
    /// - Parameter probabilities: row-major, rows x classes.
    package static func logLoss(_ labels: [Int], _ probabilities: [Double], classes: Int) -> Double {
        var sum = 0.0
        for (row, label) in labels.enumerated() {
            let probability = probabilities[row * classes + label]
            sum -= log(min(max(probability, 2.220446049250313e-16), 1 - 2.220446049250313e-16))
        }
        return sum / Double(labels.count)
    }

    /// Mean squared distance of the probability from the outcome (`brier_score_loss`).
    package static func brier(_ labels: [Bool], _ probabilities: [Double]) -> Double {
        zip(labels, probabilities).reduce(0) { $0 + ($1.1 - ($1.0 ? 1 : 0)) * ($1.1 - ($1.0 ? 1 : 0)) } / Double(labels.count)
    }

    /// F1 of each class that occurs in either, averaged (`f1_score(average="macro")`); of class 1 alone for `positive`.
    package static func f1(_ labels: [Int], _ predicted: [Int], classes: Int, positiveOnly: Bool) -> Double {
        func score(_ positive: Int) -> Double? {
            var truePositives = 0.0
            var relevant = 0.0
            var retrieved = 0.0
            for (label, guess) in zip(labels, predicted) {
                if label == positive { relevant += 1 }
                if guess == positive { retrieved += 1 }
                if label == positive, guess == positive { truePositives += 1 }
            }
            return relevant + retrieved == 0 ? nil : 2 * truePositives / (relevant + retrieved)
        }
        if positiveOnly { return score(1) ?? 0 }
        let scores = (0..<classes).compactMap(score)
        return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
    }

    /// 1 - residual sum of squares / total sum of squares (`r2_score`). NaN when all truths are equal.
    package static func r2(_ truth: [Double], _ predicted: [Double]) -> Double {
        let mean = truth.reduce(0, +) / Double(truth.count)
        let total = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let residual = zip(truth, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return total == 0 ? .nan : 1 - residual / total
    }

    /// `mean_absolute_error`
    package static func mae(_ truth: [Double], _ predicted: [Double]) -> Double {
        zip(truth, predicted).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(truth.count)
    }

    /// `root_mean_squared_error`
    package static func rmse(_ truth: [Double], _ predicted: [Double]) -> Double {
        (zip(truth, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(truth.count)).squareRoot()
    }
}
