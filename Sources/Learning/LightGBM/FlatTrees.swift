import Core
import Foundation

/// Boosted trees in one piece of memory. Walks them as LightGBM does, to the bit, without its locks, copies and
/// scattered arrays, and for splits on numbers without branches: several times faster for one row, and for many.
struct FlatTrees: Sendable {
    /// A split or a leaf. Which way a row goes cannot be foreseen, so that it is computed and not branched on: the next node is
    /// `link`, or the one behind it for a value that is not at most `number`. A leaf leads to itself.
    struct Node: Sendable {
        /// Of a split on numbers: the largest that goes left. Of a split on categories: place and count of its words in `levelBits`,
        /// as bits. Of a leaf: infinity.
        var number: Double
        /// A column of a prepared row, with the marks.
        var column: UInt32
        /// Of a split: the left child; the right one is behind it. Of a leaf: itself.
        var link: Int32
    }

    /// Marks of a node's column.
    enum Mark {
        static let leaf: UInt32 = 1 << 31
        static let category: UInt32 = 1 << 30
    }

    /// What a leaf with a linear part adds.
    struct LinearLeaf: Sendable {
        var constant: Double
        /// In place of it all where one of its columns is missing.
        var plain: Double
        /// Its part of `linearTerms`.
        var firstTerm: Int32 = 0
        var terms: Int32 = 0
    }

    /// A coefficient of a linear leaf and its column.
    struct LinearTerm: Sendable {
        var column: Int
        var coefficient: Double
    }

    /// From sums of leaves to predictions. Source: LightGBM's `ObjectiveFunction::ConvertOutput`.
    enum Output: Sendable, Hashable {
        case plain
        case exponential
        case logistic(slope: Double)
        case softmax
    }

    /// Columns of a row.
    let columnCount: Int
    /// Numbers per prediction; tree i adds to number i modulo this.
    let outputs: Int
    let output: Output
    let nodes: [Node]
    /// What a leaf adds, at its place among the nodes.
    let leafValues: [Double]
    /// First node of each tree.
    let roots: [Int]
    /// At the place of each leaf among the nodes its place in `linearLeaves`, -1 for none; empty when no leaf has a linear part.
    let linearPlaces: [Int32]
    let linearLeaves: [LinearLeaf]
    let linearTerms: [LinearTerm]
    /// The levels that go left, one bit each, of all splits on categories.
    let levelBits: [UInt32]
    /// Whether all splits are on numbers, and no leaf has a linear part.
    let isPlain: Bool

    /// Numbers nearer to zero than this are zero. Source: LightGBM's `kZeroThreshold`.
    static let zeroThreshold = Double(Float(1e-35))

    /// Columns of a prepared row: each value, what is missing below all numbers, for the splits where it goes left; then each value
    /// again, what is missing NaN, which goes right.
    var preparedCount: Int { 2 * columnCount }

    /// - Parameters:
    ///   - matrix: row-major, rows x `columnCount`.
    ///   - output: row-major, rows x `outputs`.
    func predict(_ matrix: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Double>) {
        // As many rows at a time as stay in the nearest cache while all trees pass over them.
        let block = min(rows, max(16, 2048 / preparedCount))
        withUnsafeTemporaryAllocation(of: Double.self, capacity: block * preparedCount) { prepared in
            guard let prepared = prepared.baseAddress else { return }
            for start in stride(from: 0, to: rows, by: max(1, block)) {
                let count = min(block, rows - start)
                for row in 0..<count { prepare(matrix + (start + row) * columnCount, into: prepared + row * preparedCount) }
                sum(prepared, rows: count, into: output + start * outputs)
            }
        }
    }

    func prepare(_ row: UnsafePointer<Double>, into prepared: UnsafeMutablePointer<Double>) {
        for column in 0..<columnCount {
            let value = abs(row[column]) <= Self.zeroThreshold ? 0 : row[column]
            prepared[column] = value.isNaN ? -.infinity : value
            prepared[columnCount + column] = value
        }
    }

    private func sum(_ prepared: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Double>) {
        for place in 0..<rows * outputs { output[place] = 0 }
        nodes.withUnsafeBufferPointer { nodes in
            leafValues.withUnsafeBufferPointer { values in
                guard let nodes = nodes.baseAddress, let values = values.baseAddress else { return }
                if isPlain {
                    add(PlainTrees.self, nodes, values, prepared, rows, into: output)
                } else {
                    add(AnyTrees.self, nodes, values, prepared, rows, into: output)
                }
            }
        }
        for row in 0..<rows { finish(output + row * outputs) }
    }

    /// Adds all trees' leaves, in the order of the trees: eight trees at a time for one row, four rows at a time for many. While one
    /// walk waits for memory the others go on.
    @inline(never)
    private func add<Trees: TreeKind>(
        _ kind: Trees.Type, _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Double>, _ prepared: UnsafePointer<Double>, _ rows: Int,
        into output: UnsafeMutablePointer<Double>
    ) {
        let (width, outputs) = (preparedCount, outputs)
        roots.withUnsafeBufferPointer { roots in
            var (tree, number) = (0, 0)
            while rows == 1, tree + 8 <= roots.count {
                let leaves = leaves(kind, nodes, ofTrees: roots.baseAddress! + tree, prepared)
                for lane in 0..<8 {
                    output[number] += value(kind, leaves[lane], values, prepared)
                    number = number + 1 == outputs ? 0 : number + 1
                }
                tree += 8
            }
            while tree < roots.count {
                var (row, first) = (0, prepared)
                while row + 4 <= rows {
                    let leaves = leaves(kind, nodes, ofTree: roots[tree], first, stride: width)
                    for lane in 0..<4 { output[(row + lane) * outputs + number] += value(kind, leaves[lane], values, first + lane * width) }
                    row += 4
                    first += 4 * width
                }
                while row < rows {
                    var leaf = roots[tree]
                    while nodes[leaf].column & Mark.leaf == 0 { leaf = next(kind, nodes, leaf, first) }
                    output[row * outputs + number] += value(kind, leaf, values, first)
                    row += 1
                    first += width
                }
                number = number + 1 == outputs ? 0 : number + 1
                tree += 1
            }
        }
    }

    /// The leaves where one row comes to in eight trees.
    @inline(__always)
    private func leaves<Trees: TreeKind>(
        _ kind: Trees.Type, _ nodes: UnsafePointer<Node>, ofTrees roots: UnsafePointer<Int>, _ row: UnsafePointer<Double>
    ) -> SIMD8<Int> {
        var (a, b, c, d, e, f, g, h) = (roots[0], roots[1], roots[2], roots[3], roots[4], roots[5], roots[6], roots[7])
        while nodes[a].column & nodes[b].column & nodes[c].column & nodes[d].column & nodes[e].column & nodes[f].column & nodes[g].column
            & nodes[h].column & Mark.leaf == 0 {
            a = next(kind, nodes, a, row)
            b = next(kind, nodes, b, row)
            c = next(kind, nodes, c, row)
            d = next(kind, nodes, d, row)
            e = next(kind, nodes, e, row)
            f = next(kind, nodes, f, row)
            g = next(kind, nodes, g, row)
            h = next(kind, nodes, h, row)
        }
        return .init(a, b, c, d, e, f, g, h)
    }

    /// The leaves where four rows come to in one tree.
    /// - Parameter stride: from one row to the next.
    @inline(__always)
    private func leaves<Trees: TreeKind>(
        _ kind: Trees.Type, _ nodes: UnsafePointer<Node>, ofTree root: Int, _ first: UnsafePointer<Double>, stride: Int
    ) -> SIMD4<Int> {
        var (a, b, c, d) = (root, root, root, root)
        while nodes[a].column & nodes[b].column & nodes[c].column & nodes[d].column & Mark.leaf == 0 {
            a = next(kind, nodes, a, first)
            b = next(kind, nodes, b, first + stride)
            c = next(kind, nodes, c, first + 2 * stride)
            d = next(kind, nodes, d, first + 3 * stride)
        }
        return .init(a, b, c, d)
    }

    @inline(__always)
    private func next<Trees: TreeKind>(_: Trees.Type, _ nodes: UnsafePointer<Node>, _ place: Int, _ row: UnsafePointer<Double>) -> Int {
        let node = nodes[place]
        let value = row[Int(node.column & ~(Mark.leaf | Mark.category))]
        if !Trees.arePlain, node.column & Mark.category != 0 { return Int(node.link) + (isLeft(node, value) ? 0 : 1) }
        return Int(node.link) &+ (value <= node.number ? 0 : 1)
    }

    /// What a leaf adds.
    @inline(__always)
    private func value<Trees: TreeKind>(_: Trees.Type, _ leaf: Int, _ values: UnsafePointer<Double>, _ row: UnsafePointer<Double>) -> Double {
        if Trees.arePlain || linearPlaces.isEmpty || linearPlaces[leaf] < 0 { return values[leaf] }
        return linearLeaves.withUnsafeBufferPointer { leaves in
            linearTerms.withUnsafeBufferPointer { Self.value(of: leaves[Int(linearPlaces[leaf])], $0, row + columnCount) }
        }
    }

    /// What a leaf adds.
    /// - Parameter row: as it is, what is missing NaN.
    static func value(of leaf: LinearLeaf, _ terms: UnsafeBufferPointer<LinearTerm>, _ row: UnsafePointer<Double>) -> Double {
        var sum = leaf.constant
        for place in Int(leaf.firstTerm)..<Int(leaf.firstTerm) + Int(leaf.terms) {
            let value = row[terms[place].column]
            if value.isNaN { return leaf.plain }
            sum += terms[place].coefficient * value
        }
        return sum
    }

    /// Source: LightGBM's `Tree::CategoricalDecision`.
    @inline(never)
    func isLeft(_ node: Node, _ value: Double) -> Bool {
        guard value >= 0, value < 2_147_483_648 else { return false }
        let level = Int(value)
        let place = Int(node.number.bitPattern >> 32)
        let words = Int(node.number.bitPattern & 0xFFFF_FFFF)
        return level / 32 < words && levelBits[place + level / 32] >> UInt32(level % 32) & 1 == 1
    }

    func finish(_ scores: UnsafeMutablePointer<Double>) {
        switch output {
        case .plain: break
        case .exponential: scores[0] = exp(scores[0])
        case .logistic(let slope): scores[0] = 1 / (1 + exp(-slope * scores[0]))
        case .softmax: Link.apply(.multiclass, scores, outputs)
        }
    }
}

/// What there is in trees, known to the compiler, so that plain ones are walked without asking.
private protocol TreeKind {
    static var arePlain: Bool { get }
}

private enum PlainTrees: TreeKind {
    static var arePlain: Bool { true }
}

private enum AnyTrees: TreeKind {
    static var arePlain: Bool { false }
}
