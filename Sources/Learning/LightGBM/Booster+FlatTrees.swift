import Core
import Synchronization

extension Booster {
    /// Rows for which it pays to bring the trees into another form first.
    private static let manyRows = 2000
    private static let checkedRows = 64

    /// The first `rounds` rounds in the form that is walked fastest. nil when LightGBM has to predict: it has an objective or trees
    /// that are not walked here, or few rows are asked for.
    /// - Parameter rows: to predict now; nil: more and more, one at a time.
    func flatTrees(rounds: Int, rows: Int?) throws -> FlatTrees? {
        if let known = flat.withLock({ $0 }), known.rounds == rounds { return known.trees }
        if let rows, rows < Self.manyRows { return nil }
        let read = FlatTrees(text: try text(rounds: rounds))
        let trees = try read.flatMap { try agrees(with: $0, rounds: rounds) ? $0 : nil }
        flat.withLock { $0 = (rounds, trees) }
        return trees
    }

    /// What scores one row of these trees faster than a walk. nil when they are too large for it.
    func quickScorer(of trees: FlatTrees, rounds: Int) -> QuickScorer? {
        if let known = quick.withLock({ $0 }), known.rounds == rounds { return known.scorer }
        let made = QuickScorer(trees).flatMap { Self.agrees($0) ? $0 : nil }
        quick.withLock { $0 = (rounds, made) }
        return made
    }

    /// Whether it gives the bits of the walk.
    private static func agrees(_ scorer: QuickScorer) -> Bool {
        let (trees, scratch) = (scorer.trees, QuickScorer.Scratch(scorer))
        let rows = trees.probes(checkedRows)
        return oneByOne(rows, trees) { scorer.predict($0, into: $1, scratch) } == oneByOne(rows, trees) { trees.predict($0, rows: 1, into: $1) }
    }

    /// The bits of what is predicted for rows one at a time.
    /// - Parameter predict: gets a row, and where its outputs go.
    private static func oneByOne(
        _ rows: [Double], _ trees: FlatTrees, _ predict: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> [UInt64] {
        var results = [Double](repeating: 0, count: rows.count / trees.columnCount * trees.outputs)
        rows.withUnsafeBufferPointer { rows in
            results.withUnsafeMutableBufferPointer { results in
                guard let row = rows.baseAddress, let result = results.baseAddress else { return }
                for index in 0..<rows.count / trees.columnCount { predict(row + index * trees.columnCount, result + index * trees.outputs) }
            }
        }
        return results.map(\.bitPattern)
    }

    /// Whether LightGBM predicts the same bits, on rows made of the trees' own thresholds, together and one at a time.
    private func agrees(with trees: FlatTrees, rounds: Int) throws -> Bool {
        let rows = trees.probes(Self.checkedRows)
        var together = [Double](repeating: 0, count: Self.checkedRows * trees.outputs)
        var theirs = together
        trees.predict(rows, rows: Self.checkedRows, into: &together)
        try predict(rows, rows: Self.checkedRows, features: trees.columnCount, rounds: rounds, into: &theirs)
        let bits = theirs.map(\.bitPattern)
        return together.map(\.bitPattern) == bits && Self.oneByOne(rows, trees) { trees.predict($0, rows: 1, into: $1) } == bits
    }
}

extension FlatTrees {
    /// Rows that meet the edges of the splits, missing values among them.
    /// - Returns: row-major, rows x `columnCount`.
    func probes(_ rows: Int) -> [Double] {
        var values = [[Double]](repeating: [.nan, 0, 1, 2, 5, -1.5, 1e9, 1e-40], count: columnCount)
        for node in nodes where node.column & (Mark.leaf | Mark.category) == 0 {
            let column = Int(node.column) % columnCount
            if values[column].count < rows { values[column].append(node.number) }
        }
        var generator = SeededGenerator(seed: 1, stage: 0)
        return (0..<rows * columnCount).map { place in
            let known = values[place % columnCount]
            return known[Int.random(in: known.indices, using: &generator)]
        }
    }
}
