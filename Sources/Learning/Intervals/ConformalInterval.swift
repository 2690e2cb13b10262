import Core

/// The width of a regression's interval: a quantile of what the errors were on rows that were not learnt from, in units of how
/// large an error is expected there.
/// Source: Lei et al., "Distribution-Free Predictive Inference for Regression", JASA 2018, section 5.2.
struct ConformalInterval: Sendable {
    /// Share of the truths that lie inside, as asked for: 0...1.
    let coverage: Double
    /// Of |error| / difficulty.
    let quantile: Double
    /// Expected size of the error; nil: the same everywhere, 1.
    let difficulty: FittedBoosting?
    /// No difficulty is less.
    let floor: Double

    private static let minimumRows = 500
    /// More teach the difficulty nothing.
    private static let maximumRows = 20_000

    /// Half the interval's width for each row.
    /// - Parameter matrix: row-major, rows x features.
    func halfWidths(_ matrix: UnsafePointer<Double>, rows: Int, features: Int) throws -> [Double] {
        guard let difficulty else { return [Double](repeating: quantile, count: rows) }
        var widths = [Double](repeating: 0, count: rows)
        try widths.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { try difficulty.predict(matrix, rows: rows, features: features, into: base) }
        }
        return widths.map { max($0, floor) * quantile }
    }

    /// - Parameters:
    ///   - rows: those that judged, encoded; their truth is the size of the error.
    ///   - threads: to use; the result is the same for any number.
    init(errors all: EncodedRows, coverage: Double, seed: UInt64, threads: Int = 1) throws {
        self.coverage = coverage
        let step = (all.count + Self.maximumRows - 1) / Self.maximumRows
        let rows = step > 1 ? all.part { $0.isMultiple(of: step) } : all
        let sizes = rows.truth
        let floor = max(1e-12, 0.2 * Self.quantile(of: sizes, 0.5))
        self.floor = floor
        guard rows.count >= Self.minimumRows else {
            difficulty = nil
            quantile = Self.conformalQuantile(of: sizes, coverage)
            return
        }
        // The quantile comes from difficulties of rows that the difficulty was not learnt from.
        // The longest first: it takes as long as the two others.
        let fitted = try Parallel.map([nil, 0, 1], threads: threads) { half in
            try Self.fit(half.map { half in rows.part { Halves.of($0) == half } } ?? rows, seed: seed)
        }
        var ratios: [Double] = []
        for half in 0..<2 {
            let judged = rows.part { Halves.of($0) != half }
            let expected = try fitted[1 + half].predict(judged.matrix, rows: judged.count, features: judged.width, outputs: 1)
            ratios += zip(judged.truth, expected).map { $0 / max($1, floor) }
        }
        quantile = Self.conformalQuantile(of: ratios, coverage)
        difficulty = try fitted[0].detached()
    }

    init(coverage: Double, quantile: Double, difficulty: FittedBoosting?, floor: Double) {
        self.coverage = coverage
        self.quantile = quantile
        self.difficulty = difficulty
        self.floor = floor
    }

    private static func fit(_ rows: EncodedRows, seed: UInt64) throws -> FittedBoosting {
        let problem = LearningProblem(task: .regression, classes: 0, seed: seed)
        let values: [String: Double] = ["num_leaves": 8, "learning_rate": 0.1, "min_data_in_leaf": 30, "lambda_l2": 1]
        return try FittedBoosting.fit(
            rows, validation: nil, problem: problem, parameters: BoostingParameters(values, problem: problem, categorical: rows.categorical), rounds: 40,
            patience: 0, threads: 1)
    }

    /// The `ceil((n + 1) coverage)`-th smallest; the largest when there are too few.
    static func conformalQuantile(of values: [Double], _ coverage: Double) -> Double {
        let sorted = values.sorted()
        // Less what a product of decimals is off: 100 x 0.55 is 55.
        let rank = Int((Double(sorted.count + 1) * coverage - 1e-9).rounded(.up))
        return sorted.isEmpty ? .infinity : sorted[min(max(rank, 1), sorted.count) - 1]
    }

    private static func quantile(of values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[Int(share * Double(sorted.count - 1))]
    }
}
