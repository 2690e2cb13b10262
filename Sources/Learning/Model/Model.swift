package import Core

/// A trained model: all that scoring needs. A value in memory; `serialized()` is its file.
package final class Model: Sendable {
    /// A learner of the weighted mean that a model is.
    struct Member: Sendable {
        var weight: Double
        var learner: any FittedLearner
    }

    /// The columns that are scored, in the order of scoring calls.
    package let inputs: [Column]
    /// How they are computed from what is given; nil: they are what is given.
    package let transform: FittedTransform?
    let targetEncoder: TargetEncoder
    let encoders: [FeatureEncoder]
    let layout: FeatureLayout
    /// The weights sum up to 1.
    let members: [Member]
    /// On what the members are averaged; `plain` for one member, and for regression.
    let mean: MeanScale
    let calibrator: Calibrator
    /// Probability of the second of two labels from which on it is predicted.
    package let threshold: Double
    let interval: ConformalInterval?
    /// nil for regression.
    let predictionSet: PredictionSet?
    /// Encoded training rows that explanations compare with, row-major.
    let background: [Double]

    init(
        target: TargetEncoder, inputs: [Column], encoders: [FeatureEncoder], members: [Member], mean: MeanScale = .logOdds, calibrator: Calibrator = .none, threshold: Double = 0.5,
        interval: ConformalInterval? = nil, predictionSet: PredictionSet? = nil, background: [Double] = [], transform: FittedTransform? = nil
    ) {
        self.inputs = inputs
        self.transform = transform
        targetEncoder = target
        self.encoders = encoders
        layout = FeatureLayout(encoders)
        self.members = members
        self.mean = members.count > 1 && target.task != .regression ? mean : .plain
        self.calibrator = calibrator
        self.threshold = threshold
        self.interval = interval
        self.predictionSet = predictionSet
        self.background = background
    }

    /// The same model with other learners.
    func replacing(members: [Member]) -> Model {
        replacing(members: members, calibrator: calibrator, threshold: threshold, interval: interval, predictionSet: predictionSet)
    }

    /// The same model with other learners, and what follows from their errors.
    func replacing(members: [Member], calibrator: Calibrator, threshold: Double, interval: ConformalInterval?, predictionSet: PredictionSet?) -> Model {
        Model(
            target: targetEncoder, inputs: inputs, encoders: encoders, members: members, mean: mean, calibrator: calibrator, threshold: threshold, interval: interval,
            predictionSet: predictionSet, background: background, transform: transform)
    }

    /// The same model over what its inputs are computed from.
    package func taking(_ transform: FittedTransform) -> Model {
        Model(
            target: targetEncoder, inputs: inputs, encoders: encoders, members: members, mean: mean, calibrator: calibrator, threshold: threshold, interval: interval,
            predictionSet: predictionSet, background: background, transform: transform.reduced(to: inputs.map(\.name)))
    }

    package var task: LearningTask { targetEncoder.task }
    /// Name and type of what is predicted.
    package var target: Column { targetEncoder.column }
    package var predictionType: SQLType { targetEncoder.column.type }
    /// Classes in order; empty for regression.
    package var labels: [Value] { targetEncoder.labels }
    /// Whether predictions have an interval.
    package var hasInterval: Bool { interval != nil }

    /// Numbers per score row: 1 for regression (the value) and for two classes (probability of the second label), else one
    /// probability per label.
    package var outputCount: Int { task == .multiclass ? labels.count : 1 }

    /// Scores rows. From any thread; works on the calling one alone.
    /// - Parameter columns: in `inputs` order, in the types of `inputs` or those of the training table.
    /// - Returns: row-major, rows x `outputCount`.
    package func scores(_ columns: [ColumnVector], rowCount: Int) throws -> [Double] {
        try scores(columns, rows: 0..<rowCount)
    }

    /// The same for some of the rows, in their order.
    package func scores(_ columns: [ColumnVector], rows: some RandomAccessCollection<Int>) throws -> [Double] {
        guard !rows.isEmpty else { return [] }
        return try scores(encoded: layout.rowMajor(columns, rows: rows), rows: rows.count)
    }

    /// The same on several threads, to the bit.
    func scores(_ columns: [ColumnVector], rows: [Int], threads: Int) throws -> [Double] {
        try inParts(rows, threads: threads) { try scores(columns, rows: $0) }
    }

    /// What a function makes of the rows, part after part.
    func inParts(_ rows: [Int], threads: Int, _ body: @Sendable (ArraySlice<Int>) throws -> [Double]) throws -> [Double] {
        let size = 8192
        let parts = stride(from: 0, to: rows.count, by: size).map { rows[$0..<min($0 + size, rows.count)] }
        return try Parallel.map(parts, threads: threads, body).flatMap(\.self)
    }

    /// - Parameter matrix: row-major, rows x `layout.width`.
    func scores(encoded matrix: [Double], rows: Int) throws -> [Double] {
        let outputs = outputCount
        return try matrix.withUnsafeBufferPointer { matrix in
            guard let first = matrix.baseAddress else { return [] }
            var total = [Double](repeating: 0, count: rows * outputs)
            var part = total
            for member in members {
                try part.withUnsafeMutableBufferPointer { part in
                    if let base = part.baseAddress { try member.learner.predict(first, rows: rows, features: layout.width, into: base) }
                }
                for index in total.indices { total[index] += member.weight * mean.scaled(part[index], task) }
            }
            finish(&total, rows: rows)
            return total
        }
    }

    /// From the mean of the members to the scores.
    private func finish(_ total: inout [Double], rows: Int) {
        if case .none = calibrator, mean == .plain { return }
        total.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<rows { finish(base + row * outputCount) }
        }
    }

    /// The same for one row.
    func finish(_ total: UnsafeMutablePointer<Double>) {
        mean.unscale(total, task, outputs: outputCount)
        calibrator.apply(total, outputs: outputCount, task: task)
    }

    /// Half the width of each row's interval; NaN for a model without intervals.
    package func halfWidths(_ columns: [ColumnVector], rowCount: Int) throws -> [Double] { try halfWidths(columns, rows: 0..<rowCount) }

    /// The same for some of the rows, in their order.
    package func halfWidths(_ columns: [ColumnVector], rows: some RandomAccessCollection<Int>) throws -> [Double] {
        guard let interval, !rows.isEmpty else { return [Double](repeating: .nan, count: rows.count) }
        return try layout.rowMajor(columns, rows: rows).withUnsafeBufferPointer { matrix in
            guard let first = matrix.baseAddress else { return [] }
            return try interval.halfWidths(first, rows: rows.count, features: layout.width)
        }
    }

    /// The same for one row.
    package func halfWidth(_ inputs: [Value]) throws -> Double {
        guard let interval else { return .nan }
        return try encoded(inputs).withUnsafeBufferPointer { row in
            guard let first = row.baseAddress else { return .nan }
            return try interval.halfWidths(first, rows: 1, features: layout.width)[0]
        }
    }

    func encoded(_ values: [Value]) -> [Double] {
        var row = [Double](repeating: .nan, count: max(1, layout.width))
        row.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for (encoder, offset) in zip(encoders, layout.offsets) { encoder.encode(values[encoder.input], into: base + offset, featureStride: 1) }
        }
        return row
    }

    package func makePointScorer() throws -> PointScorer { try PointScorer(model: self) }

    // MARK: What a score row says

    /// Place of the predicted class among the labels.
    func answer(_ scores: ArraySlice<Double>) -> Int {
        task == .binary ? scores[scores.startIndex] >= threshold ? 1 : 0 : TargetEncoder.argmax(scores)
    }

    /// The predicted value or class.
    package func prediction(_ scores: [Double]) -> Value {
        task == .regression ? .double(scores[0]) : labels[answer(scores[...])]
    }

    /// Probability of the predicted class; NaN for regression.
    package func confidence(_ scores: [Double]) -> Double {
        switch task {
        case .regression: .nan
        case .binary: scores[0] >= threshold ? scores[0] : 1 - scores[0]
        case .multiclass: scores.max() ?? .nan
        }
    }

    /// Label -> probability, in label order, as a JSON object.
    package func probabilities(_ scores: [Double]) -> String { probabilityObject(scores).text }

    func probabilityObject(_ scores: [Double]) -> JSONValue {
        let all = task == .binary ? [1 - scores[0], scores[0]] : scores
        return .object(zip(labels, all).map { .init(Self.labelText($0), .number(Self.rounded($1))) })
    }

    /// The classes that cannot be ruled out at the configured coverage, in label order, as a JSON array.
    package func classSet(_ scores: [Double]) -> String {
        let classes = predictionSet?.classes(scores[...], answer: answer(scores[...])) ?? []
        return JSONValue.array(classes.map { .string(Self.labelText(labels[$0])) }).text
    }

    /// Booleans as JSON and SQL spell them, not as the wire does.
    static func labelText(_ label: Value) -> String {
        if case .boolean(let flag) = label { return flag ? "true" : "false" }
        return label.text ?? ""
    }

    /// Twelve digits after the point: beyond them is noise that only makes texts long.
    private static func rounded(_ number: Double) -> Double { (number * 1e12).rounded() / 1e12 }
}
