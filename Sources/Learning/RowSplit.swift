import Core

/// Which rows do what. The three parts share no row.
struct RowSplit: Sendable, Hashable {
    /// Learnt from.
    var training: [Int]
    /// They say when to stop.
    var validation: [Int]
    /// They choose nothing; the metric comes from them.
    var holdout: [Int]

    /// - Parameters:
    ///   - classes: class of each row, to keep the shares of classes equal in all parts; nil for regression.
    ///   - rows: the usable rows, in order.
    static func random(rows: [Int], classes: [Int]?, configuration: LearningConfiguration) -> RowSplit {
        var generator = SeededGenerator(seed: configuration.seed, stage: 1)
        var groups: [[Int]] = [rows]
        if let classes {
            groups = [[Int]](repeating: [], count: (classes.max() ?? 0) + 1)
            for (row, group) in zip(rows, classes) { groups[group].append(row) }
        }
        var split = RowSplit(training: [], validation: [], holdout: [])
        // What rounding leaves over is carried on, so that many small classes still give the right totals.
        var holdoutDebt = 0.0
        var validationDebt = 0.0
        for group in groups {
            let order = generator.permutation(group.count).map { group[$0] }
            func take(_ share: Double, _ count: Int, _ debt: inout Double) -> Int {
                let wanted = share * Double(count) + debt
                let taken = min(max(0, count - 1), max(0, Int(wanted.rounded())))
                debt = wanted - Double(taken)
                return taken
            }
            let holdout = take(configuration.holdoutShare, order.count, &holdoutDebt)
            let validation = take(configuration.validationShare, order.count - holdout, &validationDebt)
            split.holdout += order[..<holdout]
            split.validation += order[holdout..<holdout + validation]
            split.training += order[(holdout + validation)...]
        }
        split.sort()
        return split
    }

    /// The latest rows are kept back, those before them stop the boosting. Rows without a time come first; ties by order.
    static func byTime(rows: [Int], times: (Int) -> Double, configuration: LearningConfiguration) -> RowSplit {
        let order = rows.sorted { first, second in
            let (a, b) = (times(first), times(second))
            if a.isNaN || b.isNaN { return a.isNaN && !b.isNaN || a.isNaN == b.isNaN && first < second }
            return a != b ? a < b : first < second
        }
        let holdout = max(1, Int((configuration.holdoutShare * Double(order.count)).rounded()))
        let rest = order.count - holdout
        let validation = Int((configuration.validationShare * Double(rest)).rounded())
        var split = RowSplit(
            training: Array(order[..<(rest - validation)]), validation: Array(order[(rest - validation)..<rest]), holdout: Array(order[rest...]))
        split.sort()
        return split
    }

    private mutating func sort() {
        training.sort()
        validation.sort()
        holdout.sort()
    }
}
