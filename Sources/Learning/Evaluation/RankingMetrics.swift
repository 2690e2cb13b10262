/// Metrics of an order: how far above the other rows the positive ones stand.
///
/// All take the weight of each row; nil: all 1. They need no probabilities, any score will do.
package enum RankingMetrics {
    /// Area under the ROC curve, ties counted half (`roc_auc_score`). NaN when a class is missing.
    /// - Parameter order: the rows by ascending score; nil: it is found.
    package static func rocAUC(_ labels: [Bool], _ scores: [Double], weights: [Double]? = nil, order: [Int]? = nil) -> Double {
        var (positives, negatives, area) = (0.0, 0.0, 0.0)
        ties(scores, order ?? Self.order(scores)) { rows in
            var (positive, negative) = (0.0, 0.0)
            for row in rows {
                if labels[row] { positive += weights?[row] ?? 1 } else { negative += weights?[row] ?? 1 }
            }
            area += positive * (negatives + negative / 2)
            positives += positive
            negatives += negative
        }
        return positives == 0 || negatives == 0 ? .nan : area / (positives * negatives)
    }

    /// Mean precision over the thresholds, each weighted by the recall that it adds (`average_precision_score`). NaN without positives.
    package static func averagePrecision(_ labels: [Bool], _ scores: [Double], weights: [Double]? = nil, order: [Int]? = nil) -> Double {
        var (found, seen, sum) = (0.0, 0.0, 0.0)
        ties(scores, (order ?? Self.order(scores)).reversed()) { rows in
            var gained = 0.0
            for row in rows {
                let weight = weights?[row] ?? 1
                seen += weight
                if labels[row] { gained += weight }
            }
            found += gained
            if gained > 0 { sum += gained * found / seen }
        }
        return found == 0 ? .nan : sum / found
    }

    /// Rows by ascending score.
    package static func order(_ scores: [Double]) -> [Int] { scores.indices.sorted { scores[$0] < scores[$1] } }

    /// Rows of equal score, group after group.
    private static func ties(_ scores: [Double], _ order: some RandomAccessCollection<Int>, _ body: (ArraySlice<Int>) -> Void) {
        let order = Array(order)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            body(order[start..<end])
            start = end
        }
    }
}
