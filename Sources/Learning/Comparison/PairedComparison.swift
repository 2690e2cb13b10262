package import Core

/// Two models on the same rows, which neither has learnt from.
package struct PairedComparison: Sendable {
    package let rows: Int
    /// The primary one first.
    package let metrics: [PairedMetric]
    /// The primary metric of rows that have something in common, by column and value.
    package let segments: [PairedSegment]
    /// Share of the rows that get another class; for regression, of those that get another number.
    package let changed: Double
    /// The largest first.
    package let largestChanges: [ChangedPrediction]
    /// Measured, for one row of many.
    package let microseconds: (first: Double, second: Double)

    private static let maximumRows = 20_000
    private static let minimumRows = 10
    /// Rows times resamples.
    private static let work = 4_000_000
    private static let listedChanges = 10

    /// - Parameters:
    ///   - threads: to use; the result is the same for any number, apart from the time that scoring takes.
    /// - Throws: `SQLFailure` 55000 when the two cannot be compared, with why.
    package init(_ first: ComparedModel, _ second: ComparedModel, seed: UInt64, threads: Int) throws {
        try Self.requireComparable(first.model, second.model)
        let target = Self.joined(first.model.targetEncoder, second.model.targetEncoder)
        let table = second.table
        // With inputs that it never has where it serves a model would seem worse than it is.
        if let missing = first.model.columns.inputs.first(where: { table.index(of: $0.name) == nil }) {
            throw Self.incomparable("the rows of one have no column \"\(missing.name)\", which the other takes")
        }
        guard let column = table.index(of: second.model.target.name) else { throw Self.incomparable("the rows have no target") }
        let kept = try Self.unseenRows(first, second).filter { target.number(table.vectors[column][$0]) != nil }
        guard kept.count >= Self.minimumRows else {
            throw Self.incomparable("there are \(kept.count) rows that neither has learnt from; at least \(Self.minimumRows) are needed")
        }
        let truth = kept.compactMap { target.number(table.vectors[column][$0]) }
        let clock = ContinuousClock()
        var answers: [AlignedAnswers] = []
        var times: [Double] = []
        for side in [first, second] {
            let start = clock.now
            let scores = try side.scores(table, rows: kept)
            times.append(Double((clock.now - start) / .nanoseconds(1)) / 1000 / Double(kept.count))
            answers.append(AlignedAnswers(scores, side.model, to: target))
        }
        rows = kept.count
        microseconds = (times[0], times[1])
        let compared = (answers[0].rows(target, truth), answers[1].rows(target, truth))
        metrics = try Self.metrics(target, compared, seed: seed, threads: threads)
        segments = try PairedSegment.list(table, kept, columns: second.model.columns.inputs, target, compared, seed: seed, threads: threads)
        let differing = Differing(target, answers)
        changed = differing.share
        let keyColumn = second.key.flatMap { table.index(of: $0) }
        largestChanges = differing.largest(Self.listedChanges) { row in
            keyColumn.flatMap { table.vectors[$0][kept[row]].text } ?? String(kept[row] + 1)
        } truth: { table.vectors[column][kept[$0]].text ?? "" }
    }

    /// The rows of which two models say different things.
    private struct Differing {
        let target: TargetEncoder
        /// Of the first and of the second.
        let answers: [AlignedAnswers]
        /// Of each row: how far the scores are from each other, and whether the answers are others.
        let distances: [Double]
        let areOthers: [Bool]

        init(_ target: TargetEncoder, _ answers: [AlignedAnswers]) {
            self.target = target
            self.answers = answers
            let scores = answers.map(\.scores)
            let outputs = target.task == .multiclass ? target.labels.count : 1
            let distances = (0..<scores[0].count / outputs).map { row in
                (row * outputs..<(row + 1) * outputs).reduce(0) { max($0, abs(scores[0][$1] - scores[1][$1])) }
            }
            self.distances = distances
            areOthers = target.task == .regression ? distances.map { $0 > 0 } : zip(answers[0].labels, answers[1].labels).map(!=)
        }

        private func prediction(_ side: Int, _ row: Int) -> String {
            guard target.task != .regression else { return Value.double(answers[side].scores[row]).text ?? "" }
            return Model.labelText(target.labels[answers[side].labels[row]])
        }

        var share: Double { Double(areOthers.count(where: \.self)) / Double(areOthers.count) }

        func largest(_ count: Int, row name: (Int) -> String, truth: (Int) -> String) -> [ChangedPrediction] {
            // Where only the threshold is another, equal scores make different answers.
            distances.indices.filter { distances[$0] > 0 || areOthers[$0] }
                .sorted { (distances[$1], areOthers[$1] ? 1 : 0, $0) < (distances[$0], areOthers[$0] ? 1 : 0, $1) }
                .prefix(count).map { row in
                    ChangedPrediction(row: name(row), first: prediction(0, row), second: prediction(1, row), truth: truth(row), distance: distances[row])
                }
        }
    }

    /// What two models had said, and what then was true.
    /// - Parameters:
    ///   - scores: of each model, row by row, as it gives them.
    ///   - truth: row by row, as text; rows whose truth is no value of the target are left out.
    ///   - keys: name the rows.
    ///   - microseconds: for one row.
    /// - Throws: `SQLFailure` 55000 when the two cannot be compared, with why.
    package init(
        answersOf first: Model, _ firstScores: [[Double]], _ second: Model, _ secondScores: [[Double]], truth texts: [String], keys: [String],
        microseconds: (first: Double, second: Double), seed: UInt64, threads: Int
    ) throws {
        try Self.requireComparable(first, second)
        let target = Self.joined(first.targetEncoder, second.targetEncoder)
        let numbers = texts.map { text in (try? Value(parsing: text, as: target.column.type)).flatMap(target.number) }
        let kept = texts.indices.filter { row in
            numbers[row] != nil && firstScores[row].count == first.outputCount && secondScores[row].count == second.outputCount
        }
        guard kept.count >= Self.minimumRows else {
            throw Self.incomparable("there are \(kept.count) outcomes with a value of \"\(target.column.name)\"; at least \(Self.minimumRows) are needed")
        }
        let truth = kept.compactMap { numbers[$0] }
        let answers = [
            AlignedAnswers(kept.flatMap { firstScores[$0] }, first, to: target), AlignedAnswers(kept.flatMap { secondScores[$0] }, second, to: target),
        ]
        rows = kept.count
        self.microseconds = microseconds
        metrics = try Self.metrics(target, (answers[0].rows(target, truth), answers[1].rows(target, truth)), seed: seed, threads: threads)
        segments = []
        let differing = Differing(target, answers)
        changed = differing.share
        largestChanges = differing.largest(Self.listedChanges) { keys[kept[$0]] } truth: { texts[kept[$0]] }
    }

    private static func requireComparable(_ first: Model, _ second: Model) throws {
        guard first.target.name.lowercased() == second.target.name.lowercased() else {
            throw incomparable("one predicts \"\(first.target.name)\", the other \"\(second.target.name)\"")
        }
        guard (first.task == .regression) == (second.task == .regression) else { throw incomparable("one predicts a number, the other a class") }
        guard first.targetEncoder.quantile == second.targetEncoder.quantile else {
            throw incomparable("they predict different quantiles, or one predicts the mean")
        }
    }

    private static func incomparable(_ why: String) -> SQLFailure {
        SQLFailure(.objectNotInPrerequisiteState, "the two versions cannot be compared: \(why)")
    }

    /// Rows of the second's table that neither has learnt from.
    private static func unseenRows(_ first: ComparedModel, _ second: ComparedModel) throws -> [Int] {
        let held = Set(first.holdout)
        if first.snapshot == second.snapshot { return thinned(second.holdout.filter(held.contains)) }
        let old = try first.identities(with: second)
        let seen = Set(old.indices.filter { !held.contains($0) }.map { old[$0] })
        let new = try second.identities(with: first)
        return thinned(second.holdout.filter { !seen.contains(new[$0]) })
    }

    /// At most so many, evenly spread.
    private static func thinned(_ rows: [Int]) -> [Int] {
        guard rows.count > maximumRows else { return rows }
        return (0..<maximumRows).map { rows[$0 * rows.count / maximumRows] }
    }

    /// All classes that one of the two knows.
    private static func joined(_ first: TargetEncoder, _ second: TargetEncoder) -> TargetEncoder {
        guard second.task != .regression else { return second }
        let labels = second.labels + first.labels.filter { second.number($0) == nil }
        return TargetEncoder(column: second.column, task: labels.count == 2 ? .binary : .multiclass, labels: labels)
    }

    // MARK: The interval

    private static func metrics(
        _ target: TargetEncoder, _ rows: (EvaluationRows, EvaluationRows), seed: UInt64, threads: Int
    ) throws -> [PairedMetric] {
        let kinds = Evaluation.kinds(target)
        let resamples = min(1000, max(200, work / rows.0.count))
        let intervals = try Bootstrap.differences(kinds, rows.0, rows.1, resamples: resamples, seed: seed, threads: threads)
        return zip(kinds, intervals).map { kind, interval in
            PairedMetric(kind, target.task, (rows.0.value(kind), rows.1.value(kind)), interval)
        }
    }

    // MARK: As it is recorded

    package var json: JSONValue {
        .object([
            .init("rows", .number(Double(rows))), .init("metrics", .array(metrics.map(\.json))), .init("segments", .array(segments.map(\.json))),
            .init("changed", .number(changed)),
            .init("largest_changes", .array(largestChanges.map(\.json))),
            .init("microseconds", .object([.init("first", .number(microseconds.first)), .init("second", .number(microseconds.second))])),
        ])
    }
}
