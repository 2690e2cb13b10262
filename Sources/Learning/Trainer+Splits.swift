import Core

// Which rows learn, which judge and which measure.
extension Trainer {
    /// Enough to measure a model to a third digit.
    private static let enoughToMeasure = 50_000.0

    private var holdoutShare: Double { configuration.holdoutShare ?? share(of: usable.count) }

    private func validationShare(_ rows: Int) -> Double { configuration.validationShare ?? share(of: rows) }

    /// A fifth; of large tables as many as measure well, unless time goes on in them.
    private func share(of rows: Int) -> Double { configuration.split == .time ? 0.2 : min(0.2, Self.enoughToMeasure / Double(max(1, rows))) }

    /// Rows that have a time are set apart by it, unless somebody said otherwise: what a model is asked for is yet to come.
    static func decidingSplit(
        _ given: LearningConfiguration, _ table: TrainingTable, target index: Int, _ target: TargetEncoder, truth: [Double], usable: [Int]
    ) -> LearningConfiguration {
        guard given.split == nil else { return given }
        var configuration = given
        configuration.split = .random
        guard let time = EventTime.column(of: table, target: index, rows: usable, key: given.key) else { return configuration }
        let vector = table.vectors[time]
        let split = RowSplit.byTime(rows: usable, times: { FeatureEncoder.number(vector[$0]) }, share: given.holdoutShare ?? 0.2)
        guard target.task == .regression || EventTime.spreads(split, classes: truth, count: target.labels.count) else { return configuration }
        configuration.split = .time
        configuration.splitBy = table.columns[time].name
        configuration.splitIsFound = true
        return configuration
    }

    func makeSplit() throws -> RowSplit {
        switch configuration.split {
        case .random, nil:
            let classes = target.task == .regression ? nil : usable.map { Int(truth[$0]) }
            let identities = try table.identities(key: configuration.key, threads: threads)
            return .random(rows: usable, identities: identities, classes: classes, share: holdoutShare, seed: configuration.seed)
        case .time:
            let index = try splitColumn()
            guard table.columns[index].type.isTemporal || table.columns[index].type.isNumeric else {
                throw SQLFailure(
                    .datatypeMismatch, "a split by time needs a time or number column; \"\(table.columns[index].name)\" is \(table.columns[index].type.sql)")
            }
            let vector = table.vectors[index]
            guard usable.contains(where: { !FeatureEncoder.number(vector[$0]).isNaN }) else {
                throw SQLFailure(
                    .dataException, "the column \"\(table.columns[index].name)\" of the split by time is NULL in all rows", hint: "name another column: USING split_by = 'column'")
            }
            return .byTime(rows: usable, times: { FeatureEncoder.number(vector[$0]) }, share: holdoutShare)
        case .group:
            let groups = try groups(of: usable) ?? []
            let count = (groups.max() ?? 0) + 1
            guard count >= 3 else {
                throw SQLFailure(
                    .dataException, "the column \"\(configuration.splitBy ?? "")\" has \(count == 1 ? "one value" : "two values") only: rows cannot be set apart by it",
                    detail: "Rows to learn from, to judge by and to measure with differ in it.", hint: "leave split_by out, or name a column of more values")
            }
            return .byGroup(rows: usable, groups: groups, share: holdoutShare, seed: configuration.seed)
        case .custom:
            let parts = try customParts()
            let isKept = parts.map { $0 == .holdout }
            let split = RowSplit(
                development: usable.indices.filter { !isKept[$0] }.map { usable[$0] }, holdout: usable.indices.filter { isKept[$0] }.map { usable[$0] })
            guard !split.holdout.isEmpty, split.development.count >= Self.minimumRows else {
                throw SQLFailure(
                    .dataException, "the column \"\(configuration.splitBy ?? "")\" keeps \(split.holdout.count) of \(usable.count) rows back",
                    hint: "TRUE, 'test', 'holdout' or 'eval' in it keeps a row back for the metric")
            }
            return split
        }
    }

    private enum CustomPart { case training, validation, holdout }

    /// What the column of a custom split says of each usable row: as in BigQuery ML, 'eval' rows judge when there are 'test' rows to
    /// measure with, and measure otherwise. - Throws: `SQLFailure` 22023 for other words.
    private func customParts() throws -> [CustomPart] {
        let vector = table.vectors[try splitColumn()]
        let words = usable.map { (vector[$0].text ?? "").lowercased() }
        let (measuring, judging, learning): (Set, Set, Set) = (["test", "holdout"], ["eval", "validation", "validate", "valid"], ["train", "training", "false", "f", "0", ""])
        let flags: Set = ["true", "t", "1"]
        if let other = words.first(where: { !measuring.contains($0) && !judging.contains($0) && !learning.contains($0) && !flags.contains($0) }) {
            throw SQLFailure(
                .invalidParameterValue, "the column \"\(configuration.splitBy ?? "")\" of the custom split holds '\(other.prefix(40))'",
                hint: "TRUE or 'test' keeps a row back for the metric, 'eval' for judging, FALSE, 'train' and NULL learn")
        }
        let hasTest = words.contains { measuring.contains($0) || flags.contains($0) }
        return words.map { judging.contains($0) ? (hasTest ? .validation : .holdout) : learning.contains($0) ? .training : .holdout }
    }

    private func splitColumn() throws -> Int {
        let name = configuration.splitBy ?? ""
        guard let index = table.index(of: name) else {
            throw SQLFailure(
                .undefinedColumn, "option \"split_by\" names a column \"\(name)\" that the training query does not return",
                hint: nearestName(to: name, among: table.columns.map(\.name)).map { "did you mean \"\($0)\"?" })
        }
        return index
    }

    /// The group of each row, numbered by first occurrence; nil when rows stand for themselves.
    private func groups(of rows: [Int]) throws -> [Int]? {
        guard configuration.split == .group else { return nil }
        let vector = table.vectors[try splitColumn()]
        var numbers: [String: Int] = [:]
        return rows.map { row in
            let name = vector[row].text ?? ""
            if let number = numbers[name] { return number }
            numbers[name] = numbers.count
            return numbers.count - 1
        }
    }

    func makePlan(_ rows: [Int]) throws -> FoldPlan {
        let usual = FoldPlan.size(rows: rows.count)
        let count = configuration.folds ?? (configuration.split == .time ? min(usual.folds, 3) : usual.folds)
        let plan: FoldPlan
        let judging = configuration.split == .custom ? Set(zip(usable, try customParts()).filter { $1 == .validation }.map(\.0)) : []
        if !judging.isEmpty {
            plan = FoldPlan(folds: [.init(training: rows.filter { !judging.contains($0) }, validation: rows.filter(judging.contains))])
        } else if configuration.split == .time {
            plan = .forward(rows: rows, folds: count, share: validationShare(rows.count))
        } else {
            plan = .random(
                rows: rows, classes: target.task == .regression ? nil : rows.map { Int(truth[$0]) }, groups: try groups(of: rows), folds: count,
                repeats: configuration.repeats ?? (configuration.folds == nil ? usual.repeats : 1), share: validationShare(rows.count),
                seed: configuration.seed)
        }
        guard !plan.folds.isEmpty else {
            throw SQLFailure(.dataException, "\(rows.count) rows are too few to set some apart for judging", hint: "widen the training query")
        }
        return plan
    }
}
