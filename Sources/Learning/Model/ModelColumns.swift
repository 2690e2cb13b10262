package import Core

/// The columns of a model, known without reading it.
package struct ModelColumns: Sendable, Hashable {
    /// The columns that it takes, in the order of scoring calls.
    package var inputs: [Column]
    /// Name and type of what is predicted.
    package var target: Column
    package var task: LearningTask
    /// Numbers per score row.
    package var outputCount: Int
    /// Whether predictions have an interval.
    package var hasInterval: Bool

    package var json: JSONValue {
        .object([
            .init("task", .string(task.rawValue)), .init("target", Model.json(of: target)), .init("inputs", .array(inputs.map(Model.json(of:)))),
            .init("outputs", .number(Double(outputCount))), .init("interval", .boolean(hasInterval)),
        ])
    }
}

extension ModelColumns {
    /// nil for what no `json` is.
    package init?(_ json: JSONValue) {
        guard let task = json["task"]?.string.flatMap(LearningTask.init), let target = json["target"].flatMap(Model.column),
            let inputs = json["inputs"]?.array, let outputCount = json["outputs"]?.integer, case .boolean(let hasInterval)? = json["interval"]
        else { return nil }
        self.init(inputs: inputs.compactMap(Model.column), target: target, task: task, outputCount: outputCount, hasInterval: hasInterval)
        guard self.inputs.count == inputs.count else { return nil }
    }
}

extension Model {
    package var columns: ModelColumns {
        ModelColumns(inputs: transform?.columns ?? inputs, target: target, task: task, outputCount: outputCount, hasInterval: hasInterval)
    }
}
