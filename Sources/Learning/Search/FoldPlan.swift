/// Which rows learn and which judge, for each fold of a training.
struct FoldPlan: Sendable, Hashable {
    struct Fold: Sendable, Hashable {
        /// Rows of the table, ascending.
        var training: [Int]
        var validation: [Int]
    }

    var folds: [Fold]

    /// How many folds and repeats a number of rows is worth.
    static func size(rows: Int) -> (folds: Int, repeats: Int) {
        switch rows {
        case ..<500: (5, 3)
        case ..<2000: (5, 2)
        case ..<5000: (5, 1)
        case ..<20_000: (2, 1)
        default: (1, 1)
        }
    }

    /// Folds by chance; classes keep their shares, groups stay together.
    /// - Parameters:
    ///   - classes: class of each row; nil for regression.
    ///   - groups: group of each row, numbered from 0; nil: every row by itself.
    ///   - count: of folds. When they are fewer than 1 / share, not every row gets to judge.
    ///   - share: of the rows that judge in one fold, at the most.
    static func random(
        rows: [Int], classes: [Int]?, groups: [Int]?, folds count: Int, repeats: Int, share: Double, seed: UInt64
    ) -> FoldPlan {
        var plan = FoldPlan(folds: [])
        for number in 0..<repeats {
            var generator = SeededGenerator(seed: seed, stage: 100 + UInt64(number))
            let parts = max(count, 2, Int((1 / share).rounded()))
            let part = groups.map { partOfGroups($0, parts, &generator) } ?? partOfRows(rows, classes, parts, &generator)
            for fold in 0..<count {
                let judging = part.count { $0 == fold }
                var training: [Int] = [], validation: [Int] = []
                training.reserveCapacity(rows.count - judging)
                validation.reserveCapacity(judging)
                for (row, part) in zip(rows, part) { if part == fold { validation.append(row) } else { training.append(row) } }
                plan.folds.append(Fold(training: training, validation: validation))
            }
        }
        plan.folds.removeAll { $0.training.isEmpty || $0.validation.isEmpty }
        return plan
    }

    /// Each fold learns from the rows before those that judge it.
    /// - Parameter rows: in the order of time.
    static func forward(rows: [Int], folds count: Int, share: Double) -> FoldPlan {
        let judged = count > 1 ? 0.6 : share
        let first = Double(rows.count) * (1 - judged)
        let length = Double(rows.count) * judged / Double(count)
        let bounds = (0...count).map { min(rows.count, Int((first + length * Double($0)).rounded())) }
        return FoldPlan(
            folds: (0..<count).map { Fold(training: rows[..<bounds[$0]].sorted(), validation: rows[bounds[$0]..<bounds[$0 + 1]].sorted()) }
                .filter { !$0.training.isEmpty && !$0.validation.isEmpty })
    }

    private static func partOfRows(_ rows: [Int], _ classes: [Int]?, _ parts: Int, _ generator: inout SeededGenerator) -> [Int] {
        var part = [Int](repeating: 0, count: rows.count)
        var next = 0
        func deal(_ indices: some Sequence<Int>) {
            for index in indices {
                part[index] = next
                next = next + 1 == parts ? 0 : next + 1
            }
        }
        guard let classes else {
            deal(generator.permutation(rows.count))
            return part
        }
        var members = [[Int]](repeating: [], count: (classes.max() ?? 0) + 1)
        for (index, label) in classes.enumerated() { members[label].append(index) }
        for group in members { deal(generator.permutation(group.count).lazy.map { group[$0] }) }
        return part
    }

    /// Groups in random order, each into the part with the fewest rows.
    private static func partOfGroups(_ groups: [Int], _ parts: Int, _ generator: inout SeededGenerator) -> [Int] {
        var sizes = [Int](repeating: 0, count: (groups.max() ?? 0) + 1)
        for group in groups { sizes[group] += 1 }
        var filled = [Int](repeating: 0, count: parts)
        var partOfGroup = [Int](repeating: 0, count: sizes.count)
        for group in generator.permutation(sizes.count) {
            let smallest = filled.indices.min { filled[$0] < filled[$1] } ?? 0
            partOfGroup[group] = smallest
            filled[smallest] += sizes[group]
        }
        return groups.map { partOfGroup[$0] }
    }
}
