import Core
import DuckEngine
package import Learning
import Synchronization

/// A trained version in memory, ready to score: what a model reference in a statement is bound to.
package final class ServedVersion: Sendable {
    package let versionID: Int64
    package let project: String
    package let name: String
    package let number: Int
    package let model: Model
    package let outputs: [OutputColumn]
    /// Lower-case input name -> index in `model.inputs`.
    package let inputIndex: [String: Int]
    private let outputIndex: [String: Int]
    private let points: PointScorers

    /// - Throws: `SQLFailure` when the learner refuses the model.
    init(versionID: Int64, project: String, name: String, number: Int, model: Model) throws {
        self.versionID = versionID
        self.project = project
        self.name = name
        self.number = number
        self.model = model
        let outputs = OutputColumn.outputs(
            target: model.target.name, type: model.predictionType, isClassification: model.task != .regression, hasInterval: model.hasInterval)
        self.outputs = outputs
        inputIndex = Dictionary(model.inputs.indices.map { (model.inputs[$0].name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        outputIndex = Dictionary(outputs.indices.map { (outputs[$0].name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        points = PointScorers(model: model)
    }

    func output(named name: String) -> OutputColumn? { outputIndex[name.lowercased()].map { outputs[$0] } }

    /// One score row for inputs in `model.inputs` order.
    func score(_ inputs: [Value]) throws -> [Double] {
        try points.score(inputs)
    }

    /// The values of output columns for one row.
    /// - Parameter original: the row's own target value, for `_original`.
    func values(of columns: [OutputColumn], inputs: [Value], original: Value = .null) throws -> [Value] {
        let needsScore = columns.contains { $0.kind != .explain && $0.kind != .original }
        let scores = needsScore ? try score(inputs) : []
        let half = columns.contains { $0.kind == .minimum || $0.kind == .maximum } ? try model.halfWidth(inputs) : 0
        return try columns.map { column in
            switch column.kind {
            case .prediction: model.prediction(scores)
            case .confidence: .double(model.confidence(scores))
            case .probabilities: .text(model.probabilities(scores))
            case .minimum: .double(scores[0] - half)
            case .maximum: .double(scores[0] + half)
            case .set: .text(model.classSet(scores))
            case .explain: .text(try model.explain(inputs: inputs).text)
            case .original: original
            }
        }
    }

    // Names of the functions by which DuckDB scores with this version.
    var scoreFunction: String { "__score_\(versionID)" }
    var labelFunction: String { "__label_\(versionID)" }
    var confidenceFunction: String { "__confidence_\(versionID)" }
    var probabilitiesFunction: String { "__probabilities_\(versionID)" }
    var setFunction: String { "__set_\(versionID)" }
    var halfWidthFunction: String { "__half_width_\(versionID)" }
    var explainFunction: String { "__explain_\(versionID)" }
    var rowFunction: String { "__predict_\(versionID)" }
}

/// A few point scorers behind locks, so that threads that score single rows rarely wait for each other.
private final class PointScorers: Sendable {
    private let first = Mutex<PointScorer?>(nil)
    private let second = Mutex<PointScorer?>(nil)
    private let model: Model

    init(model: Model) { self.model = model }

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
