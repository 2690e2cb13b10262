package import Core

/// How the answer is chosen between two classes.
package enum ThresholdRule: Sendable, Hashable {
    /// The likelier class, unless answers from another probability on agree better with the truth, and hardly more of them are wrong.
    case automatic
    /// The second class from this probability on.
    case at(Double)
    /// Where a metric of the answers is expected to be the best.
    case best(ThresholdMetric)
    /// Where the answers earn the most.
    case earning(OutcomeValues)

    /// What answers are worth, when somebody said so.
    package var values: OutcomeValues? { if case .earning(let values) = self { values } else { nil } }

    package var json: JSONValue {
        switch self {
        case .automatic: .string("auto")
        case .at(let probability): .number(probability)
        case .best(let metric): .string(metric.rawValue)
        case .earning: .string("value")
        }
    }
}

/// What a threshold can be chosen by.
package enum ThresholdMetric: String, Sendable, Hashable, CaseIterable {
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case f1, mcc

    func value(_ answers: ConfusionMatrix) -> Double {
        switch self {
        case .accuracy: answers.accuracy
        case .balancedAccuracy: answers.balancedAccuracy
        case .f1: answers.f1(1)
        case .mcc: answers.matthewsCorrelation
        }
    }
}

/// From which probability on the second of two classes is the answer.
///
/// With calibrated probabilities the answers' metrics can be expected from the probabilities alone: a row of p is of the second class in p of all cases.
/// That depends less on chance than the best threshold of the rows that were seen.
struct DecisionThreshold: Sendable, Hashable {
    let value: Double
    /// Matthews' correlation of answer and truth on the rows that judge, where evidence alone moved the threshold away from one half.
    let evidence: Evidence?

    struct Evidence: Sendable, Hashable {
        let atHalf: Double
        let moved: Double
        /// Standard error of the difference.
        let error: Double

        fileprivate var gain: Double { moved - atHalf }
    }

    /// From here on the likelier class is the answer.
    static let half = 0.5
    /// Standard errors that evidence has to exceed.
    private static let clear = 1.0
    /// Of what the likelier class gains in accuracy over the trivial answer: the share that has to stay.
    private static let keptAccuracy = 0.5
    /// Nothing reaches it: the answer is the first class always.
    private static let never = 1.000001

    /// - Parameters:
    ///   - probabilities: of the second class, calibrated, for rows that the predicting trials had not learnt from; may be empty.
    ///   - truth: 0 or 1, of each of these rows.
    init(_ probabilities: [Double], truth: [Double], problem: LearningProblem, rule: ThresholdRule) {
        // Weights make the second class look more or less frequent than it is.
        let weights = (problem.weight(0), problem.weight(1))
        let shares = probabilities.map { $0 * weights.0 / ($0 * weights.0 + (1 - $0) * weights.1) }
        switch rule {
        case .earning(let values): self.init(value: Self.best(probabilities, shares: truth, values.earned))
        case .at(let probability): self.init(value: probability)
        case .best(let metric): self.init(value: Self.best(probabilities, shares: shares, metric.value))
        case .automatic:
            let expected = problem.classWeights == nil ? Self.careful(probabilities, shares: shares) : Self.half
            let evidence = Self.evidence(expected, probabilities, truth)
            self.init(value: evidence == nil ? Self.half : expected, evidence: evidence)
        }
    }

    private init(value: Double, evidence: Evidence? = nil) {
        self.value = value
        self.evidence = evidence
    }

    /// The best threshold for Matthews' correlation that keeps half of what the likelier class gains in accuracy: a model that knows little must not
    /// give more wrong answers than no model.
    private static func careful(_ probabilities: [Double], shares: [Double]) -> Double {
        let positives = shares.reduce(0, +), count = Double(shares.count)
        let trivial = max(positives, count - positives) / count
        let likelier = shares.reduce(0) { $0 + max($1, 1 - $1) } / count
        let least = trivial + keptAccuracy * (likelier - trivial)
        return best(probabilities, shares: shares) { $0.accuracy >= least ? $0.matthewsCorrelation : -.infinity }
    }

    /// The threshold that is worth the most; the one nearest to a half when several are.
    /// - Parameter shares: how much of each row is of the second class, 0...1.
    private static func best(_ probabilities: [Double], shares: [Double], _ worth: (ConfusionMatrix) -> Double) -> Double {
        let order = probabilities.indices.sorted { (probabilities[$0], $0) > (probabilities[$1], $1) }
        let positives = shares.reduce(0, +)
        let negatives = Double(shares.count) - positives
        var (found, mistaken) = (0.0, 0.0)
        func answers() -> ConfusionMatrix {
            ConfusionMatrix(
                trueNegatives: max(0, negatives - mistaken), falsePositives: mistaken, falseNegatives: max(0, positives - found), truePositives: found)
        }
        var best = (worth: worth(answers()), threshold: never)
        for (place, row) in order.enumerated() {
            found += shares[row]
            mistaken += 1 - shares[row]
            let next = place + 1 < order.count ? probabilities[order[place + 1]] : -probabilities[row]
            guard next < probabilities[row] else { continue }
            let (worth, threshold) = (worth(answers()), (probabilities[row] + next) / 2)
            if worth > best.worth || worth == best.worth && abs(threshold - half) < abs(best.threshold - half) { best = (worth, threshold) }
        }
        return best.threshold
    }

    /// nil unless answers from the threshold on are better than those from one half on by more than a standard error.
    ///
    /// The standard error is the jackknife's: rows that fall on the same side of both thresholds and have the same truth are left out with the same result.
    private static func evidence(_ threshold: Double, _ probabilities: [Double], _ truth: [Double]) -> Evidence? {
        let (low, high) = (min(threshold, half), max(threshold, half))
        // By truth, and by place: below both, between them, above both.
        var rows = [Double](repeating: 0, count: 6)
        for (probability, truth) in zip(probabilities, truth) { rows[(truth > 0.5 ? 3 : 0) + (probability < low ? 0 : probability < high ? 1 : 2)] += 1 }
        func correlations(_ rows: [Double]) -> (atHalf: Double, moved: Double) {
            let atHigh = ConfusionMatrix(
                trueNegatives: rows[0] + rows[1], falsePositives: rows[2], falseNegatives: rows[3] + rows[4], truePositives: rows[5]).matthewsCorrelation
            let atLow = ConfusionMatrix(
                trueNegatives: rows[0], falsePositives: rows[1] + rows[2], falseNegatives: rows[3], truePositives: rows[4] + rows[5]).matthewsCorrelation
            return threshold < half ? (atHigh, atLow) : (atLow, atHigh)
        }
        let all = correlations(rows)
        let count = rows.reduce(0, +)
        let without = rows.indices.map { group in
            guard rows[group] > 0 else { return 0.0 }
            var fewer = rows
            fewer[group] -= 1
            let (atHalf, moved) = correlations(fewer)
            return moved - atHalf
        }
        let mean = zip(rows, without).reduce(0) { $0 + $1.0 * $1.1 } / max(1, count)
        let variance = zip(rows, without).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } * (count - 1) / max(1, count)
        let evidence = Evidence(atHalf: all.atHalf, moved: all.moved, error: variance.squareRoot())
        return evidence.gain > clear * evidence.error && evidence.gain > 0 ? evidence : nil
    }
}
