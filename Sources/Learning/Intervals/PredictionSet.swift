/// Which classes a prediction cannot rule out: those with at least a certain probability, chosen so that the set holds the true
/// class as often as was asked for.
/// Source: Sadinle, Lei and Wasserman, "Least Ambiguous Set-Valued Classifiers with Bounded Error Levels", JASA 2019.
struct PredictionSet: Sendable, Hashable {
    /// Share of the sets that hold the true class, as asked for: 0...1.
    let coverage: Double
    /// A class with at least this probability belongs to the set: 0...1.
    let leastProbability: Double

    init(coverage: Double, leastProbability: Double) {
        self.coverage = coverage
        self.leastProbability = leastProbability
    }

    /// - Parameters:
    ///   - scores: row-major, rows x outputs, for rows that were not learnt from.
    ///   - truth: the class of each row, from 0.
    init(scores: [Double], truth: [Double], outputs: Int, coverage: Double) {
        let doubts = truth.indices.map { row in 1 - Self.probability(of: Int(truth[row]), scores[row * outputs..<(row + 1) * outputs]) }
        let limit = ConformalInterval.conformalQuantile(of: doubts, coverage)
        self.init(coverage: coverage, leastProbability: max(0, min(1, 1 - limit)))
    }

    /// The classes of one row's set, ascending; the likeliest is always one of them, and so is the answer.
    /// - Parameters:
    ///   - scores: one probability, of the second of two classes, or one per class.
    ///   - answer: the class that is answered, when that may be another than the likeliest.
    func classes(_ scores: ArraySlice<Double>, answer: Int? = nil) -> [Int] {
        let count = max(2, scores.count)
        let likeliest = (0..<count).max { Self.probability(of: $0, scores) < Self.probability(of: $1, scores) }
        return (0..<count).filter { $0 == likeliest || $0 == answer || Self.probability(of: $0, scores) >= leastProbability }
    }

    private static func probability(of label: Int, _ scores: ArraySlice<Double>) -> Double {
        guard scores.count == 1 else { return scores[scores.startIndex + label] }
        return label == 1 ? scores[scores.startIndex] : 1 - scores[scores.startIndex]
    }
}
