import Core

/// Intervals of metrics by resampling the rows: how much a metric would differ on other rows of the same kind.
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentile intervals).
package enum Bootstrap {
    /// - Parameters:
    ///   - confidence: share of the resamples inside of the interval, 0...1.
    ///   - isCancelled: asked before each resample is drawn.
    ///   - threads: to use; the result is the same for any number.
    /// - Returns: for each metric its lower and upper end, from the same resamples; NaN where it has no value.
    /// - Throws: `CancellationError`
    package static func intervals(
        _ metrics: [MetricKind], _ rows: EvaluationRows, resamples: Int, confidence: Double = 0.95, seed: UInt64, isCancelled: () -> Bool = { false }, threads: Int = 1
    ) throws -> [(low: Double, high: Double)] {
        var generator = SeededGenerator(seed: seed, stage: 500)
        let orders = metrics.map(rows.orders)
        var values = [[Double]](repeating: [], count: metrics.count)
        // One sequence of draws, so that they are drawn by one thread, as many at a time as there are threads to measure.
        for first in stride(from: 0, to: rows.count > 0 ? resamples : 0, by: max(1, threads)) {
            let drawn = try (first..<min(first + max(1, threads), resamples)).map { _ in
                if isCancelled() { throw CancellationError() }
                return weights(rows, &generator)
            }
            let measured = try Parallel.map(drawn, threads: threads) { weights in
                metrics.indices.map { rows.value(metrics[$0], weights: weights, orders: orders[$0]) }
            }
            for resample in measured {
                for (index, value) in resample.enumerated() where !value.isNaN { values[index].append(value) }
            }
        }
        return values.map { values in
            let sorted = values.sorted()
            return (quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2))
        }
    }

    /// A row that is drawn n times is a row of n times the weight.
    private static func weights(_ rows: EvaluationRows, _ generator: inout SeededGenerator) -> [Double] {
        var weights = [Double](repeating: 0, count: rows.count)
        for _ in 0..<rows.count {
            let row = Int.random(in: 0..<rows.count, using: &generator)
            weights[row] += rows.weights?[row] ?? 1
        }
        return weights
    }

    /// Intervals of the differences between two sets of answers about the same rows: each resample draws the same rows for both.
    /// - Returns: for each metric the ends of second - first that hold 95 % of the resamples; NaN where it has no value.
    static func differences(
        _ metrics: [MetricKind], _ first: EvaluationRows, _ second: EvaluationRows, resamples: Int, seed: UInt64, threads: Int
    ) throws -> [(low: Double, high: Double)] {
        let orders = metrics.map { (first.orders($0), second.orders($0)) }
        let values = try Parallel.map(Array(0..<resamples), threads: threads) { resample in
            var generator = SeededGenerator(seed: seed, stage: 501 + UInt64(resample))
            var weights = [Double](repeating: 0, count: first.count)
            for _ in 0..<first.count { weights[Int.random(in: 0..<first.count, using: &generator)] += 1 }
            return metrics.indices.map { index in
                second.value(metrics[index], weights: weights, orders: orders[index].1)
                    - first.value(metrics[index], weights: weights, orders: orders[index].0)
            }
        }
        return metrics.indices.map { index in
            let sorted = values.map { $0[index] }.filter { !$0.isNaN }.sorted()
            return (quantile(sorted, 0.025), quantile(sorted, 0.975))
        }
    }

    /// Between the two nearest, as numpy has it. NaN of nothing.
    package static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let rest = place - Double(below)
        // No difference is taken: it may be beyond what a number can hold.
        return rest == 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[below + 1] * rest
    }
}
