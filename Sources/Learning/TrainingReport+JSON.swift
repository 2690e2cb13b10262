package import Core

extension TrainingReport {
    package var json: JSONValue {
        func number(_ value: Double) -> JSONValue { .number(value) }
        func count(_ value: Int) -> JSONValue { .number(Double(value)) }
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        let first = metrics.first
        var members: [JSONValue.Member] = [
            .init("task", .string(task.rawValue)),
            .init("metric", .string(first?.name ?? "")),
            .init("score", number(first?.value ?? .nan)),
            .init("baseline", number(first?.baseline ?? .nan)),
            .init(
                "metrics",
                .array(
                    metrics.map { metric in
                        .object([
                            .init("name", .string(metric.name)), .init("value", number(metric.value)), .init("baseline", number(metric.baseline)),
                            .init("low", number(metric.low)), .init("high", number(metric.high)), .init("higher_is_better", .boolean(metric.isHigherBetter)), .init("n", count(holdoutRows)), .init("positive", text(positive)),
                        ])
                    })),
            .init("rounds", count(rounds)),
            .init(
                "rows",
                .object([
                    .init("train", count(trainingRows)), .init("holdout", count(holdoutRows)), .init("unusable", count(unusableRows)),
                    .init("folds", count(folds)),
                ])),
            .init(
                "features",
                .array(
                    features.map { feature in
                        .object([
                            .init("name", .string(feature.name)), .init("type", .string(feature.type.sql)), .init("kind", text(feature.kind?.rawValue)),
                            .init("used", .boolean(feature.used)), .init("importance", number(feature.importance)), .init("spread", number(feature.spread)),
                            .init("missing", number(feature.missing)), .init("distinct", count(feature.distinct)), .init("note", text(feature.note)),
                        ])
                    })),
            .init(
                "warnings",
                .array(
                    warnings.map { warning in
                        .object([
                            .init("code", .string(warning.code)), .init("severity", .string(warning.severity.rawValue)), .init("feature", text(warning.feature)),
                            .init("message", .string(warning.message)), .init("advice", .string(warning.advice)),
                        ])
                    })),
            .init("trials", .array(trials.map(\.json))),
            .init(
                "ensemble",
                .array(
                    ensemble.map { member in
                        .object([
                            .init("trial", count(member.trial)), .init("learner", .string(member.learner.rawValue)), .init("weight", number(member.weight)),
                            .init("loss", number(member.loss)), .init("deviation", number(member.deviation)),
                            .init("microseconds", number(member.microseconds)), .init("bytes", count(member.bytes)),
                        ])
                    })),
            .init("hyperparameters", .array(tuning.parameters.map(\.json))),
            .init("tuning", .array(tuning.sentences.map(JSONValue.string))),
            .init("stages", .array(stages.map { .object([.init("name", .string($0.name)), .init("hash", .string($0.hash))]) })),
        ]
        members += findings
        return .object(members)
    }
}
