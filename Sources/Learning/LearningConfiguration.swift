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
    /// Rows with an equal value in a column stay together.
    case group
    /// A column says it: TRUE, 'test', 'holdout' or 'eval' keeps a row back.
    case custom
}

/// What a right or wrong answer is worth, in any unit; for two classes.
package struct OutcomeValues: Sendable, Hashable {
    package var truePositive = 0.0
    package var falsePositive = 0.0
    package var trueNegative = 0.0
    package var falseNegative = 0.0

    package init() {}

    /// Of all answers together, about the second class.
    func earned(_ answers: ConfusionMatrix) -> Double {
        answers.cell(1, 1) * truePositive + answers.cell(0, 1) * falsePositive + answers.cell(0, 0) * trueNegative + answers.cell(1, 0) * falseNegative
    }
}

/// How a model is learnt. Nothing in it depends on the data; what is nil is chosen from the data's size.
package struct LearningConfiguration: Sendable, Hashable {
    package var seed: UInt64 = 42
    /// nil: from the target's type.
    package var task: LearningTask?
    /// The quantile of a number that is predicted, 0...1; nil: its mean.
    package var quantile: Double?
    /// Boosting rounds at the most.
    package var rounds: Int?
    /// Rounds without a better metric on the validation rows after which boosting stops; 0: never.
    package var earlyStoppingRounds = 50
    /// Candidates to try; nil: by the number of rows.
    package var trials: Int?
    /// nil: all kinds.
    package var learners: [LearnerKind]?
    /// Folds of the search, and how often they are made anew; nil: by the number of rows.
    package var folds: Int?
    package var repeats: Int?
    /// Join several trials when that is better.
    package var ensemble = true
    /// Calibrate probabilities when that is better.
    package var calibrate = true
    /// Share of the truths that a regression's interval holds, 0...1.
    package var coverage = 0.9
    /// What warns of a leak fails the training.
    package var strict = false
    /// Microseconds that a prediction may take, by estimate; nil: any.
    package var maxLatency: Double?
    /// The class of two that is looked for, as text; nil: TRUE, the greater number, or the rarer name.
    package var positive: String?
    /// Where the answer turns from the first of two classes to the second.
    package var threshold = ThresholdRule.automatic
    /// Searched: parameter -> range, such as `lightgbm.num_leaves`.
    package var ranges: [String: SearchRange] = [:]
    /// Fixed parameters of the other learners, such as `linear.l2`.
    package var learnerOptions: [String: Double] = [:]
    /// nil: by time when the rows have one, else by chance.
    package var split: SplitMethod?
    /// The column that the split goes by.
    package var splitBy: String?
    /// Nobody asked for the split by time: the rows have a time.
    var splitIsFound = false
    /// What says which rows belong together or are kept back; never a feature.
    var splitColumn: String?
    /// Of all rows, kept back for the metric; nil: a fifth, of large tables less.
    package var holdoutShare: Double?
    /// Of the other rows, to judge trials in each fold; nil: likewise.
    package var validationShare: Double?
    /// Identifies a row; never a feature.
    package var key: String?
    package var exclude: [String] = []
    /// Column -> kind, where the user knows better.
    package var types: [String: FeatureKind] = [:]
    /// What rows of the classes count.
    package var weights = ClassWeights.equal
    /// Learn once more from all rows after the metric is known; nil: unless the table is large.
    package var refit: Bool?
    /// LightGBM's own parameters, by name; checked.
    package var lightgbm: [String: Double] = [:]

    package init() {}

    /// - Throws: `SQLFailure` 22023 when somebody said where the answer turns, and there are not two classes.
    func requireTwoClasses(_ target: TargetEncoder) throws {
        guard threshold != .automatic, target.task != .binary else { return }
        throw SQLFailure(
            .invalidParameterValue,
            "option \"\(threshold.values == nil ? "threshold" : "value")\" chooses between two classes; the target \"\(target.column.name)\" has \(target.task == .regression ? "none" : "\(target.labels.count)")",
            hint: "leave it out")
    }

    /// All settings with defaults filled in, in a stable order.
    package var expanded: JSONValue {
        .object([
            .init("seed", .number(Double(seed))), .init("objective", .string(quantile == nil ? task?.rawValue ?? "auto" : "quantile")),
            .init("quantile", quantile.map(JSONValue.number) ?? .null), .init("rounds", rounds.map { .number(Double($0)) } ?? .string("auto")),
            .init("early_stopping_rounds", .number(Double(earlyStoppingRounds))), .init("split", .string(split?.rawValue ?? "auto")),
            .init("split_by", splitBy.map(JSONValue.string) ?? .null), .init("holdout", holdoutShare.map(JSONValue.number) ?? .string("auto")),
            .init("validation", validationShare.map(JSONValue.number) ?? .string("auto")), .init("key", key.map(JSONValue.string) ?? .null),
            .init("exclude", .array(exclude.map(JSONValue.string))),
            .init("types", .object(types.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.rawValue)) })),
            .init("trials", trials.map { .number(Double($0)) } ?? .string("auto")),
            .init("learners", learners.map { .array($0.map { .string($0.rawValue) }) } ?? .string("auto")),
            .init("folds", folds.map { .number(Double($0)) } ?? .string("auto")), .init("repeats", repeats.map { .number(Double($0)) } ?? .string("auto")),
            .init("ensemble", .boolean(ensemble)), .init("calibrate", .boolean(calibrate)), .init("coverage", .number(coverage)),
            .init("strict", .boolean(strict)), .init("max_latency_us", maxLatency.map(JSONValue.number) ?? .null),
            .init(
                "value",
                threshold.values.map {
                    .object([
                        .init("tp", .number($0.truePositive)), .init("fp", .number($0.falsePositive)), .init("tn", .number($0.trueNegative)),
                        .init("fn", .number($0.falseNegative)),
                    ])
                } ?? .null),
            .init("threshold", threshold.json), .init("positive", positive.map(JSONValue.string) ?? .string("auto")),
            .init("ranges", .object(ranges.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) })),
            .init("parameters", .object(learnerOptions.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })),
            .init("weights", weights.json), .init("refit", refit.map(JSONValue.boolean) ?? .string("auto")),
            .init("lightgbm", .object(lightgbm.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })),
        ])
    }
}
