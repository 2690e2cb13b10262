import Core

/// Rows as numbers for the learners, with the truth beside them.
struct EncodedRows: Sendable {
    /// Row i, feature j at `i * rowStride + j * featureStride`; NaN: missing.
    let matrix: [Double]
    let rowStride: Int
    let featureStride: Int
    /// Features.
    let width: Int
    /// Row by row, as the target encodes it.
    let truth: [Double]
    /// nil: all 1.
    let weights: [Float]?
    /// Indices of features that are categories.
    let categorical: [Int]

    var count: Int { truth.count }
    var isRowMajor: Bool { featureStride == 1 }
}

extension EncodedRows {
    /// Some rows of a table, row-major.
    /// - Parameters:
    ///   - columns: as the encoders of the layout take them.
    ///   - truth: of each of the rows.
    init(_ layout: FeatureLayout, _ columns: [ColumnVector], rows: [Int], truth: [Double]) {
        self.init(
            matrix: layout.rowMajor(columns, rows: rows), rowStride: layout.width, featureStride: 1, width: layout.width, truth: truth, weights: nil,
            categorical: layout.categorical)
    }
}

/// What all learners of a training need to know.
struct LearningProblem: Sendable {
    let task: LearningTask
    /// Number of labels; 0 for regression.
    let classes: Int
    let seed: UInt64
    /// The quantile of a number that is learnt; nil: its mean.
    var quantile: Double? = nil
    /// How much a row of each class counts, in learning and in judging; the mean over the rows is 1. nil: 1 for all.
    var classWeights: [Double]? = nil

    /// How much a row counts.
    /// - Parameter truth: its class.
    func weight(_ truth: Double) -> Double { classWeights?[Int(truth)] ?? 1 }

    /// Numbers per prediction: one value or probability, or a probability per label.
    var outputs: Int { task == .multiclass ? classes : 1 }

    /// What trials are judged by.
    var lossName: String { task != .regression ? "log_loss" : quantile == nil ? "mse" : "pinball" }

    /// Of one predicted number: squared error, or the pinball loss of the quantile.
    func loss(of predicted: Double, _ truth: Double) -> Double {
        let difference = truth - predicted
        guard let quantile else { return difference * difference }
        return difference >= 0 ? quantile * difference : (quantile - 1) * difference
    }
}

extension EncodedRows {
    /// Some of the rows, row-major.
    func part(where isWanted: (Int) -> Bool) -> EncodedRows {
        let chosen = (0..<count).filter(isWanted)
        var part: [Double] = []
        part.reserveCapacity(chosen.count * width)
        for row in chosen {
            for feature in 0..<width { part.append(matrix[row * rowStride + feature * featureStride]) }
        }
        return EncodedRows(
            matrix: part, rowStride: width, featureStride: 1, width: width, truth: chosen.map { truth[$0] }, weights: weights.map { weights in chosen.map { weights[$0] } },
            categorical: categorical)
    }
}

extension EncodedRows {
    /// The same rows with something else to learn.
    func replacingTruth(_ truth: [Double]) -> EncodedRows {
        EncodedRows(
            matrix: matrix, rowStride: rowStride, featureStride: featureStride, width: width, truth: truth, weights: nil, categorical: categorical)
    }
}
