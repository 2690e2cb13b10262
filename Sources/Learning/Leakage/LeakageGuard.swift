import Core

/// Looks for signs that rows know their answer, before anything is learnt.
struct LeakageGuard {
    let trainer: Trainer
    let split: RowSplit
    let features: FeatureFitting

    /// What a single column may predict at the most before it is suspected: AUC for classes, R2 for values.
    private static let suspiciousAUC = 0.985
    private static let suspiciousR2 = 0.97
    private static let suspiciousMissing = 0.9
    private static let rows = 20_000
    private static let textRows = 2000

    func warnings() -> [TrainingWarning] {
        singleColumns() + missingPatterns() + duplicates() + entities() + timeOrder()
    }

    /// A sample of the rows to learn from, in order.
    private var sample: [Int] {
        let rows = split.development.sorted()
        let step = max(1, rows.count / Self.rows)
        return rows.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
    }

    // MARK: A column that predicts the target alone

    private func singleColumns() -> [TrainingWarning] {
        let all = sample
        guard all.count >= 50 else { return [] }
        let columns = trainer.columns(features)
        return features.encoders.compactMap { encoder -> TrainingWarning? in
            // A text is a column for each of its words: fewer rows of it say as much.
            let step = encoder.kind == .text ? max(1, all.count / Self.textRows) : 1
            let rows = step == 1 ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
            let truth = rows.map { trainer.truth[$0] }
            let numbers = FeatureLayout([encoder]).columnMajor(columns, rows: rows)
            // Of a category only the level itself: statistics of the target know it anyway.
            let parts = encoder.isCategorical ? 1 : encoder.width
            let strengths = (0..<parts).map { part -> Double in
                let values = Array(numbers[part * rows.count..<(part + 1) * rows.count])
                return SingleColumn.strength(values, isCategory: encoder.isCategorical, truth: truth, problem: trainer.problem)
            }
            let strength = strengths.max() ?? 0
            let limit = trainer.problem.task == .regression ? Self.suspiciousR2 : Self.suspiciousAUC
            guard strength >= limit else { return nil }
            let measure = trainer.problem.task == .regression ? "R2" : "AUC"
            return TrainingWarning(
                code: "single_column", feature: encoder.name,
                message: "column \"\(encoder.name)\" predicts the target alone (\(measure) \(Self.short(strength)))",
                advice: "if it is known only after the event, leave it out: USING exclude = ['\(encoder.name)']")
        }
    }

    /// A column whose NULLs tell the answer.
    private func missingPatterns() -> [TrainingWarning] {
        let rows = sample
        guard rows.count >= 50 else { return [] }
        let truth = rows.map { trainer.truth[$0] }
        return features.inputs.indices.compactMap { index -> TrainingWarning? in
            let vector = trainer.table.vectors[features.sources[index]]
            let missing = rows.map { vector.isNull($0) ? 1.0 : 0.0 }
            let count = missing.reduce(0, +)
            guard count >= 10, Double(rows.count) - count >= 10 else { return nil }
            let strength = SingleColumn.strength(missing, isCategory: true, truth: truth, problem: trainer.problem)
            guard strength >= Self.suspiciousMissing else { return nil }
            let name = features.inputs[index].name
            return TrainingWarning(
                code: "missing_pattern", feature: name,
                message: "whether column \"\(name)\" is NULL predicts the target alone (\(Self.short(strength)), NULL in \(Int(count)) of \(rows.count) rows)",
                advice: "a column that is filled in after the event must be left out: USING exclude = ['\(name)']")
        }
    }

    // MARK: Rows and entities on both sides

    private func duplicates() -> [TrainingWarning] {
        guard split.holdout.count >= 20 else { return [] }
        let columns = trainer.columns(features)
        let hashes = RowHash.rows(columns + [trainer.table.vectors[trainer.targetIndex]])
        let measured = split.holdout.enumerated().filter { $0.offset.isMultiple(of: max(1, split.holdout.count / Self.rows)) }.map(\.element)
        let count = Self.count(measured, knownBy: split.development, hashes)
        let share = Double(count) / Double(measured.count)
        guard share >= 0.05 else { return [] }
        // Where few values meet by chance, rows have equal inputs and other targets, or few rows differ at all.
        let inputs = RowHash.rows(columns)
        let equalInputs = Self.count(measured, knownBy: split.development, inputs)
        let distinct = DistinctCount.count(split.development.map { inputs[$0] })
        guard Double(count) >= 0.9 * Double(equalInputs), distinct > split.development.count / 20 else { return [] }
        return [
            TrainingWarning(
                code: "duplicate_rows", feature: nil,
                message: "\(Self.percent(share)) of the rows that measure the model are equal to rows that it learns from",
                advice: "remove duplicates in the training query (SELECT DISTINCT), or keep what belongs together on one side: USING split_by = 'column'")
        ]
    }

    /// How many of some rows have a hash that others have too. The others may be many: they are only looked up.
    private static func count(_ rows: [Int], knownBy others: [Int], _ hashes: [UInt64]) -> Int {
        let wanted = Set(rows.lazy.map { hashes[$0] })
        var known = Set<UInt64>()
        for row in others where wanted.contains(hashes[row]) { known.insert(hashes[row]) }
        return rows.count { known.contains(hashes[$0]) }
    }

    /// A column named like a key whose values come back: the same customer on both sides.
    private func entities() -> [TrainingWarning] {
        guard trainer.configuration.split == .random, split.holdout.count >= 20 else { return [] }
        return trainer.table.columns.indices.compactMap { index -> TrainingWarning? in
            let column = trainer.table.columns[index]
            guard index != trainer.targetIndex, FeatureFitting.isNameOfKey(column.name) else { return nil }
            let vector = trainer.table.vectors[index]
            let hashes = RowHash.rows([vector])
            let known = Set(split.development.lazy.filter { !vector.isNull($0) }.map { hashes[$0] })
            guard known.count > split.development.count / 20, known.count < split.development.count else { return nil }
            let share = Double(split.holdout.count { !vector.isNull($0) && known.contains(hashes[$0]) }) / Double(split.holdout.count)
            guard share >= 0.2 else { return nil }
            return TrainingWarning(
                code: "shared_entity", feature: column.name,
                message: "\(Self.percent(share)) of the rows that measure the model have a \"\(column.name)\" that it learns from too",
                advice: "if new rows come from new ones: USING split_by = '\(column.name)'")
        }
    }

    // MARK: Time

    private func timeOrder() -> [TrainingWarning] {
        let times = features.encoders.filter { $0.kind == .datetime }
        guard let first = times.first else { return [] }
        if trainer.configuration.split == .random {
            return [
                TrainingWarning(
                    code: "random_split_of_time", feature: first.name,
                    message: "the rows have a time (\"\(first.name)\") but are set apart by chance: the metric may flatter what is to come",
                    advice: "measure on the latest rows: USING split = 'time', split_by = '\(first.name)'")
            ]
        }
        guard trainer.configuration.split == .time, let name = trainer.configuration.splitBy, let event = trainer.table.index(of: name) else { return [] }
        let rows = sample
        return times.compactMap { encoder -> TrainingWarning? in
            let index = features.sources[encoder.input]
            guard index != event else { return nil }
            let later = rows.count { row in
                let (own, moment) = (trainer.table.vectors[index][row], trainer.table.vectors[event][row])
                guard !own.isNull, !moment.isNull else { return false }
                return FeatureEncoder.number(own) > FeatureEncoder.number(moment)
            }
            guard Double(later) > 0.05 * Double(rows.count) else { return nil }
            return TrainingWarning(
                code: "later_than_event", feature: encoder.name,
                message: "column \"\(encoder.name)\" is later than \"\(name)\" in \(Self.percent(Double(later) / Double(rows.count))) of the rows",
                advice: "what is known only later must be left out: USING exclude = ['\(encoder.name)']")
        }
    }

    private static func short(_ number: Double) -> String { Value.text(of: (number * 1000).rounded() / 1000) }
    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
