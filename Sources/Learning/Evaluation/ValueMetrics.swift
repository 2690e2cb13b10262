import Foundation

/// Metrics of predicted numbers. All take the weight of each row; nil: all 1.
package enum ValueMetrics {
    /// 1 - residual sum of squares / total sum of squares; of a constant truth 1 when it is met and else 0 (`r2_score`).
    package static func r2(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        let mean = weightedMean(truth.count, weights) { truth[$0] }
        let total = weightedMean(truth.count, weights) { (truth[$0] - mean) * (truth[$0] - mean) }
        let residual = mse(truth, predicted, weights: weights)
        return total == 0 ? (residual == 0 ? 1 : 0) : 1 - residual / total
    }

    /// `mean_absolute_error`
    package static func mae(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        weightedMean(truth.count, weights) { abs(truth[$0] - predicted[$0]) }
    }

    /// `mean_squared_error`
    package static func mse(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        weightedMean(truth.count, weights) { (truth[$0] - predicted[$0]) * (truth[$0] - predicted[$0]) }
    }

    /// `root_mean_squared_error`
    package static func rmse(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        mse(truth, predicted, weights: weights).squareRoot()
    }

    /// `mean_absolute_percentage_error`: a share, not percents.
    package static func mape(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        weightedMean(truth.count, weights) { abs(truth[$0] - predicted[$0]) / max(abs(truth[$0]), .ulpOfOne) }
    }

    /// `root_mean_squared_log_error`. NaN when a number is -1 or less.
    package static func rmsle(_ truth: [Double], _ predicted: [Double], weights: [Double]? = nil) -> Double {
        rmse(truth.map { log1p($0) }, predicted.map { log1p($0) }, weights: weights)
    }

    /// `mean_pinball_loss`. - Parameter alpha: the quantile that was predicted, 0...1.
    package static func pinball(_ truth: [Double], _ predicted: [Double], alpha: Double, weights: [Double]? = nil) -> Double {
        weightedMean(truth.count, weights) { row in
            let difference = truth[row] - predicted[row]
            return difference >= 0 ? alpha * difference : (alpha - 1) * difference
        }
    }

    /// Share of the truths inside of their intervals, ends included.
    package static func coverage(_ truth: [Double], low: [Double], high: [Double], weights: [Double]? = nil) -> Double {
        weightedMean(truth.count, weights) { low[$0] <= truth[$0] && truth[$0] <= high[$0] ? 1 : 0 }
    }
}
