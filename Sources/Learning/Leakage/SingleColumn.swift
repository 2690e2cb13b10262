/// How well one column tells the target.
enum SingleColumn {
    private static let bins = 32

    /// Each half of the rows is predicted with the means that the other half has in the column's bins (or categories).
    /// - Parameter values: NaN where missing.
    /// - Returns: R2 for values, AUC for two classes, for more the mean AUC of the classes that occur often.
    static func strength(_ values: [Double], isCategory: Bool, truth: [Double], problem: LearningProblem) -> Double {
        let groups = isCategory ? categories(values) : quantileBins(values)
        switch problem.task {
        case .regression: return max(ValueMetrics.r2(truth, predictions(groups, truth)), isCategory ? 0 : line(values, truth))
        case .binary: return RankingMetrics.rocAUC(truth.map { $0 > 0.5 }, predictions(groups, truth))
        case .multiclass:
            let areas = (0..<problem.classes).compactMap { label -> Double? in
                let own = truth.map { Int($0) == label ? 1.0 : 0.0 }
                guard own.reduce(0, +) >= 20 else { return nil }
                return RankingMetrics.rocAUC(own.map { $0 > 0.5 }, predictions(groups, own))
            }
            return areas.isEmpty ? 0 : areas.reduce(0, +) / Double(areas.count)
        }
    }

    /// R2 of a straight line, where the value is known.
    private static func line(_ values: [Double], _ truth: [Double]) -> Double {
        let rows = values.indices.filter { !values[$0].isNaN }
        guard rows.count > values.count / 2 else { return 0 }
        let count = Double(rows.count)
        let (x, y) = (rows.reduce(0) { $0 + values[$1] } / count, rows.reduce(0) { $0 + truth[$1] } / count)
        var (cross, first, second) = (0.0, 0.0, 0.0)
        for row in rows {
            cross += (values[row] - x) * (truth[row] - y)
            first += (values[row] - x) * (values[row] - x)
            second += (truth[row] - y) * (truth[row] - y)
        }
        return first > 0 && second > 0 ? cross * cross / (first * second) : 0
    }

    /// Numbered from 0; missing values are a category.
    private static func categories(_ values: [Double]) -> [Int] {
        values.map { $0.isNaN ? 0 : Int($0) + 1 }
    }

    private static func quantileBins(_ values: [Double]) -> [Int] {
        let known = values.filter { !$0.isNaN }.sorted()
        guard !known.isEmpty else { return values.map { _ in 0 } }
        var edges: [Double] = []
        for bin in 1..<bins {
            let edge = known[min(known.count - 1, bin * known.count / bins)]
            if edge != edges.last { edges.append(edge) }
        }
        return values.map { value in value.isNaN ? 0 : 1 + edges.count { $0 <= value } }
    }

    private static func predictions(_ groups: [Int], _ truth: [Double]) -> [Double] {
        let count = (groups.max() ?? 0) + 1
        let mean = truth.reduce(0, +) / Double(truth.count)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: count), count: 2)
        var counts = sums
        for row in truth.indices {
            sums[Halves.of(row)][groups[row]] += truth[row]
            counts[Halves.of(row)][groups[row]] += 1
        }
        return truth.indices.map { row in
            let other = 1 - Halves.of(row)
            // Groups that are hardly seen say little.
            return (sums[other][groups[row]] + 2 * mean) / (counts[other][groups[row]] + 2)
        }
    }
}
