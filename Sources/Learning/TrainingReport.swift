package import Core

/// How far a training is.
package struct TrainingProgress: Sendable, Hashable {
    package var stage: String
    /// Of the whole, 0...1.
    package var share: Double
    package var round: Int?
    package var rounds: Int?
    package var metricName: String?
    package var metricValue: Double?
}

/// What a training found out, for the record.
package struct TrainingReport: Sendable {
    package var task: LearningTask
    /// On the kept-back rows; the primary metric first.
    package var metrics: [Metric]
    package var features: [FeatureReport]
    package var warnings: [TrainingWarning]
    /// Boosting rounds of the model that serves.
    package var rounds: Int
    package var trainingRows: Int
    package var validationRows: Int
    package var holdoutRows: Int
    /// Rows of the snapshot whose target is NULL or no number.
    package var unusableRows: Int
    /// What each stage made, as SHA-256.
    package var stages: [(name: String, hash: String)]

    package var json: JSONValue {
        func number(_ value: Double) -> JSONValue { .number(value) }
        return .object([
            .init("task", .string(task.rawValue)),
            .init("metric", .string(metrics.first?.name ?? "")),
            .init("score", number(metrics.first?.value ?? .nan)),
            .init("baseline", number(metrics.first?.baseline ?? .nan)),
            .init(
                "metrics",
                .array(
                    metrics.map { metric in
                        .object([
                            .init("name", .string(metric.name)), .init("value", number(metric.value)), .init("baseline", number(metric.baseline)),
                            .init("higher_is_better", .boolean(metric.isHigherBetter)), .init("n", number(Double(holdoutRows))),
                        ])
                    })),
            .init("rounds", number(Double(rounds))),
            .init(
                "rows",
                .object([
                    .init("train", number(Double(trainingRows))), .init("validation", number(Double(validationRows))),
                    .init("holdout", number(Double(holdoutRows))), .init("unusable", number(Double(unusableRows))),
                ])),
            .init(
                "features",
                .array(
                    features.map { feature in
                        .object([
                            .init("name", .string(feature.name)), .init("type", .string(feature.type.sql)),
                            .init("kind", feature.kind.map { .string($0.rawValue) } ?? .null), .init("used", .boolean(feature.used)),
                            .init("importance", number(feature.importance)), .init("missing", number(feature.missing)),
                            .init("distinct", number(Double(feature.distinct))), .init("note", feature.note.map(JSONValue.string) ?? .null),
                        ])
                    })),
            .init(
                "warnings",
                .array(
                    warnings.map { warning in
                        .object([
                            .init("code", .string(warning.code)), .init("severity", .string("warning")),
                            .init("feature", warning.feature.map(JSONValue.string) ?? .null), .init("message", .string(warning.message)),
                            .init("advice", .string(warning.advice)),
                        ])
                    })),
            .init("stages", .array(stages.map { .object([.init("name", .string($0.name)), .init("hash", .string($0.hash))]) })),
        ])
    }
}

package struct TrainingOutcome: Sendable {
    package let model: Model
    package let report: TrainingReport
}
