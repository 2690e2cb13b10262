import Core
import Crypto

/// Continues a model's boosting on new rows, and calibrates it anew. Encoders and the other learners stay as they are, so new
/// categories and new columns need a training of their own.
package struct Finetuning {
    private let model: Model
    private let configuration: LearningConfiguration
    private let threads: Int
    private let progress: @Sendable (TrainingProgress) throws -> Void
    private let problem: LearningProblem
    /// In the order of the model's inputs.
    private let columns: [ColumnVector]
    private let truth: [Double]
    private let usable: [Int]
    private let table: TrainingTable

    private static let defaultRounds = 300

    /// - Parameters:
    ///   - table: has the model's target and all of its inputs, by name.
    ///   - configuration: its seed, rounds, split, shares, `threshold`, `value`, `refit` and `lightgbm.*` count.
    /// - Throws: `SQLFailure` when a column is missing, or the new rows teach nothing.
    package static func finetune(
        _ model: Model, on table: TrainingTable, configuration: LearningConfiguration, threads: Int = 1,
        progress: @escaping @Sendable (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        try Finetuning(model, table, configuration, threads, progress).run()
    }

    private init(
        _ model: Model, _ table: TrainingTable, _ configuration: LearningConfiguration, _ threads: Int,
        _ progress: @escaping @Sendable (TrainingProgress) throws -> Void
    ) throws {
        func column(_ name: String) throws -> ColumnVector {
            guard let index = table.index(of: name) else {
                throw SQLFailure(
                    .undefinedColumn, "the rows to learn from have no column \"\(name)\", which the model takes",
                    hint: nearestName(to: name, among: table.columns.map(\.name)).map { "did you mean \"\($0)\"?" } ?? "RETRAIN makes a model of other columns")
            }
            return table.vectors[index]
        }
        guard model.members.contains(where: { $0.learner is FittedBoosting }) else {
            throw SQLFailure(
                .featureNotSupported, "the model has no boosted trees to continue", hint: "RETRAIN it, or train one with USING learners = ['lightgbm']")
        }
        try configuration.requireTwoClasses(model.targetEncoder)
        self.model = model
        self.table = table
        self.configuration = configuration
        self.threads = threads
        self.progress = progress
        problem = LearningProblem(task: model.task, classes: model.labels.count, seed: configuration.seed, quantile: model.targetEncoder.quantile)
        columns = try model.inputs.map { try column($0.name) }
        let target = try column(model.target.name)
        let truth = (0..<target.count).map { model.targetEncoder.number(target[$0]) ?? .nan }
        self.truth = truth
        usable = truth.indices.filter { !truth[$0].isNaN }
        guard usable.count >= Trainer.minimumRows else {
            throw SQLFailure(
                .dataException, "\(usable.count) \(usable.count == 1 ? "row" : "rows") with a known target are too few to learn from",
                detail: "At least \(Trainer.minimumRows) are needed.", hint: "widen the query")
        }
    }

    private func run() throws -> TrainingOutcome {
        try say("split", 0.02)
        let split = try makeSplit()
        let classes = problem.task == .regression ? nil : split.development.map { Int(truth[$0]) }
        let inner = RowSplit.random(
            rows: split.development, identities: try table.identities(key: configuration.key), classes: classes, share: configuration.validationShare ?? 0.2,
            seed: configuration.seed &+ 1)
        let (longer, added) = try continued(on: inner.development, validation: inner.holdout, rounds: model.members.map { _ in limit }, stage: "fit", share: 0.05...0.5)
        guard added.contains(where: { $0 > 0 }) else {
            throw SQLFailure(
                .dataException, "the new rows teach the model nothing", detail: "No round lowers the loss on \(inner.holdout.count) of them that judge.",
                hint: "RETRAIN learns anew from all rows")
        }
        let held = try recalibrated(longer, judging: inner.holdout)
        try say("evaluate", 0.5)
        let evaluation = try HoldoutEvaluation(held, columns: columns, truth: truth, split: split, problem: problem)
        let before = try Evaluation.metrics(
            target: model.targetEncoder, truth: split.holdout.map { truth[$0] }, scores: model.scores(columns, rows: split.holdout),
            threshold: model.threshold, training: split.development.map { truth[$0] })
        var final = held
        if configuration.refit ?? true {
            let members = try continued(on: usable, validation: nil, rounds: added, stage: "refit", share: 0.6...0.97).0.members
            final = held.replacing(members: members)
        }
        return TrainingOutcome(
            model: final, report: try report(final, split, evaluation, before: before, added: added), held: held, holdout: split.holdout)
    }

    private var limit: Int { configuration.rounds ?? Self.defaultRounds }

    private func say(_ stage: String, _ share: Double) throws { try progress(TrainingProgress(stage: stage, share: share)) }

    private func makeSplit() throws -> RowSplit {
        switch configuration.split {
        case .random, nil:
            let classes = problem.task == .regression ? nil : usable.map { Int(truth[$0]) }
            return .random(rows: usable, identities: try table.identities(key: configuration.key), classes: classes, share: configuration.holdoutShare ?? 0.2, seed: configuration.seed)
        case .time:
            guard let index = table.index(of: configuration.splitBy ?? "") else {
                throw SQLFailure(.undefinedColumn, "option \"split_by\" names a column \"\(configuration.splitBy ?? "")\" that the query does not return")
            }
            let vector = table.vectors[index]
            return .byTime(rows: usable, times: { FeatureEncoder.number(vector[$0]) }, share: configuration.holdoutShare ?? 0.2)
        case .group, .custom:
            throw SQLFailure(.featureNotSupported, "FINETUNE splits at random or by time", hint: "USING split = 'time', split_by = 'column'")
        }
    }

    /// - Parameter rounds: for each member; the most, or, without rows that judge, as many.
    /// - Returns: the model, and the rounds that each member got.
    private func continued(
        on rows: [Int], validation: [Int]?, rounds: [Int], stage: String, share: ClosedRange<Double>
    ) throws -> (Model, [Int]) {
        let training = EncodedRows(model.layout, columns, rows: rows, truth: rows.map { truth[$0] })
        let judging = validation.map { rows in EncodedRows(model.layout, columns, rows: rows, truth: rows.map { truth[$0] }) }
        let isLarge = rows.count >= TrialSearch.largeTable
        let told = FitProgress(fits: model.members.count, range: share, metricName: problem.lossName, tell: progress)
        let (problem, configuration) = (problem, configuration)
        let results = try Parallel.map(Array(model.members.enumerated()), threads: isLarge ? 1 : threads) { [threads] index, member in
            defer { told.ended(index) }
            guard let trees = member.learner as? FittedBoosting, rounds[index] > 0 else { return (member, 0) }
            let (longer, added) = try trees.tempered(on: training, problem: problem).continued(
                on: training, validation: judging, problem: problem, overrides: configuration.lightgbm, rounds: rounds[index],
                patience: configuration.earlyStoppingRounds, bag: index, threads: isLarge ? threads : 1
            ) { round, limit, loss in
                try told.report(index, stage: stage, round: round, of: limit, loss: loss)
            }
            return (Model.Member(weight: member.weight, learner: longer), added)
        }
        return (model.replacing(members: results.map(\.0)), results.map(\.1))
    }

    /// Calibration, threshold, intervals and sets, from rows that the longer trees have not seen.
    private func recalibrated(_ longer: Model, judging rows: [Int]) throws -> Model {
        let plain = longer.replacing(members: longer.members, calibrator: .none, threshold: longer.threshold, interval: nil, predictionSet: nil)
        let predictions = try plain.scores(columns, rows: rows, threads: threads)
        let actual = rows.map { truth[$0] }
        guard problem.task == .regression else {
            let calibrator = configuration.calibrate ? Calibrator.choose(predictions, truth: actual, problem: problem).0 : .none
            let calibrated = calibrator.applied(predictions, outputs: problem.outputs, task: problem.task)
            let set = PredictionSet(scores: calibrated, truth: actual, outputs: problem.outputs, coverage: configuration.coverage)
            // What nobody asked for stays as it was: the new rows may be few.
            let threshold =
                configuration.threshold == .automatic
                ? longer.threshold : DecisionThreshold(calibrated, truth: actual, problem: problem, rule: configuration.threshold).value
            return longer.replacing(members: longer.members, calibrator: calibrator, threshold: threshold, interval: nil, predictionSet: set)
        }
        let calibrator = Calibrator.choose(predictions, truth: actual, problem: problem).0
        let calibrated = calibrator.applied(predictions, outputs: 1, task: .regression)
        let errors = EncodedRows(model.layout, columns, rows: rows, truth: zip(calibrated, actual).map { abs($0 - $1) })
        let interval = try ConformalInterval(errors: errors, coverage: configuration.coverage, seed: configuration.seed)
        return longer.replacing(members: longer.members, calibrator: calibrator, threshold: longer.threshold, interval: interval, predictionSet: nil)
    }

    // MARK: The record

    private func report(_ final: Model, _ split: RowSplit, _ evaluation: HoldoutEvaluation, before: [Metric], added: [Int]) throws -> TrainingReport {
        let total = evaluation.importances.reduce(0) { $0 + max(0, $1.mean) }
        let features = model.inputs.indices.map { index in
            let profile = ColumnProfile(columns[index], rows: usable)
            var report = FeatureReport(
                name: model.inputs[index].name, type: model.inputs[index].type, kind: model.encoders.first { $0.input == index }?.kind, used: true,
                missing: profile.missing, distinct: profile.distinct)
            if total > 0, evaluation.importances.indices.contains(index) {
                report.importance = max(0, evaluation.importances[index].mean) / total
                report.spread = evaluation.importances[index].deviation / total
            }
            return report
        }
        func hash(_ bytes: some Sequence<UInt8>) -> String { SHA256.hash(data: Array(bytes)).map { hexByte($0) }.joined() }
        func rows(_ rows: [Int]) -> String { rows.map(String.init).joined(separator: ",") }
        let values = evaluation.metrics.map { "\($0.name)=\(String($0.value.bitPattern, radix: 16))" }.joined(separator: ",")
        return TrainingReport(
            task: problem.task, positive: problem.task == .binary ? model.labels.last.map(Model.labelText) : nil, metrics: evaluation.metrics, features: features, warnings: warnings(evaluation.metrics, before), trials: [],
            ensemble: try final.members.enumerated().map { index, member in
                .init(
                    trial: index + 1, learner: member.learner.kind, weight: member.weight, loss: .nan, deviation: .nan,
                    microseconds: (member.learner.estimatedCost / 10).rounded() / 100, bytes: try member.learner.stored().bytes.count)
            },
            tuning: TuningReport(parameters: [], sentences: ["finetuned: \(rows(added)) rounds were added to the members"]), rounds: added.max() ?? 0,
            trainingRows: split.development.count, holdoutRows: split.holdout.count, unusableRows: table.rowCount - usable.count, folds: 1,
            stages: [
                ("base", hash(try model.serialized())), ("split", hash((rows(split.development) + ";" + rows(split.holdout)).utf8)),
                ("rounds", hash(rows(added).utf8)), ("model", hash(try final.serialized())), ("metrics", hash(values.utf8)),
            ],
            findings: evaluation.effectsFinding(inputs: model.inputs) + [
                .init("before", .array(before.map { .object([.init("name", .string($0.name)), .init("value", .number($0.value))]) })),
            ])
    }

    private func warnings(_ after: [Metric], _ before: [Metric]) -> [TrainingWarning] {
        var warnings: [TrainingWarning] = []
        let unusable = table.rowCount - usable.count
        if unusable > 0 {
            warnings.append(
                TrainingWarning(
                    code: "target_missing", feature: model.target.name,
                    message: "\(unusable) rows without a target, or with one that the model does not know, were left out",
                    advice: "RETRAIN learns new classes"))
        }
        if let new = after.first, let old = before.first(where: { $0.name == new.name }), new.isHigherBetter ? new.value < old.value : new.value > old.value {
            warnings.append(
                TrainingWarning(
                    code: "finetune_worse", feature: nil,
                    message: "on the rows kept back \(new.name) is \(Value.text(of: new.value)), it was \(Value.text(of: old.value)) before",
                    advice: "keep the version that serves, or bring more rows"))
        }
        return warnings
    }
}
