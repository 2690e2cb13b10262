import Core
import Learning

/// `SELECT output, ... FROM model WHERE input = value AND ...`: one prediction, straight from the model.
struct PointStatement: PreparedStatement {
    /// Where an input's value comes from.
    enum Input: Sendable {
        case constant(Value)
        /// From 0.
        case parameter(Int)
        /// From 0: a number that the client declared as another kind than the double that the model takes.
        case number(Int)
        /// From 0: a number for an input that is a text, as DuckDB writes it.
        case numeral(Int)
    }

    /// What a column of the result shows.
    enum Item: Sendable {
        case output(OutputColumn)
        /// Index in the model's inputs.
        case input(Int)
    }

    private let version: ServedVersion
    private let pool: BlockingPool
    let columns: [Column]?
    let parameterTypes: [SQLType]
    /// By input of the model; nil where none is given.
    private let inputs: [Input?]
    private let key: Input?
    private let items: [Item]
    /// Those of the items that the model computes.
    private let outputs: [OutputColumn]

    /// - Parameter pool: reads the model when it is not in memory.
    init(_ bound: PointForm.Bound, version: ServedVersion, pool: BlockingPool) {
        self.version = version
        self.pool = pool
        columns = bound.columns
        parameterTypes = bound.parameterTypes
        inputs = bound.inputs
        key = bound.key
        items = bound.items
        outputs = bound.items.compactMap { if case .output(let column) = $0 { column } else { nil } }
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? {
        guard version.roles == nil else { return version.isPrompt ? InlineResult(values: try row(parameters, nil), tag: .select) : nil }
        guard let resident = version.slot.loaded, resident.isPrompt else { return nil }
        return InlineResult(values: try row(parameters, resident), tag: .select)
    }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        FixedResult(columns: columns, InlineResult(values: try await pool.run { try row(parameters, nil) }, tag: .select))
    }

    /// The one row that the statement gives.
    /// - Parameter resident: the model that answers; nil: whoever is to.
    private func row(_ parameters: [Value], _ resident: ResidentModel?) throws -> [Value] {
        let given = inputs.map { Self.value($0, parameters) }
        let computed = if let resident { try version.values(of: outputs, inputs: given, resident) } else {
            try version.answer(outputs, inputs: given, key: key.flatMap { Self.value($0, parameters).text })
        }
        if outputs.count == items.count { return computed }
        var rest = computed[...]
        return items.map { item in
            switch item {
            case .output: rest.popFirst() ?? .null
            case .input(let index): given[index]
            }
        }
    }

    @inline(__always)
    private static func value(_ input: Input?, _ parameters: [Value]) -> Value {
        switch input {
        case .constant(let value): value
        case .parameter(let index): index < parameters.count ? parameters[index] : .null
        case .number(let index): index < parameters.count ? double(parameters[index]) : .null
        case .numeral(let index): index < parameters.count ? numeral(parameters[index]) : .null
        case nil: .null
        }
    }

    private static func numeral(_ value: Value) -> Value {
        if case .double(let number) = value { return .text(number.description) }
        return value.text.map(Value.text) ?? .null
    }

    /// A number of any kind as the double that the model takes.
    private static func double(_ value: Value) -> Value {
        switch value {
        case .integer(let number): .double(Double(number))
        case .hugeint(let number): .double(Double(number))
        case .uhugeint(let number): .double(Double(number))
        case .decimal: value.text.flatMap(Double.init).map(Value.double) ?? .null
        default: value
        }
    }
}
