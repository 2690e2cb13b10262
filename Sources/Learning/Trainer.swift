import CLightGBM
import Core
import Crypto

/// One training, from rows to a model: split, encode, fit with early stopping, measure on untouched rows, fit again on all.
package struct Trainer {
    private let table: TrainingTable
    private let targetIndex: Int
    private let target: TargetEncoder
    private let configuration: LearningConfiguration
    private let threads: Int
    private let progress: (TrainingProgress) throws -> Void
    /// Target of each row as a number; NaN where it cannot be learnt from.
    private let truth: [Double]
    private let usable: [Int]

    static let minimumRows = 10

    /// - Parameters:
    ///   - threads: of LightGBM; the result is the same for any number.
    ///   - progress: called at each stage and every few rounds; what it throws ends the training.
    /// - Throws: `SQLFailure` when nothing can be learnt, with what to do about it.
    package static func train(
        _ table: TrainingTable, target: String, configuration: LearningConfiguration, threads: Int = 1,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingOutcome {
        try withoutActuallyEscaping(progress) { progress in
            try Trainer(table, target: target, configuration: configuration, threads: threads, progress: progress).run()
        }
    }

    private init(
        _ table: TrainingTable, target name: String, configuration: LearningConfiguration, threads: Int,
        progress: @escaping (TrainingProgress) throws -> Void
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
        let target = try TargetEncoder(column: table.columns[index], vector: vector, task: configuration.task)
        self.table = table
        targetIndex = index
        self.target = target
        self.configuration = configuration
        // Below this size the threads cost more than they bring.
        self.threads = table.rowCount < 100_000 ? 1 : threads
        self.progress = progress
        let truth = (0..<vector.count).map { target.number(vector[$0]) ?? .nan }
        self.truth = truth
        usable = truth.indices.filter { !truth[$0].isNaN }
        guard usable.count >= Self.minimumRows else {
            throw SQLFailure(
                .dataException, "\(usable.count) \(usable.count == 1 ? "row" : "rows") with a target are too few to learn from",
                detail: "At least \(Self.minimumRows) are needed.", hint: "widen the training query")
        }
    }

    private func run() throws -> TrainingOutcome {
        try say("split", 0)
        let split = try makeSplit()
        let features = try FeatureFitting(table: table, target: targetIndex, rows: split.training, configuration: configuration)
        try requireFeatures(features)
        try say("encode", 0.02)

        let refits = configuration.refit
        let fitted = try fit(features, rows: split.training, validation: split.validation, shares: 0.05...(refits ? 0.55 : 0.95))
        let held = try makeModel(features, fitted.text)
        try say("evaluate", refits ? 0.56 : 0.96)
        let scores = try held.scores(columns(features), rows: split.holdout)
        let metrics = Evaluation.metrics(
            target: target, truth: split.holdout.map { truth[$0] }, scores: scores, training: split.training.map { truth[$0] })

        var model = held
        var final = fitted
        var used = features
        if refits {
            // The model that serves learns from all rows, with as many rounds as the held-out one needed, and a few more since it has more rows.
            used = try FeatureFitting(table: table, target: targetIndex, rows: usable, configuration: configuration)
            try requireFeatures(used)
            let ratio = Double(usable.count) / Double(split.training.count)
            let rounds = configuration.rounds.map { min($0, fitted.rounds) } ?? Int((Double(fitted.rounds) * min(ratio, 1.5)).rounded())
            final = try fit(used, rows: usable, validation: [], rounds: max(1, rounds), shares: 0.58...0.97)
            model = try makeModel(used, final.text)
        }
        try say("explain", 0.98)
        let report = report(used, final, split, metrics, model: model)
        return TrainingOutcome(model: model, report: report)
    }

    private func say(_ stage: String, _ share: Double) throws {
        try progress(TrainingProgress(stage: stage, share: share))
    }

    private func makeSplit() throws -> RowSplit {
        guard configuration.split == .time, let name = configuration.splitBy else {
            let classes = target.task == .regression ? nil : usable.map { Int(truth[$0]) }
            return .random(rows: usable, classes: classes, configuration: configuration)
        }
        guard let index = table.index(of: name) else {
            throw SQLFailure(
                .undefinedColumn, "option \"split_by\" names a column \"\(name)\" that the training query does not return",
                hint: nearestName(to: name, among: table.columns.map(\.name)).map { "did you mean \"\($0)\"?" })
        }
        guard table.columns[index].type.isTemporal || table.columns[index].type.isNumeric else {
            throw SQLFailure(.datatypeMismatch, "a split by time needs a time or number column; \"\(name)\" is \(table.columns[index].type.sql)")
        }
        let vector = table.vectors[index]
        return .byTime(rows: usable, times: { FeatureEncoder.number(vector[$0]) }, configuration: configuration)
    }

    private func requireFeatures(_ features: FeatureFitting) throws {
        guard features.encoders.isEmpty else { return }
        let notes = features.reports.prefix(5).map { "\"\($0.name)\": \($0.note ?? "")" }
        throw SQLFailure(
            .dataException, "no column is left to learn from", detail: notes.isEmpty ? "The training query returns the target only." : notes.joined(separator: "; "),
            hint: "add columns to the training query, or overrule with types = {\"column\": \"category\"}")
    }

    private func columns(_ features: FeatureFitting) -> [ColumnVector] { features.sources.map { table.vectors[$0] } }

    // MARK: Boosting

    private struct Fitted {
        var text: String
        var rounds: Int
        var gains: [Double]
    }

    private func fit(
        _ features: FeatureFitting, rows: [Int], validation: [Int], rounds fixed: Int? = nil, shares: ClosedRange<Double>
    ) throws -> Fitted {
        omp_set_num_threads(Int32(threads))
        let layout = FeatureLayout(features.encoders)
        let parameters = BoostingParameters(configuration: configuration, target: target, rows: usable.count, categorical: layout.categorical)
        let training = try dataset(features, layout, rows, parameters, reference: nil)
        let stops = !validation.isEmpty && configuration.earlyStoppingRounds > 0 && fixed == nil
        let watched = stops ? try dataset(features, layout, validation, parameters, reference: training) : nil
        let booster = try Booster(training: training, validation: watched, parameters: parameters.text)
        let limit = fixed ?? parameters.rounds
        var best = (round: 0, metric: Double.infinity)
        var round = 0
        while round < limit {
            guard try booster.update() else { break }
            round += 1
            var metric: Double?
            if stops {
                let value = try booster.validationMetric()
                metric = value
                if value < best.metric { best = (round, value) }
                if round - best.round >= configuration.earlyStoppingRounds { break }
            }
            if round.isMultiple(of: 10) || round == limit {
                let done = Double(round) / Double(limit)
                try progress(
                    TrainingProgress(
                        stage: fixed == nil ? "fit" : "refit", share: shares.lowerBound + (shares.upperBound - shares.lowerBound) * done,
                        round: round, rounds: limit, metricName: metric == nil ? nil : BoostingParameters.metric(target.task), metricValue: metric))
            }
        }
        let kept = max(1, stops ? best.round : round)
        return Fitted(text: try booster.text(rounds: kept), rounds: kept, gains: try booster.gains(rounds: kept, features: layout.width))
    }

    private func dataset(
        _ features: FeatureFitting, _ layout: FeatureLayout, _ rows: [Int], _ parameters: BoostingParameters, reference: Dataset?
    ) throws -> Dataset {
        let labels = rows.map { Float(truth[$0]) }
        return try Dataset(
            matrix: layout.columnMajor(columns(features), rows: rows), rows: rows.count, featureNames: layout.names, labels: labels,
            weights: configuration.balanced && reference == nil ? balancedWeights(rows) : nil, parameters: parameters.text, reference: reference)
    }

    /// Each class counts the same in all.
    private func balancedWeights(_ rows: [Int]) -> [Float]? {
        guard target.task != .regression else { return nil }
        var counts = [Double](repeating: 0, count: target.labels.count)
        for row in rows { counts[Int(truth[row])] += 1 }
        return rows.map { Float(Double(rows.count) / (Double(counts.count) * counts[Int(truth[$0])])) }
    }

    private func makeModel(_ features: FeatureFitting, _ text: String) throws -> Model {
        try Model(target: target, inputs: features.inputs, encoders: features.encoders, boosterText: text)
    }

    // MARK: Report

    private func report(_ features: FeatureFitting, _ fitted: Fitted, _ split: RowSplit, _ metrics: [Metric], model: Model) -> TrainingReport {
        let gains = FeatureLayout(features.encoders).sumByInput(fitted.gains)
        let total = gains.reduce(0, +)
        var reports = features.reports
        for (input, gain) in gains.enumerated() {
            let name = features.inputs[input].name
            if let index = reports.firstIndex(where: { $0.name == name && $0.used }) { reports[index].importance = total > 0 ? gain / total : 0 }
        }
        var warnings = features.warnings
        let unusable = table.rowCount - usable.count
        if unusable > 0 {
            warnings.append(
                TrainingWarning(
                    code: "target_missing", feature: target.column.name, message: "\(unusable) rows without a usable target were left out",
                    advice: "add WHERE \(quotedIdentifier(target.column.name)) IS NOT NULL if that is not what you expect"))
        }
        warnings += rareClassWarnings()
        return TrainingReport(
            task: target.task, metrics: metrics, features: reports, warnings: warnings, rounds: fitted.rounds,
            trainingRows: split.training.count, validationRows: split.validation.count, holdoutRows: split.holdout.count,
            unusableRows: unusable, stages: stages(features, split, fitted))
    }

    private func rareClassWarnings() -> [TrainingWarning] {
        guard target.task != .regression else { return [] }
        var counts = [Int](repeating: 0, count: target.labels.count)
        for row in usable { counts[Int(truth[row])] += 1 }
        return target.labels.indices.filter { counts[$0] < 5 }.prefix(10).map { index in
            TrainingWarning(
                code: "rare_class", feature: target.column.name,
                message: "class '\(target.labels[index].text ?? "")' has \(counts[index]) \(counts[index] == 1 ? "row" : "rows")",
                advice: "what is said of this class cannot be trusted: bring more rows, or join it with another class")
        }
    }

    private func stages(_ features: FeatureFitting, _ split: RowSplit, _ fitted: Fitted) -> [(name: String, hash: String)] {
        func hash(_ text: String) -> String { SHA256.hash(data: Array(text.utf8)).map { hexByte($0) }.joined() }
        let rows = [split.training, split.validation, split.holdout].map { $0.map(String.init).joined(separator: ",") }
        let encoders = JSONValue.array(features.encoders.map(\.json)).text
        return [("split", hash(rows.joined(separator: ";"))), ("features", hash(encoders)), ("model", hash(fitted.text))]
    }
}
