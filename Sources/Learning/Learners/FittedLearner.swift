import Core

/// The kinds of learners, under the names by which options and records call them.
package enum LearnerKind: String, Sendable, Hashable, CaseIterable {
    /// Gradient-boosted trees.
    case lightgbm
    /// Ridge or logistic regression on scaled numbers and one-hot categories.
    case linear
    /// A small perceptron with two hidden layers.
    case network
}

/// A learner that has learnt. Predicts on the calling thread alone, from any thread.
protocol FittedLearner: Sendable {
    var kind: LearnerKind { get }

    /// - Parameters:
    ///   - matrix: row-major, rows x features.
    ///   - output: row-major, rows x outputs: values, or probabilities.
    func predict(_ matrix: UnsafePointer<Double>, rows: Int, features: Int, into output: UnsafeMutablePointer<Double>) throws

    /// What its file holds: a description, and bytes of its own.
    func stored() throws -> StoredLearner

    /// Nanoseconds for one row, estimated from its size: the same on every machine.
    var estimatedCost: Double { get }
}

/// A fitted learner as data.
struct StoredLearner: Sendable, Hashable {
    var kind: LearnerKind
    var description: JSONValue
    var bytes: [UInt8]
}

extension FittedLearner {
    /// - Parameters:
    ///   - matrix: row-major, rows x features.
    ///   - threads: to use; the result is the same for any number.
    /// - Returns: row-major, rows x outputs.
    func predict(_ matrix: [Double], rows: Int, features: Int, outputs: Int, threads: Int = 1) throws -> [Double] {
        let size = 8192
        let parts = try Parallel.map(Array(stride(from: 0, to: rows, by: size)), threads: threads) { start in
            let count = min(size, rows - start)
            return try [Double](unsafeUninitializedCapacity: count * outputs) { buffer, made in
                guard let base = buffer.baseAddress else { return }
                try matrix.withUnsafeBufferPointer { matrix in
                    guard let first = matrix.baseAddress else { return }
                    try predict(first + start * features, rows: count, features: features, into: base)
                }
                made = count * outputs
            }
        }
        return parts.count == 1 ? parts[0] : parts.flatMap(\.self)
    }
}
