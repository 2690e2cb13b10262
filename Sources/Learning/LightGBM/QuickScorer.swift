import Core

/// Finds the leaves of one row in all trees at once, without walking them: every split whose answer is no crosses the leaves below its
/// left child off, and the first leaf that is left is the row's. What splits of one column cross off lies in the order of their
/// thresholds, so that memory is read in a row and hardly a branch is a surprise. Gives the bits that `FlatTrees` gives.
/// Source: Lucchese et al., QuickScorer, SIGIR 2015.
final class QuickScorer: Sendable {
    /// The leaves of a tree; the leftmost is the lowest bit.
    typealias Leaves = UInt64

    /// A split of whatever kind.
    private struct Split {
        var node: FlatTrees.Node
        var tree: Int
        /// The leaves that its no leaves.
        var others: Leaves
    }

    /// Memory for one row at a time.
    final class Scratch {
        fileprivate let row: UnsafeMutablePointer<Double>
        /// By tree: the leaves that are not crossed off.
        fileprivate let left: UnsafeMutablePointer<Leaves>

        init(_ scorer: QuickScorer) {
            row = .allocate(capacity: scorer.trees.preparedCount)
            left = .allocate(capacity: scorer.trees.roots.count)
        }

        deinit {
            row.deallocate()
            left.deallocate()
        }
    }

    let trees: FlatTrees
    /// Different thresholds of the splits on numbers, ascending in each column of a prepared row: those of column i begin at
    /// `firstThresholds[i]`.
    private let thresholds: [Double]
    private let firstThresholds: [Int]
    /// By threshold: where its splits begin among all splits on numbers, and one more for the end.
    private let firstSplits: [Int]
    private let treesOfSplits: [UInt32]
    private let others: [Leaves]
    private let categorySplits: [Split]
    /// By tree, and from left to right: what the leaves add. One of both is empty: some have a linear part, or none has.
    private let leafValues: [Double]
    private let linearLeaves: [FlatTrees.LinearLeaf]
    private let firstLeaves: [Int]

    /// nil for trees of more leaves than bits, or with a threshold that is no number.
    init?(_ trees: FlatTrees) {
        let ends = trees.roots.dropFirst() + [trees.nodes.count]
        guard zip(trees.roots, ends).allSatisfy({ ($1 - $0 + 1) / 2 <= Leaves.bitWidth }) else { return nil }
        var splits: [Split] = [], leaves: [Int32] = [], firstLeaves: [Int] = []
        for (tree, root) in trees.roots.enumerated() {
            firstLeaves.append(leaves.count)
            Self.add(root, tree, trees, &leaves, &splits)
        }
        self.trees = trees
        self.firstLeaves = firstLeaves
        let values = leaves.map { trees.leafValues[Int($0)] }
        leafValues = trees.linearLeaves.isEmpty ? values : []
        linearLeaves =
            trees.linearLeaves.isEmpty
            ? []
            : zip(leaves, values).map { leaf, value in
                let place = Int(trees.linearPlaces[Int(leaf)])
                return place < 0 ? .init(constant: value, plain: value) : trees.linearLeaves[place]
            }
        categorySplits = splits.filter { $0.node.column & FlatTrees.Mark.category != 0 }
        let numbers = splits.filter { $0.node.column & FlatTrees.Mark.category == 0 }
            .sorted { ($0.node.column, $0.node.number, $0.tree, $0.others) < ($1.node.column, $1.node.number, $1.tree, $1.others) }
        guard !numbers.contains(where: { $0.node.number.isNaN }) else { return nil }
        treesOfSplits = numbers.map { UInt32($0.tree) }
        others = numbers.map(\.others)
        var thresholds: [Double] = [], firstThresholds: [Int] = [], firstSplits: [Int] = []
        for (place, split) in numbers.enumerated() {
            let isNewColumn = firstThresholds.count <= Int(split.node.column)
            while firstThresholds.count <= Int(split.node.column) { firstThresholds.append(thresholds.count) }
            guard isNewColumn || thresholds.last != split.node.number else { continue }
            thresholds.append(split.node.number)
            firstSplits.append(place)
        }
        while firstThresholds.count <= trees.preparedCount { firstThresholds.append(thresholds.count) }
        self.thresholds = thresholds
        self.firstThresholds = firstThresholds
        self.firstSplits = firstSplits + [numbers.count]
    }

    /// Adds the leaves and splits below a node, from left to right.
    /// - Returns: the leaves, as bits of their tree.
    @discardableResult
    private static func add(_ place: Int, _ tree: Int, _ trees: FlatTrees, _ leaves: inout [Int32], _ splits: inout [Split], before: Int = 0) -> Int {
        let node = trees.nodes[place]
        if node.column & FlatTrees.Mark.leaf != 0 {
            leaves.append(Int32(place))
            return 1
        }
        let left = add(Int(node.link), tree, trees, &leaves, &splits, before: before)
        splits.append(.init(node: node, tree: tree, others: ~(((1 << Leaves(left)) - 1) << Leaves(before))))
        return left + add(Int(node.link) + 1, tree, trees, &leaves, &splits, before: before + left)
    }

    /// - Parameters:
    ///   - values: one row.
    ///   - output: `outputs` numbers.
    func predict(_ values: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>, _ scratch: Scratch) {
        let (row, left) = (scratch.row, scratch.left)
        trees.prepare(values, into: row)
        left.update(repeating: .max, count: trees.roots.count)
        crossOff(left, row)
        add(left, row, into: output)
        trees.finish(output)
    }

    private func crossOff(_ left: UnsafeMutablePointer<Leaves>, _ row: UnsafePointer<Double>) {
        others.withUnsafeBufferPointer { others in
            treesOfSplits.withUnsafeBufferPointer { treesOfSplits in
                for column in 0..<trees.preparedCount {
                    for split in firstSplits[firstThresholds[column]]..<firstSplits[firstThreshold(column, from: row[column])] {
                        left[Int(treesOfSplits[split])] &= others[split]
                    }
                }
            }
        }
        for split in categorySplits where !trees.isLeft(split.node, row[Int(split.node.column & ~FlatTrees.Mark.category)]) {
            left[split.tree] &= split.others
        }
    }

    /// The first threshold of a column that a value does not exceed; what is missing exceeds all.
    private func firstThreshold(_ column: Int, from value: Double) -> Int {
        thresholds.withUnsafeBufferPointer { thresholds in
            var (low, high) = (firstThresholds[column], firstThresholds[column + 1])
            while low < high {
                let middle = (low + high) / 2
                if value <= thresholds[middle] { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private func add(_ left: UnsafePointer<Leaves>, _ row: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
        if linearLeaves.isEmpty {
            leafValues.withUnsafeBufferPointer { values in add(left, into: output) { values[$0] } }
        } else {
            let numbers = row + trees.columnCount
            linearLeaves.withUnsafeBufferPointer { leaves in
                trees.linearTerms.withUnsafeBufferPointer { terms in add(left, into: output) { FlatTrees.value(of: leaves[$0], terms, numbers) } }
            }
        }
    }

    @inline(__always)
    private func add(_ left: UnsafePointer<Leaves>, into output: UnsafeMutablePointer<Double>, _ value: (_ leaf: Int) -> Double) {
        let outputs = trees.outputs
        for number in 0..<outputs { output[number] = 0 }
        firstLeaves.withUnsafeBufferPointer { firstLeaves in
            var number = 0
            for tree in firstLeaves.indices {
                output[number] += value(firstLeaves[tree] + left[tree].trailingZeroBitCount)
                number = number + 1 == outputs ? 0 : number + 1
            }
        }
    }
}
