import Core
import Foundation

/// Boosted trees in one piece of memory. Walks them as LightGBM does, to the bit, without its locks, copies and scattered
/// arrays: several times faster for one row, and for many.
struct FlatTrees: Sendable {
    /// A split or a leaf. The left child of a split is the node right behind it.
    struct Node: Sendable {
        /// Of a split: numbers up to it go left. Of a leaf: what it adds.
        var number: Double
        /// The column in the bits above the marks, then the marks. A leaf has column 0, or the place of its linear part.
        var column: UInt32
        /// Nodes from here to the right child; 0 in a leaf, so that a walk may stay there.
        var right: Int32
    }

    struct Tree: Sendable {
        /// Its first node.
        var root: Int
        /// Steps from the root to the furthest leaf; nil for a tree that is walked node by node: it is deep, or has categories or
        /// linear leaves.
        var depth: Int?
    }

    /// Marks of a node.
    enum Mark {
        static let leaf: UInt32 = 1
        static let category: UInt32 = 2
        static let linearLeaf = leaf | category
        static let missingGoesLeft: UInt32 = 4
        static let bits: UInt32 = 3
    }

    /// What a leaf with a linear part adds, unless one of its columns is missing.
    struct LinearLeaf: Sendable {
        var constant: Double
        var columns: [Int]
        var coefficients: [Double]
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
    let trees: [Tree]
    let linearLeaves: [LinearLeaf]
    /// The levels that go left, one bit each, of all splits on categories; such a split's `number` holds place and count as bits.
    let levelBits: [UInt32]

    /// Deeper trees are walked node by node: few rows go all the way down.
    static let evenDepth = 32

    /// Numbers nearer to zero than this are zero. Source: LightGBM's `kZeroThreshold`.
    static let zeroThreshold = Double(Float(1e-35))

    /// - Parameters:
    ///   - matrix: row-major, rows x `columnCount`.
    ///   - output: row-major, rows x `outputs`.
    func predict(_ matrix: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Double>) {
        // As many rows at a time as stay in the nearest cache while all trees pass over them.
        let block = min(rows, max(16, 2048 / max(1, columnCount)))
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, block * columnCount)) { copy in
            guard let copy = copy.baseAddress else { return }
            for start in stride(from: 0, to: rows, by: max(1, block)) {
                let count = min(block, rows - start)
                let source = matrix + start * columnCount
                for place in 0..<count * columnCount { copy[place] = abs(source[place]) <= Self.zeroThreshold ? 0 : source[place] }
                sum(copy, rows: count, into: output + start * outputs)
            }
        }
    }

    private func sum(_ matrix: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Double>) {
        for place in 0..<rows * outputs { output[place] = 0 }
        nodes.withUnsafeBufferPointer { nodes in
            trees.withUnsafeBufferPointer { trees in
                guard let first = nodes.baseAddress else { return }
                if rows == 1 { sumRow(first, trees, matrix, into: output) } else { sumRows(first, trees, matrix, rows: rows, into: output) }
            }
        }
        for row in 0..<rows { finish(output + row * outputs) }
    }

    /// Four rows at a time go down one tree.
    private func sumRows(
        _ first: UnsafePointer<Node>, _ trees: UnsafeBufferPointer<Tree>, _ matrix: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Double>
    ) {
        var number = 0
        for tree in trees {
            let root = first + tree.root
            var row = 0
            if let depth = tree.depth {
                while row + 4 <= rows {
                    let place = matrix + row * columnCount
                    let leaves = Self.walk((root, root, root, root), (place, place + columnCount, place + 2 * columnCount, place + 3 * columnCount), depth)
                    let sums = output + row * outputs + number
                    sums[0] += leaves.0.pointee.number
                    sums[outputs] += leaves.1.pointee.number
                    sums[2 * outputs] += leaves.2.pointee.number
                    sums[3 * outputs] += leaves.3.pointee.number
                    row += 4
                }
            }
            while row < rows {
                output[row * outputs + number] += leaf(root, matrix + row * columnCount)
                row += 1
            }
            number = number + 1 == outputs ? 0 : number + 1
        }
    }

    /// One row goes down four trees at a time.
    private func sumRow(
        _ first: UnsafePointer<Node>, _ trees: UnsafeBufferPointer<Tree>, _ row: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>
    ) {
        var number = 0
        func add(_ leaf: Double) {
            output[number] += leaf
            number = number + 1 == outputs ? 0 : number + 1
        }
        var index = 0
        while index < trees.count {
            if index + 4 <= trees.count, let a = trees[index].depth, let b = trees[index + 1].depth, let c = trees[index + 2].depth, let d = trees[index + 3].depth {
                let roots = (first + trees[index].root, first + trees[index + 1].root, first + trees[index + 2].root, first + trees[index + 3].root)
                let leaves = Self.walk(roots, (row, row, row, row), max(max(a, b), max(c, d)))
                add(leaves.0.pointee.number)
                add(leaves.1.pointee.number)
                add(leaves.2.pointee.number)
                add(leaves.3.pointee.number)
                index += 4
            } else {
                add(leaf(first + trees[index].root, row))
                index += 1
            }
        }
    }

    private typealias Places<Pointee> = (UnsafePointer<Pointee>, UnsafePointer<Pointee>, UnsafePointer<Pointee>, UnsafePointer<Pointee>)

    /// Four walks at once, so that none waits for the memory of another, and without branches that could be guessed wrongly. Those
    /// that are at their leaf stay there.
    @inline(__always)
    private static func walk(_ roots: Places<Node>, _ rows: Places<Double>, _ depth: Int) -> Places<Node> {
        var nodes = roots
        for _ in 0..<depth {
            nodes.0 = step(nodes.0, rows.0)
            nodes.1 = step(nodes.1, rows.1)
            nodes.2 = step(nodes.2, rows.2)
            nodes.3 = step(nodes.3, rows.3)
        }
        return nodes
    }

    @inline(__always)
    private static func step(_ node: UnsafePointer<Node>, _ row: UnsafePointer<Double>) -> UnsafePointer<Node> {
        let column = node.pointee.column
        let value = row[Int(column >> Mark.bits)]
        let isBelow: UInt32 = value <= node.pointee.number ? 1 : 0
        let isMissing: UInt32 = value.isNaN ? 1 : 0
        let left = Int(column & Mark.leaf ^ Mark.leaf)
        return node + ((isBelow | isMissing & column >> 2) != 0 ? left : Int(node.pointee.right))
    }

    /// What the leaf adds that a row ends in.
    @inline(__always)
    private func leaf(_ root: UnsafePointer<Node>, _ row: UnsafePointer<Double>) -> Double {
        var node = root
        while true {
            let column = node.pointee.column
            switch column & Mark.linearLeaf {
            case 0:
                let value = row[Int(column >> Mark.bits)]
                let goesLeft = value <= node.pointee.number || value.isNaN && column & Mark.missingGoesLeft != 0
                node += goesLeft ? 1 : Int(node.pointee.right)
            case Mark.leaf: return node.pointee.number
            case Mark.category: node += isLeft(node.pointee, row[Int(column >> Mark.bits)]) ? 1 : Int(node.pointee.right)
            default: return linear(node.pointee, row)
            }
        }
    }

    /// Source: LightGBM's `Tree::CategoricalDecision`.
    @inline(never)
    private func isLeft(_ node: Node, _ value: Double) -> Bool {
        guard value >= 0, value < 2_147_483_648 else { return false }
        let level = Int(value)
        let place = Int(node.number.bitPattern >> 32)
        let words = Int(node.number.bitPattern & 0xFFFF_FFFF)
        return level / 32 < words && levelBits[place + level / 32] >> UInt32(level % 32) & 1 == 1
    }

    @inline(never)
    private func linear(_ node: Node, _ row: UnsafePointer<Double>) -> Double {
        let part = linearLeaves[Int(node.column >> Mark.bits)]
        var sum = part.constant
        for (column, coefficient) in zip(part.columns, part.coefficients) {
            if row[column].isNaN { return node.number }
            sum += coefficient * row[column]
        }
        return sum
    }

    private func finish(_ scores: UnsafeMutablePointer<Double>) {
        switch output {
        case .plain: break
        case .exponential: scores[0] = exp(scores[0])
        case .logistic(let slope): scores[0] = 1 / (1 + exp(-slope * scores[0]))
        case .softmax: Link.apply(.multiclass, scores, outputs)
        }
    }
}
