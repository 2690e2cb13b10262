package import Core

/// What is predicted.
package enum LearningTask: String, Sendable, Hashable, CaseIterable {
    case regression, binary, multiclass
}

/// How rows are set apart for early stopping and for the metric.
package enum SplitMethod: String, Sendable, Hashable, CaseIterable {
    /// By chance; by chance within each class when classes are learnt.
    case random
    /// The latest rows are kept back.
    case time
}

/// How a model is learnt. Nothing in it depends on the data; what is nil is chosen from the data's size.
package struct LearningConfiguration: Sendable, Hashable {
    package var seed: UInt64 = 42
    /// nil: from the target's type.
    package var task: LearningTask?
    /// Boosting rounds at the most.
    package var rounds: Int?
    /// Rounds without a better metric on the validation rows after which boosting stops; 0: never.
    package var earlyStoppingRounds = 100
    package var split: SplitMethod = .random
    /// The time column when the split is by time.
    package var splitBy: String?
    /// Of all rows, kept back for the metric.
    package var holdoutShare = 0.2
    /// Of the other rows, for early stopping.
    package var validationShare = 0.15
    /// Identifies a row; never a feature.
    package var key: String?
    package var exclude: [String] = []
    /// Column -> kind, where the user knows better.
    package var types: [String: FeatureKind] = [:]
    /// Weigh classes so that each counts the same.
    package var balanced = false
    /// Learn once more from all rows after the metric is known.
    package var refit = true
    /// LightGBM's own parameters, by name; checked.
    package var lightgbm: [String: Double] = [:]

    package init() {}

    /// All settings with defaults filled in, in a stable order.
    package var expanded: JSONValue {
        .object([
            .init("seed", .number(Double(seed))), .init("objective", .string(task?.rawValue ?? "auto")),
            .init("rounds", rounds.map { .number(Double($0)) } ?? .string("auto")),
            .init("early_stopping_rounds", .number(Double(earlyStoppingRounds))), .init("split", .string(split.rawValue)),
            .init("split_by", splitBy.map(JSONValue.string) ?? .null), .init("holdout", .number(holdoutShare)),
            .init("validation", .number(validationShare)), .init("key", key.map(JSONValue.string) ?? .null),
            .init("exclude", .array(exclude.map(JSONValue.string))),
            .init("types", .object(types.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.rawValue)) })),
            .init("weights", .string(balanced ? "balanced" : "none")), .init("refit", .boolean(refit)),
            .init("lightgbm", .object(lightgbm.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })),
        ])
    }
}
