import Core

/// One training, from rows to a model: set rows apart, search on the others, join and calibrate what did best, measure on the
/// rows that chose nothing, learn again from all.
package struct Trainer {
    let table: TrainingTable
    let targetIndex: Int
    let target: TargetEncoder
    /// With its split decided.
    let configuration: LearningConfiguration
    let threads: Int
    let progress: @Sendable (TrainingProgress) throws -> Void
    /// Target of each row as a number; NaN where it cannot be learnt from.
    let truth: [Double]
    let usable: [Int]
    let problem: LearningProblem

    static let minimumRows = 10

    /// - Parameters:
    ///   - threads: to use; the result is the same for any number.
    ///   - progress: called at each stage and now and then in between, by one thread at a time; what it throws ends the training.
    /// - Throws: `SQLFailure` when nothing can be learnt, with what to do about it.
    package static func train(
        _ table: TrainingTable, target: String, configuration: LearningConfiguration, threads: Int = 1,
        progress: @escaping @Sendable (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        try Trainer(table, target: target, configuration: configuration, threads: threads, progress: progress).run()
    }

    private init(
        _ table: TrainingTable, target name: String, configuration: LearningConfiguration, threads: Int,
        progress: @escaping @Sendable (TrainingProgress) throws -> Void
    ) throws {
        guard table.rowCount > 0 else {
            throw SQLFailure(.dataException, "the training query returned no rows", hint: "run the query by itself and check its WHERE")
        }
        guard let index = table.index(of: name) else {
            let nearest = nearestName(to: name, among: table.columns.map(\.name))
            throw SQLFailure(
                .undefinedColumn, "the training query returns no column \"\(name)\" to predict",
                hint: nearest.map { "did you mean \"\($0)\"?" } ?? "it returns: " + table.columns.prefix(20).map(\.name).joined(separator: ", "))
        }
        let vector = table.vectors[index]
        let target = try TargetEncoder(column: table.columns[index], vector: vector, task: configuration.task, quantile: configuration.quantile, positive: configuration.positive)
        self.table = table
        targetIndex = index
        self.target = target
        self.threads = threads
        self.progress = progress
        let truth = target.numbers(vector)
        self.truth = truth
        let usable = truth.contains(where: \.isNaN) ? truth.indices.filter { !truth[$0].isNaN } : Array(truth.indices)
        self.usable = usable
        let configuration = Self.decidingSplit(configuration, table, target: index, target, truth: truth, usable: usable)
        self.configuration = configuration
        problem = LearningProblem(
            task: target.task, classes: target.labels.count, seed: configuration.seed, quantile: target.quantile,
            classWeights: try configuration.weights.resolved(target, truth: usable.map { truth[$0] }))
        try configuration.requireTwoClasses(target)
    }

    private func run() throws -> TrainingOutcome {
        try say("split", 0)
        let split = try makeSplit()
        let plan = try makePlan(split.development)
        try say("check", 0.02)
        // With one fold of many the rows that judge would change nothing in what the columns are.
        let isMeasuredByFold = plan.folds.count == 1 && !refits
        let features = try features(isMeasuredByFold ? plan.folds[0].training : split.development)
        try say("encode", 0.04)
        let (leaks, encoded) = try Parallel.both(
            threads: threads, { try self.leaks(split, features) },
            and: {
                try plan.folds.map { fold in
                    let features = try isMeasuredByFold ? features : self.features(fold.training)
                    return (features: features, fold: try encodedFold(fold, features))
                }
            })
        let (foldFeatures, folds) = (encoded.map(\.features), encoded.map(\.fold))
        let space = SearchSpace(
            rows: split.development.count, problem: problem, canCount: target.task == .regression && usable.allSatisfy { truth[$0] >= 0 },
            configuration: configuration)
        let count = configuration.trials ?? defaultTrials(split.development.count)
        let search = TrialSearch(
            problem: problem, space: space, folds: folds, rounds: roundLimits, learners: learners(features), count: count, threads: threads
        ) { [progress] step in
            var step = step
            step.share = 0.05 + 0.63 * step.share
            try progress(step)
        }
        let trials = try search.run()
        guard trials.contains(where: { $0.status == .completed }) else {
            throw SQLFailure(.dataException, "no trial of the training succeeded", detail: trials.first?.note, hint: "SELECT * FROM foretell.trials")
        }
        let choice = try TrialChoice(trials, folds: folds, truth: truth, problem: problem, configuration: configuration)

        try say("fit", 0.68)
        let held = try heldModel(trials, choice, plan, folds, features, foldFeatures, split)
        try say("evaluate", 0.8)
        let evaluation = try HoldoutEvaluation(
            held.model, columns: columns(held.features), truth: truth, split: split, problem: problem, values: configuration.threshold.values, threads: threads)
        var model = held.model
        var used = held.features
        if refits {
            try say("refit", 0.84)
            // The model that serves learns from all rows.
            used = try self.features(usable)
            model = try fit(trials, choice, used, rows: usable, stage: "refit", share: 0.84...0.97)
        }
        try say("explain", 0.97)
        let report = try TrainingReport(
            trainer: self, trials: trials, choice: choice, space: space, split: split, plan: plan, features: used, held: held.features,
            evaluation: evaluation, model: model, leaks: leaks)
        return TrainingOutcome(model: model, report: report, held: held.model, holdout: split.holdout)
    }

    /// - Throws: `SQLFailure` of the first one when the training is strict.
    private func leaks(_ split: RowSplit, _ features: FeatureFitting) throws -> [TrainingWarning] {
        let leaks = LeakageGuard(trainer: self, split: split, features: features).warnings()
        if configuration.strict, let first = leaks.first {
            throw SQLFailure(
                .dataException, "the training is strict and \(first.message)", detail: leaks.dropFirst().map(\.message).joined(separator: "; "),
                hint: first.advice)
        }
        return leaks
    }

    private func encodedFold(_ fold: FoldPlan.Fold, _ features: FeatureFitting) throws -> TrialSearch.EncodedFold {
        .init(
            training: try encode(features, fold.training, rowMajor: false), validation: try encode(features, fold.validation, rowMajor: true),
            validationRows: fold.validation)
    }

    func say(_ stage: String, _ share: Double) throws {
        try progress(TrainingProgress(stage: stage, share: share))
    }

    // MARK: Budgets

    private func defaultTrials(_ rows: Int) -> Int {
        if problem.classes > 50 { return 1 }
        let many = switch rows {
        case ..<2000: 16
        case ..<5000: 8
        case ..<50_000: 5
        case ..<200_000: 3
        default: 1
        }
        return problem.classes > 10 ? min(many, 3) : many
    }

    private var roundLimits: TrialSearch.RoundLimits {
        .init(limit: configuration.rounds ?? (problem.classes > 10 ? 300 : 2000), patience: configuration.earlyStoppingRounds)
    }

    private func learners(_ features: FeatureFitting) -> [LearnerKind] {
        if problem.quantile != nil { return [.lightgbm] }
        if let learners = configuration.learners { return learners }
        // Weights on many classes or features cost more than they bring.
        let isWide = FeatureLayout(features.encoders).width > 1000
        return problem.classes > 20 || isWide || usable.count > 200_000 ? [.lightgbm] : LearnerKind.allCases
    }

    private static let largeTable = 200_000

    /// The last few rows of a large table teach nothing, unless they are the latest.
    private var refits: Bool { configuration.refit ?? (usable.count < Self.largeTable || configuration.split == .time) }

    // MARK: Features

    private func features(_ rows: [Int]) throws -> FeatureFitting {
        var configuration = configuration
        // What says which rows are kept back, or which belong together, is no feature.
        if configuration.split == .custom || configuration.split == .group, let name = configuration.splitBy { configuration.splitColumn = name }
        let features = try FeatureFitting(
            table: table, target: targetIndex, rows: rows, truth: truth, problem: problem, configuration: configuration, threads: threads)
        guard features.encoders.isEmpty else { return features }
        let notes = features.reports.prefix(5).map { "\"\($0.name)\": \($0.note ?? "")" }
        throw SQLFailure(
            .dataException, "no column is left to learn from", detail: notes.isEmpty ? "The training query returns the target only." : notes.joined(separator: "; "),
            hint: "add columns to the training query, or overrule with types = {\"column\": \"category\"}")
    }

    func columns(_ features: FeatureFitting) -> [ColumnVector] { features.sources.map { table.vectors[$0] } }

    func encode(_ features: FeatureFitting, _ rows: [Int], rowMajor: Bool) throws -> EncodedRows {
        let layout = FeatureLayout(features.encoders)
        let columns = columns(features)
        let (rowStride, featureStride) = rowMajor ? (layout.width, 1) : (1, rows.count)
        var matrix = rowMajor ? layout.rowMajor(columns, rows: rows) : layout.columnMajor(columns, rows: rows)
        features.hideOwnTargets(&matrix, rows: rows, layout: layout, rowStride: rowStride, featureStride: featureStride)
        return EncodedRows(
            matrix: matrix, rowStride: rowStride, featureStride: featureStride, width: layout.width, truth: rows.map { truth[$0] },
            weights: problem.classWeights.map { weights in rows.map { Float(weights[Int(truth[$0])]) } }, categorical: layout.categorical)
    }

    // MARK: Models

    /// The model that is measured: it has not seen the rows that are kept back.
    private func heldModel(
        _ trials: [Trial], _ choice: TrialChoice, _ plan: FoldPlan, _ folds: [TrialSearch.EncodedFold], _ features: FeatureFitting,
        _ foldFeatures: [FeatureFitting], _ split: RowSplit
    ) throws -> (model: Model, features: FeatureFitting) {
        // With one fold the search has fitted it already.
        if plan.folds.count == 1 {
            let members = try choice.members.compactMap { member -> Model.Member? in
                guard let learner = trials[member.trial].learner else { return nil }
                return Model.Member(weight: member.weight, learner: try (learner as? FittedBoosting)?.detached() ?? learner)
            }
            if members.count == choice.members.count { return (try makeModel(members, choice, foldFeatures[0], folds[0].validation), foldFeatures[0]) }
        }
        return (try fit(trials, choice, features, rows: split.development, stage: "fit", share: 0.68...0.8), features)
    }

    /// Models that differ in their seed share a member's weight, the more the larger it is.
    private func bags(_ learner: LearnerKind, weight: Double, rows: Int) -> Int {
        learner == .linear ? 1 : max(1, Int((Double(configuration.bags(rows, problem)) * weight).rounded()))
    }

    private func fit(
        _ trials: [Trial], _ choice: TrialChoice, _ features: FeatureFitting, rows: [Int], stage: String, share: ClosedRange<Double>
    ) throws -> Model {
        let encoded = try encode(features, rows.sorted(), rowMajor: false)
        let isLarge = rows.count >= TrialSearch.largeTable
        let pieces = choice.members.flatMap { member in
            let candidate = trials[member.trial].candidate
            let bags = bags(candidate.learner, weight: member.weight, rows: rows.count)
            return (0..<bags).map { (trial: member.trial, weight: member.weight / Double(bags), bag: $0) }
        }
        let fitting = LearnerFitting(problem: problem, rounds: roundLimits, threads: isLarge ? threads : 1)
        let told = FitProgress(fits: pieces.count, range: share, metricName: problem.lossName, tell: progress)
        let learners = try Parallel.map(Array(pieces.enumerated()), threads: isLarge ? 1 : threads) { index, piece in
            let trial = trials[piece.trial]
            let learner = try fitting.fit(trial.candidate, encoded, rounds: trial.meanRounds, bag: piece.bag) { round, limit, loss in
                try told.report(index, stage: stage, round: round, of: limit, loss: loss)
            }
            told.ended(index)
            return try (learner as? FittedBoosting)?.detached() ?? learner
        }
        let fitted = zip(pieces, learners).map { (trial: $0.trial, member: Model.Member(weight: $0.weight, learner: $1)) }
        let members = try choice.members.flatMap { chosen in try joined(fitted.filter { $0.trial == chosen.trial }.map(\.member)) }
        return try makeModel(members, choice, features, encoded)
    }

    /// Trees that differ in chance only become one ensemble of trees, whose contributions are exact.
    private func joined(_ bags: [Model.Member]) throws -> [Model.Member] {
        let trees = bags.compactMap { $0.learner as? FittedBoosting }
        guard trees.count > 1, trees.count == bags.count, try !trees.contains(where: { try $0.hasLinearLeaves }) else { return bags }
        return [Model.Member(weight: bags.reduce(0) { $0 + $1.weight }, learner: try FittedBoosting.mean(trees))]
    }

    private static let backgroundRows = 24

    private func makeModel(_ members: [Model.Member], _ choice: TrialChoice, _ features: FeatureFitting, _ encoded: EncodedRows) throws -> Model {
        var interval: ConformalInterval?
        if target.task == .regression {
            let judged = try encode(features, choice.judgedRows, rowMajor: true)
            interval = try ConformalInterval(
                errors: judged.replacingTruth(choice.errors), coverage: configuration.coverage, seed: configuration.seed, threads: threads)
        }
        let step = max(1, encoded.count / Self.backgroundRows)
        let background = encoded.part { $0.isMultiple(of: step) && $0 / step < Self.backgroundRows }
        return Model(
            target: target, inputs: features.inputs, encoders: features.encoders, members: members, calibrator: choice.calibrator,
            threshold: choice.threshold?.value ?? DecisionThreshold.half, interval: interval, predictionSet: choice.predictionSet, background: background.matrix)
    }
}
