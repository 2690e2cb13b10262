import CLightGBM
package import Core

/// A trained model: all that scoring needs. A value in memory; `serialized()` is its file.
package final class Model: Sendable {
    /// The columns that it takes, in the order of scoring calls.
    package let inputs: [Column]
    let targetEncoder: TargetEncoder
    let encoders: [FeatureEncoder]
    let layout: FeatureLayout
    let boosterText: String
    let booster: Booster

    init(target: TargetEncoder, inputs: [Column], encoders: [FeatureEncoder], boosterText: String) throws {
        self.inputs = inputs
        targetEncoder = target
        self.encoders = encoders
        layout = FeatureLayout(encoders)
        self.boosterText = boosterText
        booster = try Booster(text: boosterText)
    }

    package var task: LearningTask { targetEncoder.task }
    /// Name and type of what is predicted.
    package var target: Column { targetEncoder.column }
    package var predictionType: SQLType { targetEncoder.column.type }
    /// Classes in order; empty for regression.
    package var labels: [Value] { targetEncoder.labels }

    /// Numbers per score row: 1 for regression (the value) and for two classes (probability of the second label), else one
    /// probability per label.
    package var outputCount: Int { task == .multiclass ? labels.count : 1 }

    /// Scores rows. From any thread; works on the calling one alone.
    /// - Parameter columns: in `inputs` order, in the types of `inputs` or those of the training table.
    /// - Returns: row-major, rows x `outputCount`.
    package func scores(_ columns: [ColumnVector], rowCount: Int) throws -> [Double] {
        try scores(columns, rows: 0..<rowCount)
    }

    func scores(_ columns: [ColumnVector], rows: some RandomAccessCollection<Int>) throws -> [Double] {
        guard !rows.isEmpty else { return [] }
        let matrix = layout.rowMajor(columns, rows: rows)
        return try matrix.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            return try booster.predict(base, rows: rows.count, features: layout.width, width: outputCount)
        }
    }

    package func makePointScorer() throws -> PointScorer { try PointScorer(model: self) }

    // MARK: What a score row says

    /// The predicted value or class.
    package func prediction(_ scores: [Double]) -> Value {
        switch task {
        case .regression: .double(scores[0])
        case .binary: labels[scores[0] >= 0.5 ? 1 : 0]
        case .multiclass: labels[TargetEncoder.argmax(scores[...])]
        }
    }

    /// Probability of the predicted class; NaN for regression.
    package func confidence(_ scores: [Double]) -> Double {
        switch task {
        case .regression: .nan
        case .binary: scores[0] >= 0.5 ? scores[0] : 1 - scores[0]
        case .multiclass: scores.max() ?? .nan
        }
    }

    /// Label -> probability, in label order, as a JSON object.
    package func probabilities(_ scores: [Double]) -> String { probabilityObject(scores).text }

    func probabilityObject(_ scores: [Double]) -> JSONValue {
        let all = task == .binary ? [1 - scores[0], scores[0]] : scores
        return .object(zip(labels, all).map { .init(Self.labelText($0), .number(Self.rounded($1))) })
    }

    /// Booleans as JSON and SQL spell them, not as the wire does.
    static func labelText(_ label: Value) -> String {
        if case .boolean(let flag) = label { return flag ? "true" : "false" }
        return label.text ?? ""
    }

    /// Twelve digits after the point: beyond them is noise that only makes texts long.
    private static func rounded(_ number: Double) -> Double { (number * 1e12).rounded() / 1e12 }
}
