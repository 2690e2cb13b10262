import Core

/// How well the best of all models would do on sessions whose true purchase probabilities are known.
package struct BestReachable: Hashable, Sendable {
    /// Sessions.
    package let count: Int
    /// Share of sessions with a purchase.
    package let purchaseRate: Double
    /// Expected share of right answers when each session is told its likelier outcome.
    package let accuracy: Double
    /// Share of right answers of the trivial model, which always says "no purchase".
    package let baselineAccuracy: Double
    /// Area under the ROC curve of the true probability against what happened.
    package let auc: Double
    /// Expected log-loss of the true probability, in nats.
    package let logLoss: Double

    /// - Parameters:
    ///   - tables: what `DemoShop.tables()` gave.
    ///   - days: which sessions count, by their day since 1970-01-01; nil: all.
    /// - Returns: nil when no session counts, or all had the same outcome.
    package init?(of tables: [DemoTable], days: Range<Int>? = nil) {
        guard let truth = tables.first(where: { $0.name == "truth" }), let sessions = tables.first(where: { $0.name == "sessions" }),
            case .doubles(let probabilities)? = truth.vector("purchase_probability")?.storage,
            case .booleans(let outcomes)? = sessions.vector("bought")?.storage,
            case .integers(let moments)? = sessions.vector("started_at")?.storage
        else { return nil }
        let rows = probabilities.indices.filter { row in
            days.map { $0.contains(Int(moments[row] / 86_400_000_000)) } ?? true
        }
        let purchases = rows.count { outcomes[$0] }
        guard purchases > 0, purchases < rows.count else { return nil }
        count = rows.count
        purchaseRate = Double(purchases) / Double(rows.count)
        baselineAccuracy = 1 - purchaseRate
        accuracy = rows.reduce(0) { $0 + max(probabilities[$1], 1 - probabilities[$1]) } / Double(rows.count)
        logLoss = rows.reduce(0) { $0 + Self.entropy(probabilities[$1]) } / Double(rows.count)

        // Mann-Whitney: pairs of a purchase and none that the probability puts in the right order; equal ones count half.
        let sorted = rows.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        var concordant = 0.0
        var below = 0.0
        var start = 0
        while start < sorted.count {
            var end = start
            var positive = 0.0, negative = 0.0
            while end < sorted.count, probabilities[sorted[end]] == probabilities[sorted[start]] {
                if outcomes[sorted[end]] { positive += 1 } else { negative += 1 }
                end += 1
            }
            concordant += positive * (below + negative / 2)
            below += negative
            start = end
        }
        auc = concordant / (Double(purchases) * Double(rows.count - purchases))
    }

    private static func entropy(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else { return 0 }
        return -(probability * logarithm(probability) + (1 - probability) * logarithm(1 - probability))
    }

    /// The natural logarithm by Newton's method on `exponential`, so that it, too, is the same everywhere.
    private static func logarithm(_ x: Double) -> Double {
        var y = Double(x.exponent) * 0.693_147_180_559_945_3
        for _ in 0..<6 {
            let e = exponential(y)
            y += 2 * (x - e) / (x + e)
        }
        return y
    }
}
