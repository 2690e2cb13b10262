import Learning
import Core
import Synchronization

/// A model in memory, ready to score.
final class ResidentModel: Sendable {
    let model: Model
    /// Bytes that it takes, as far as that is known.
    let bytes: Int
    // A few point scorers behind locks, so that threads that score single rows rarely wait for each other.
    private let first = Mutex<PointScorer?>(nil)
    private let second = Mutex<PointScorer?>(nil)

    /// What a model takes in memory for each byte of its file: the file holds the trees once, memory holds LightGBM's and the flat ones.
    private static let bytesPerByte = 3

    init(_ model: Model, fileBytes: Int) {
        self.model = model
        bytes = fileBytes * Self.bytesPerByte
    }

    /// One score row for inputs in `model.inputs` order.
    func score(_ inputs: [Value]) throws -> [Double] {
        if let scores = try first.withLockIfAvailable({ try Self.score(inputs, with: &$0, model) }) { return scores }
        return try second.withLock { try Self.score(inputs, with: &$0, model) }
    }

    private static func score(_ inputs: [Value], with scorer: inout PointScorer?, _ model: Model) throws -> [Double] {
        if let scorer { return try scorer.score(inputs) }
        let made = try model.makePointScorer()
        scorer = made
        return try made.score(inputs)
    }
}
