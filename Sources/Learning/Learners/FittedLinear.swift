import Core
import Foundation

/// Ridge regression, or logistic regression with an L2 penalty.
struct FittedLinear: FittedLearner {
    let encoder: DenseEncoder
    let task: LearningTask
    /// Row-major, outputs x (encoder.width + 1); the intercept last.
    let weights: [Double]
    let outputs: Int
    /// Predictions of a regression stay within the range of the training targets, widened by half.
    let range: ClosedRange<Double>?

    var kind: LearnerKind { .linear }
    var estimatedCost: Double { Double(encoder.width * outputs) * 1.5 + Double(encoder.columns.count) * 40 }

    func predict(_ matrix: UnsafePointer<Double>, rows: Int, features: Int, into output: UnsafeMutablePointer<Double>) throws {
        let width = encoder.width
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, width)) { dense in
            guard let dense = dense.baseAddress else { return }
            for row in 0..<rows {
                encoder.encode(matrix + row * features, featureStride: 1, into: dense)
                weights.withUnsafeBufferPointer { weights in
                    for index in 0..<outputs {
                        var sum = weights[index * (width + 1) + width]
                        for feature in 0..<width { sum += weights[index * (width + 1) + feature] * Double(dense[feature]) }
                        output[row * outputs + index] = sum
                    }
                }
                Link.apply(task, output + row * outputs, outputs)
                if let range { output[row] = min(max(output[row], range.lowerBound), range.upperBound) }
            }
        }
    }

    /// What each feature adds to the score, in comparison with other rows: exact Shapley values, as scores are sums.
    /// - Parameters:
    ///   - references: at least one row, row-major.
    ///   - output: the score that is taken apart.
    func contributions(_ row: [Double], against references: [Double], output: Int) -> (base: Double, features: [Double]) {
        let own = terms(row, output)
        let others = stride(from: 0, to: references.count, by: row.count).map { terms(Array(references[$0..<$0 + row.count]), output) }
        let means = own.indices.map { index in others.reduce(0) { $0 + $1[index] } / Double(others.count) }
        return (weights[output * (encoder.width + 1) + encoder.width] + means.reduce(0, +), zip(own, means).map { $0 - $1 })
    }

    /// What each feature adds to the score.
    private func terms(_ row: [Double], _ output: Int) -> [Double] {
        let dense = [Float](unsafeUninitializedCapacity: max(1, encoder.width)) { buffer, count in
            if let base = buffer.baseAddress { encoder.encode(row, featureStride: 1, into: base) }
            count = encoder.width
        }
        var place = 0
        return encoder.widths.map { width in
            defer { place += width }
            return (place..<place + width).reduce(0) { $0 + weights[output * (encoder.width + 1) + $1] * Double(dense[$1]) }
        }
    }

    func stored() throws -> StoredLearner {
        StoredLearner(
            kind: .linear,
            description: .object([
                .init("encoder", encoder.json), .init("low", range.map { .number($0.lowerBound) } ?? .null),
                .init("high", range.map { .number($0.upperBound) } ?? .null),
            ]),
            bytes: weights.littleEndianBytes)
    }

    init?(_ stored: StoredLearner, task: LearningTask, outputs: Int) {
        guard let encoder = DenseEncoder(stored.description["encoder"]) else { return nil }
        let weights = [Double](littleEndianBytes: stored.bytes)
        guard weights.count == outputs * (encoder.width + 1) else { return nil }
        var range: ClosedRange<Double>?
        if let low = stored.description["low"]?.number, let high = stored.description["high"]?.number, low <= high { range = low...high }
        self.init(encoder: encoder, task: task, weights: weights, outputs: outputs, range: range)
    }

    init(encoder: DenseEncoder, task: LearningTask, weights: [Double], outputs: Int, range: ClosedRange<Double>?) {
        self.encoder = encoder
        self.task = task
        self.weights = weights
        self.outputs = outputs
        self.range = range
    }
}

extension FittedLinear {
    /// - Parameter penalty: of half the squared weights, beside the sum of the rows' losses (1 / C of scikit-learn).
    static func fit(_ training: EncodedRows, problem: LearningProblem, penalty: Double) -> FittedLinear {
        let encoder = DenseEncoder(fitting: training, keepsScale: true)
        let scale = TargetScale(training.truth, task: problem.task)
        let rows = encoder.encode(training)
        let objective = LinearObjective(
            rows: rows, truth: training.truth.map(scale.scaled), weights: training.weights, width: encoder.width, outputs: problem.outputs,
            task: problem.task, penalty: penalty)
        let start = [Double](repeating: 0, count: problem.outputs * (encoder.width + 1))
        var weights = LimitedMemoryBFGS.minimise(from: start, iterations: problem.task == .regression ? 400 : 150) { objective.evaluate($0, &$1) }
        if problem.task == .regression {
            for index in weights.indices { weights[index] *= scale.deviation }
            weights[encoder.width] += scale.mean
        }
        return FittedLinear(encoder: encoder, task: problem.task, weights: weights, outputs: problem.outputs, range: scale.range)
    }
}

/// Mean loss of a linear model with its gradient.
private struct LinearObjective {
    let rows: [Float]
    let truth: [Double]
    let weights: [Float]?
    let width: Int
    let outputs: Int
    let task: LearningTask
    let penalty: Double

    func evaluate(_ point: [Double], _ gradient: inout [Double]) -> Double {
        let count = truth.count
        var loss = 0.0
        for index in gradient.indices { gradient[index] = 0 }
        rows.withUnsafeBufferPointer { rows in
            point.withUnsafeBufferPointer { point in
                gradient.withUnsafeMutableBufferPointer { gradient in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: outputs) { scores in
                        guard let scores = scores.baseAddress else { return }
                        for row in 0..<count {
                            let features = rows.baseAddress.map { $0 + row * width }
                            guard let features else { continue }
                            let weight = weights.map { Double($0[row]) } ?? 1
                            for index in 0..<outputs {
                                let start = index * (width + 1)
                                var sum = point[start + width]
                                for feature in 0..<width { sum += point[start + feature] * Double(features[feature]) }
                                scores[index] = sum
                            }
                            loss += weight * Link.loss(task, scores, outputs, truth[row])
                            for index in 0..<outputs {
                                let start = index * (width + 1)
                                let slope = weight * scores[index]
                                for feature in 0..<width { gradient[start + feature] += slope * Double(features[feature]) }
                                gradient[start + width] += slope
                            }
                        }
                    }
                    for index in 0..<outputs {
                        for feature in index * (width + 1)..<index * (width + 1) + width {
                            loss += 0.5 * penalty * point[feature] * point[feature]
                            gradient[feature] += penalty * point[feature]
                        }
                    }
                    for index in gradient.indices { gradient[index] /= Double(count) }
                }
            }
        }
        return loss / Double(count)
    }
}
