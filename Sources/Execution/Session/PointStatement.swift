import Core
import Learning

/// `SELECT output, ... FROM model WHERE input = value AND ...`: one prediction, straight from the model.
struct PointStatement: PreparedStatement {
    /// Where an input's value comes from.
    enum Input: Sendable {
        case constant(Value)
        /// From 0.
        case parameter(Int)
    }

    /// What a column of the result shows.
    enum Item: Sendable {
        case output(OutputColumn)
        /// Index in the model's inputs.
        case input(Int)
    }

    let version: ServedVersion
    let columns: [Column]?
    let parameterTypes: [SQLType]
    /// By input of the model; nil where none is given.
    let inputs: [Input?]
    /// The row's own target value, when WHERE gives one.
    let items: [Item]
    /// The version serves still, as far as is known; else the statement must be prepared again.
    let isCurrent: @Sendable () -> Bool
    let prepareAgain: @Sendable () async throws -> any PreparedStatement

    func runInline(_ parameters: [Value]) throws -> InlineResult? {
        guard isCurrent() else { return nil }
        return InlineResult(chunk: try chunk(parameters), tag: .select)
    }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        guard isCurrent() else {
            let fresh = try await prepareAgain()
            guard fresh.columns == columns, fresh.parameterTypes == parameterTypes else {
                throw SQLFailure(.featureNotSupported, "cached plan must not change result type", hint: "prepare the statement again")
            }
            if let result = try fresh.runInline(parameters) {
                return FixedResult(columns: columns, chunks: result.chunk.map { [$0] } ?? [], tag: result.tag)
            }
            return try await fresh.run(parameters)
        }
        return FixedResult(columns: columns, chunks: [try chunk(parameters)], tag: .select)
    }

    private func chunk(_ parameters: [Value]) throws -> Chunk {
        let values = inputs.map { input -> Value in
            switch input {
            case .constant(let value): value
            case .parameter(let index): index < parameters.count ? parameters[index] : .null
            case nil: .null
            }
        }
        let outputs = items.compactMap { if case .output(let column) = $0 { column } else { nil } }
        var computed = try version.values(of: outputs, inputs: values)[...]
        let row = items.map { item -> Value in
            switch item {
            case .output: computed.popFirst() ?? .null
            case .input(let index): values[index]
            }
        }
        return Chunk(columns ?? [], rows: [row])
    }
}
