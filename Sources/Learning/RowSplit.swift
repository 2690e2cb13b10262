import Core

/// Which rows are kept back for the metric. The two parts share no row.
struct RowSplit: Sendable, Hashable {
    /// Learnt from, and judged by in the search. In the order of time when the split is by time, else ascending.
    var development: [Int]
    /// They choose nothing; the metric comes from them. Ascending.
    var holdout: [Int]

    /// By chance, but for a row the same in every table that holds it, nearly: a version that is trained on newer rows keeps back what
    /// the one before kept back, so that the two can be compared on rows that neither has learnt from.
    /// - Parameters:
    ///   - rows: the usable rows, in order.
    ///   - identities: of all rows of the table.
    ///   - classes: class of each row, to keep the shares of classes equal in both parts; nil for regression.
    ///   - share: of the rows, kept back.
    static func random(rows: [Int], identities: [UInt64], classes: [Int]?, share: Double, seed: UInt64) -> RowSplit {
        let salt = RowHash.mixed(seed)
        var groups: [[Int]] = [rows]
        if let classes {
            groups = [[Int]](repeating: [], count: (classes.max() ?? 0) + 1)
            for (row, group) in zip(rows, classes) { groups[group].append(row) }
        }
        var split = RowSplit(development: [], holdout: [])
        split.development.reserveCapacity(rows.count)
        // What rounding leaves over is carried on, so that many small classes still give the right totals.
        var debt = 0.0
        for group in groups {
            let places = group.map { RowHash.mixed(identities[$0] ^ salt) }
            let wanted = share * Double(group.count) + debt
            let taken = min(max(0, group.count - 1), max(0, Int(wanted.rounded())))
            debt = wanted - Double(taken)
            // The first in the order of their places; of equal rows the first ones.
            let limit = taken > 0 ? value(ofRank: taken, among: places) : 0
            var ties = taken - places.count { $0 < limit }
            for (row, place) in zip(group, places) {
                if place < limit || place == limit && ties > 0 {
                    split.holdout.append(row)
                    if place == limit { ties -= 1 }
                } else {
                    split.development.append(row)
                }
            }
        }
        // Classes of one row each keep nothing back.
        guard classes == nil || Double(split.holdout.count) >= share * Double(rows.count) / 2 else {
            return random(rows: rows, identities: identities, classes: nil, share: share, seed: seed)
        }
        split.development.sort()
        split.holdout.sort()
        return split
    }

    /// The value that so many are not above, as if they were sorted. Evenly spread values take one pass, and a sort of a few of them.
    /// - Parameter rank: from 1.
    private static func value(ofRank rank: Int, among values: [UInt64]) -> UInt64 {
        var counts = [Int](repeating: 0, count: 4096)
        for value in values { counts[Int(value >> 52)] += 1 }
        var (bucket, before) = (0, 0)
        while before + counts[bucket] < rank {
            before += counts[bucket]
            bucket += 1
        }
        return values.filter { $0 >> 52 == bucket }.sorted()[rank - before - 1]
    }

    /// The latest rows are kept back. Rows without a time come first; ties by order.
    static func byTime(rows: [Int], times: (Int) -> Double, share: Double) -> RowSplit {
        let order = rows.sorted { first, second in
            let (a, b) = (times(first), times(second))
            if a.isNaN || b.isNaN { return a.isNaN && !b.isNaN || a.isNaN == b.isNaN && first < second }
            return a != b ? a < b : first < second
        }
        let holdout = max(1, Int((share * Double(order.count)).rounded()))
        return RowSplit(development: Array(order.dropLast(holdout)), holdout: order.suffix(holdout).sorted())
    }

    /// Whole groups are kept back, one at least; two at least are left to learn from.
    /// - Parameter groups: group of each row of `rows`, numbered from 0; three or more.
    static func byGroup(rows: [Int], groups: [Int], share: Double, seed: UInt64) -> RowSplit {
        var sizes = [Int](repeating: 0, count: (groups.max() ?? 0) + 1)
        for group in groups { sizes[group] += 1 }
        var generator = SeededGenerator(seed: seed, stage: 1)
        var kept = Set<Int>()
        var count = 0
        let wanted = share * Double(rows.count)
        let order = generator.permutation(sizes.count)
        for group in order where Double(count) + Double(sizes[group]) / 2 <= wanted && kept.count < sizes.count - 2 {
            kept.insert(group)
            count += sizes[group]
        }
        if kept.isEmpty, let smallest = order.min(by: { sizes[$0] < sizes[$1] }) { kept.insert(smallest) }
        return RowSplit(
            development: rows.indices.filter { !kept.contains(groups[$0]) }.map { rows[$0] },
            holdout: rows.indices.filter { kept.contains(groups[$0]) }.map { rows[$0] })
    }
}
