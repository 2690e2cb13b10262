import Core
import Crypto

extension TrainingReport {
    /// - Parameters:
    ///   - features: of the model that serves.
    ///   - held: of the model that was measured.
    init(
        trainer: Trainer, trials: [Trial], choice: TrialChoice, space: SearchSpace, split: RowSplit, plan: FoldPlan, features: FeatureFitting,
        held: FeatureFitting, evaluation: HoldoutEvaluation, model: Model, leaks: [TrainingWarning]
    ) throws {
        var reports = features.reports
        let total = evaluation.importances.reduce(0) { $0 + max(0, $1.mean) }
        for (input, importance) in evaluation.importances.enumerated() {
            let name = held.inputs[input].name
            guard let index = reports.firstIndex(where: { $0.name == name && $0.used }) else { continue }
            reports[index].importance = total > 0 ? max(0, importance.mean) / total : 0
            reports[index].spread = total > 0 ? importance.deviation / total : 0
        }
        let leading = choice.members.max { $0.weight < $1.weight } ?? (trial: 0, weight: 1)
        let stored = try model.serialized()
        self.init(
            task: trainer.target.task, positive: trainer.target.task == .binary ? trainer.target.labels.last.map(Model.labelText) : nil, metrics: evaluation.metrics, features: reports,
            warnings: leaks + features.warnings + Self.targetWarnings(trainer, split, choice) + Self.suspicions(evaluation.metrics, reports), trials: trials,
            ensemble: try Self.leaderboard(trials, choice, model), tuning: TuningReport(trials, choice: choice, space: space),
            rounds: trials[leading.trial].meanRounds, trainingRows: split.development.count, holdoutRows: split.holdout.count,
            unusableRows: trainer.table.rowCount - trainer.usable.count, folds: plan.folds.count,
            stages: Self.stages(trials, choice, split, plan, features, evaluation, stored),
            findings: Self.findings(choice, evaluation, model, held))
    }

    /// The primary metric from which on it is too good to be true, where 1 is the best.
    private static let tooGood = 0.999

    /// What looks like a leak from behind: hardly a wrong answer, and one column that most of them come from.
    private static func suspicions(_ metrics: [Metric], _ features: [FeatureReport]) -> [TrainingWarning] {
        guard let metric = metrics.first, metric.isHigherBetter, metric.value >= tooGood,
            let leading = features.max(by: { ($0.importance, $1.name) < ($1.importance, $0.name) }), leading.importance > 0.5
        else { return [] }
        return [
            TrainingWarning(
                code: "too_good", feature: leading.name,
                message: "\(metric.name) is \(Value.text(of: (metric.value * 1e4).rounded() / 1e4)) on rows kept back, and most of it comes from column \"\(leading.name)\"",
                advice: "make sure that it is known before the event; if not: USING exclude = ['\(leading.name)']")
        ]
    }

    /// Rows kept back below which a metric says little.
    private static let enoughToMeasure = 30

    private static func targetWarnings(_ trainer: Trainer, _ split: RowSplit, _ choice: TrialChoice) -> [TrainingWarning] {
        var warnings: [TrainingWarning] = []
        let target = trainer.target
        let unusable = trainer.table.rowCount - trainer.usable.count
        if unusable > 0 {
            warnings.append(
                TrainingWarning(
                    code: "target_missing", feature: target.column.name, message: "\(unusable) rows without a usable target were left out",
                    advice: "add WHERE \(quotedIdentifier(target.column.name)) IS NOT NULL if that is not what you expect"))
        }
        if trainer.configuration.splitIsFound, let time = trainer.configuration.splitBy {
            warnings.append(
                TrainingWarning(
                    code: "split_by_time", feature: time,
                    message: "rows were set apart by their time (\"\(time)\"): the metrics come from the latest \(split.holdout.count)",
                    advice: "if the order of time does not matter: USING split = 'random'; if another column says when: split = 'time', split_by = 'column'",
                    severity: .note))
        }
        if split.holdout.count < enoughToMeasure {
            warnings.append(
                TrainingWarning(
                    code: "few_rows", feature: nil, message: "the metrics come from \(split.holdout.count) \(split.holdout.count == 1 ? "row" : "rows"): they say little",
                    advice: "bring more rows"))
        }
        if let threshold = choice.threshold, let evidence = threshold.evidence, let answer = target.labels.last.map(Model.labelText) {
            func shown(_ number: Double) -> String { Value.text(of: SearchRange.rounded(number)) }
            warnings.append(
                TrainingWarning(
                    code: "threshold", feature: target.column.name,
                    message:
                        "'\(answer)' is the answer from a probability of \(shown(threshold.value)) on: Matthews' correlation with the truth is \(shown(evidence.moved)) there and \(shown(evidence.atHalf)) from 0.5 on (standard error of the difference \(shown(evidence.error)))",
                    advice: "for the likelier class: USING threshold = 0.5; as probabilities stay the same, no promotion rule prefers that version: DEPLOY it", severity: .note))
        }
        guard target.task != .regression else { return warnings }
        var counts = [Int](repeating: 0, count: target.labels.count)
        for row in trainer.usable { counts[Int(trainer.truth[row])] += 1 }
        warnings += target.labels.indices.filter { counts[$0] < 5 }.prefix(10).map { index in
            TrainingWarning(
                code: "rare_class", feature: target.column.name,
                message: "class '\(target.labels[index].text ?? "")' has \(counts[index]) \(counts[index] == 1 ? "row" : "rows")",
                advice: "what is said of this class cannot be trusted: bring more rows, or join it with another class")
        }
        return warnings
    }

    private static func leaderboard(_ trials: [Trial], _ choice: TrialChoice, _ model: Model) throws -> [EnsembleMember] {
        let weights = Dictionary(choice.members.map { ($0.trial, $0.weight) }, uniquingKeysWith: { first, _ in first })
        let bytes = try model.members.reduce(0) { $0 + (try $1.learner.stored().bytes.count) } / max(1, model.members.count)
        return trials.indices.filter { trials[$0].status == .completed }.map { index in
            let trial = trials[index]
            let count = Double(trial.losses.count)
            let deviation = count > 1 ? (trial.losses.reduce(0) { $0 + ($1 - trial.loss) * ($1 - trial.loss) } / (count - 1)).squareRoot() : 0
            return EnsembleMember(
                trial: trial.number, learner: trial.candidate.learner, weight: weights[index] ?? 0, loss: trial.loss, deviation: deviation,
                microseconds: (trial.cost / 10).rounded() / 100, bytes: weights[index] == nil ? 0 : bytes)
        }.sorted { ($0.loss, $0.trial) < ($1.loss, $1.trial) }
    }

    // MARK: Stages

    private static func stages(
        _ trials: [Trial], _ choice: TrialChoice, _ split: RowSplit, _ plan: FoldPlan, _ features: FeatureFitting, _ evaluation: HoldoutEvaluation,
        _ model: [UInt8]
    ) -> [(name: String, hash: String)] {
        func hash(_ text: String) -> String { SHA256.hash(data: Array(text.utf8)).map { hexByte($0) }.joined() }
        func rows(_ rows: [Int]) -> String { rows.map(String.init).joined(separator: ",") }
        var stages = [
            ("split", Self.hash(of: [split.development, split.holdout] + plan.folds.flatMap { [$0.training, $0.validation] })),
            ("features", hash(JSONValue.array(features.encoders.map(\.json)).text)),
        ]
        for trial in trials {
            let numbers = Self.hash(of: [trial.losses] + trial.predictions)
            stages.append(("trial \(trial.number)", hash(trial.candidate.json.text + numbers + rows(trial.rounds))))
        }
        let members = choice.members.map { "\($0.trial):\(String($0.weight.bitPattern, radix: 16))" }.joined(separator: ",")
        stages.append(("ensemble", hash(members + choice.calibrator.json.text + String((choice.threshold?.value ?? DecisionThreshold.half).bitPattern, radix: 16))))
        stages.append(("model", SHA256.hash(data: model).map { hexByte($0) }.joined()))
        stages.append(("metrics", hash(evaluation.metrics.map { "\($0.name)=\(String($0.value.bitPattern, radix: 16))" }.joined(separator: ","))))
        return stages
    }

    /// Of lists of rows or numbers, each behind its length; eight bytes a number.
    private static func hash<Number>(of lists: [[Number]]) -> String where Number: BitwiseCopyable {
        var hasher = SHA256()
        for list in lists {
            withUnsafeBytes(of: list.count.littleEndian) { hasher.update(bufferPointer: $0) }
            list.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }
        return hasher.finalize().map { hexByte($0) }.joined()
    }

    // MARK: Findings

    private static func findings(_ choice: TrialChoice, _ evaluation: HoldoutEvaluation, _ model: Model, _ features: FeatureFitting) -> [JSONValue.Member] {
        var findings: [JSONValue.Member] = [
            .init(
                "calibration",
                .object([
                    .init("kind", .string(choice.calibrator.name)), .init("threshold", choice.threshold.map { .number($0.value) } ?? .null),
                    .init("losses", .object(choice.calibrationLosses.map { .init($0.name, .number($0.loss)) })),
                    .init(
                        "reliability",
                        .array(
                            evaluation.reliability.map {
                                .object([
                                    .init("predicted", .number($0.predicted)), .init("observed", .number($0.observed)), .init("rows", .number(Double($0.rows))),
                                ])
                            })),
                ])),
        ]
        findings += evaluation.effectsFinding(inputs: features.inputs)
        if let coverage = model.interval?.coverage ?? model.predictionSet?.coverage {
            findings.append(
                .init(
                    "interval",
                    .object([
                        .init("coverage", .number(coverage)), .init("observed_coverage", evaluation.coverage.map(JSONValue.number) ?? .null),
                        .init("mean_width", evaluation.intervalWidth.map(JSONValue.number) ?? .null),
                        .init("quantile", model.targetEncoder.quantile.map(JSONValue.number) ?? .null),
                        .init("observed_quantile", evaluation.shareBelow.map(JSONValue.number) ?? .null),
                    ])))
        }
        return findings
    }
}

extension HoldoutEvaluation {
    /// Partial dependence, as it is recorded.
    func effectsFinding(inputs: [Column]) -> [JSONValue.Member] {
        let points = effects.flatMap { effect in
            effect.points.map {
                JSONValue.object([
                    .init("feature", .string(inputs[effect.input].name)), .init("value", .string($0.value)), .init("prediction", .number($0.prediction)),
                ])
            }
        }
        return [.init("effects", .array(points))]
    }
}
