import Core
import Learning

/// What a model reference in a statement is bound to: a trained version, its columns and the functions that compute them.
///
/// It stays for ever once it was asked for; its model is read when it is needed and may go again.
final class ServedVersion: Sendable {
    let versionID: Int64
    let project: String
    let name: String
    let number: Int
    /// The columns that it takes, in the order of scoring calls.
    let inputs: [Column]
    let target: Column
    let task: LearningTask
    var predictionType: SQLType { target.type }
    let outputCount: Int
    let outputs: [OutputColumn]
    /// The column that identifies a row, which is no input; nil: none does.
    let key: String?
    /// Lower-case input name -> index in `inputs`.
    let inputIndex: [String: Int]
    /// Who else is asked what this version is asked; nil: nobody.
    let roles: ServingRoles?
    /// What the names of its functions end with.
    let suffix: String
    let slot: ModelCache.Slot
    private let outputIndex: [String: Int]

    init(versionID: Int64, project: String, name: String, number: Int, columns: ModelColumns, key: String?, slot: ModelCache.Slot) {
        self.versionID = versionID
        self.project = project
        self.name = name
        self.number = number
        self.slot = slot
        inputs = columns.inputs
        target = columns.target
        task = columns.task
        outputCount = columns.outputCount
        roles = nil
        suffix = String(versionID)
        // A key that is an input or an output as well is that.
        let outputs = OutputColumn.outputs(
            target: columns.target.name, type: columns.target.type, isClassification: columns.task != .regression, hasInterval: columns.hasInterval)
        self.outputs = outputs
        let taken = Set((columns.inputs.map(\.name) + outputs.map(\.name)).map { $0.lowercased() })
        self.key = key.flatMap { taken.contains($0.lowercased()) ? nil : $0 }
        inputIndex = Dictionary(columns.inputs.indices.map { (columns.inputs[$0].name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        outputIndex = Dictionary(outputs.indices.map { (outputs[$0].name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same version, with others beside it.
    init(_ champion: ServedVersion, roles: ServingRoles) {
        versionID = champion.versionID
        project = champion.project
        name = champion.name
        number = champion.number
        slot = champion.slot
        inputs = champion.inputs
        target = champion.target
        task = champion.task
        outputCount = champion.outputCount
        self.roles = roles
        suffix = roles.suffix
        outputs = champion.outputs
        key = champion.key
        inputIndex = champion.inputIndex
        outputIndex = champion.outputIndex
    }

    func output(named name: String) -> OutputColumn? { outputIndex[name.lowercased()].map { outputs[$0] } }

    func isKey(_ name: String) -> Bool { key?.lowercased() == name.lowercased() }

    /// Whether all that answers is in memory and prepared, so that scoring a row takes microseconds.
    var isPrompt: Bool {
        guard let own = slot.loaded, own.isPrompt else { return false }
        guard let canary = roles?.canary else { return true }
        return canary.aligned.version.slot.loaded?.isPrompt ?? false
    }

    /// The model's inputs, of columns in `inputs` order.
    func modelInputs(_ given: [ColumnVector], rows: Int) throws -> [ColumnVector] { try slot.load().inputs(from: given, rowCount: rows) }

    /// The model, read when it is not in memory. - Throws: `SQLFailure` XX001
    func model() throws -> Model { try slot.load().model }

    /// The values of output columns for one row, by whoever answers it.
    /// - Parameters:
    ///   - key: the text of the row's key; nil when it has none.
    func answer(_ columns: [OutputColumn], inputs: [Value], key: String?) throws -> [Value] {
        guard let roles else { return try values(of: columns, inputs: inputs, slot.load()) }
        defer { roles.offer(inputs, key: key) }
        guard let canary = roles.canary, canary.answers(key: key, inputs: inputs) else { return try values(of: columns, inputs: inputs, slot.load()) }
        let version = canary.aligned.version
        return try version.values(of: columns, inputs: canary.aligned.inputs(from: inputs), version.slot.load())
    }

    /// The values of output columns for one row, by this version itself.
    /// - Parameters:
    ///   - columns: of this version, or of one that has the same outputs.
    ///   - resident: its model.
    func values(of columns: [OutputColumn], inputs: [Value], _ resident: ResidentModel) throws -> [Value] {
        let model = resident.model
        let inputs = try resident.inputs(from: inputs)
        let needsScore = columns.contains { $0.needsScore }
        let scores = needsScore ? try resident.score(inputs: inputs) : []
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
            case .version: .integer(Int64(number))
            case .original: .null
            }
        }
    }

    // Names of the functions by which DuckDB scores with this version. With a canary beside it, what they hand on says who answered.
    private var ownSuffix: String { roles?.canary == nil ? String(versionID) : suffix }
    var scoreFunction: String { "__score_\(suffix)" }
    var rowFunction: String { "__predict_\(suffix)" }
    var valueFunction: String { "__value_\(ownSuffix)" }
    var labelFunction: String { "__label_\(ownSuffix)" }
    var confidenceFunction: String { "__confidence_\(ownSuffix)" }
    var probabilitiesFunction: String { "__probabilities_\(ownSuffix)" }
    var setFunction: String { "__set_\(ownSuffix)" }
    var versionFunction: String { "__version_\(ownSuffix)" }
    var halfWidthFunction: String { "__half_width_\(ownSuffix)" }
    var explainFunction: String { "__explain_\(ownSuffix)" }
}
