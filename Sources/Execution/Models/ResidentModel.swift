import Core
import DuckEngine
import Learning
import Synchronization

/// A model in memory, ready to score.
final class ResidentModel: Sendable {
    let model: Model
    /// Bytes that it takes, as far as that is known.
    let bytes: Int
    // A few point scorers behind locks, so that threads that score single rows rarely wait for each other.
    private let first = Mutex<PointScorer?>(nil)
    private let second = Mutex<PointScorer?>(nil)
    private let isPrepared = Atomic(false)
    /// What computes the model's inputs from what is given; nil: they are what is given.
    private let computation: RowExpressions?

    /// What a model takes in memory for each byte of its file: the file holds the trees once, memory holds LightGBM's, the
    /// flat ones, and what finds the leaves of single rows.
    private static let bytesPerByte = 3
    /// What an engine of its own takes, measured.
    private static let computationBytes = 2_000_000

    /// - Parameter computation: `model.transform`'s.
    init(_ model: Model, fileBytes: Int, computation: RowExpressions?) {
        self.computation = computation
        self.model = model
        bytes = fileBytes * Self.bytesPerByte + (computation == nil ? 0 : Self.computationBytes)
    }

    /// Whether a row takes a query to compute.
    var isComputed: Bool { computation != nil }

    /// Whether scoring a row takes microseconds: nothing has to be prepared for it, and no query computes the inputs.
    var isPrompt: Bool { computation == nil && isPrepared.load(ordering: .acquiring) }

    /// The model's inputs, of what is given.
    func inputs(from given: [ColumnVector], rowCount: Int) throws -> [ColumnVector] {
        guard let computation else { return given }
        return try computation.evaluate(given, rowCount: rowCount)
    }

    /// The model's inputs, of what is given in one row.
    func inputs(from given: [Value]) throws -> [Value] {
        guard let computation, let columns = model.transform?.columns else { return given }
        return try computation.evaluate(zip(columns, given).map { ColumnVector(type: $0.type, values: [$1]) }, rowCount: 1).map { $0[0] }
    }

    /// Score rows of what is given, row-major.
    func scores(_ given: [ColumnVector], rowCount: Int) throws -> [Double] { try model.scores(inputs(from: given, rowCount: rowCount), rowCount: rowCount) }

    /// One score row for inputs in `model.inputs` order.
    func score(inputs: [Value]) throws -> [Double] {
        if let scores = try first.withLockIfAvailable({ try Self.score(inputs, with: &$0, model) }) {
            isPrepared.store(true, ordering: .releasing)
            return scores
        }
        return try second.withLock { try Self.score(inputs, with: &$0, model) }
    }

    private static func score(_ inputs: [Value], with scorer: inout PointScorer?, _ model: Model) throws -> [Double] {
        if let scorer { return try scorer.score(inputs) }
        let made = try model.makePointScorer()
        scorer = made
        return try made.score(inputs)
    }
}
