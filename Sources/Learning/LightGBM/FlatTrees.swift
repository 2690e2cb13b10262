import Core
import Foundation

/// Boosted trees in one piece of memory. Walks them as LightGBM does, to the bit, without its locks, copies and scattered
/// arrays: several times faster for one row, and for many.
struct FlatTrees: Sendable {
    /// A split or a leaf. The left child of a split is the node right behind it.
    struct Node: Sendable {
        /// Of a split: numbers up to it go left. Of a leaf: what it adds.
        var number: Double
        /// The column in the bits above the marks, then the marks.
        var column: UInt32
        /// Of a split: nodes from here to the right child. Of a leaf: its linear part, -1 for none.
        var link: Int32
    }

    /// Marks of a node.
    enum Mark {
        static let leaf: UInt32 = 1
        static let category: UInt32 = 2
        static let missingGoesLeft: UInt32 = 4
        /// What is neither a comparison of numbers.
        static let special = leaf | category
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
    /// First node of each tree.
    let roots: [Int]
    let linearLeaves: [LinearLeaf]
    /// The levels that go left, one bit each, of all splits on categories; such a split's `number` holds place and count as bits.
    let levelBits: [UInt32]

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
            roots.withUnsafeBufferPointer { roots in
                guard let first = nodes.baseAddress else { return }
                var number = 0
                for root in roots {
                    for row in 0..<rows { output[row * outputs + number] += leaf(first + root, matrix + row * columnCount) }
                    number = number + 1 == outputs ? 0 : number + 1
                }
            }
        }
        for row in 0..<rows { finish(output + row * outputs) }
    }

    /// What the leaf adds that a row ends in.
    @inline(__always)
    private func leaf(_ root: UnsafePointer<Node>, _ row: UnsafePointer<Double>) -> Double {
        var node = root
        while true {
            let column = node.pointee.column
            if column & Mark.special == 0 {
                let value = row[Int(column >> Mark.bits)]
                let goesLeft = value <= node.pointee.number || value.isNaN && column & Mark.missingGoesLeft != 0
                node += goesLeft ? 1 : Int(node.pointee.link)
            } else if column & Mark.leaf != 0 {
                return node.pointee.link < 0 ? node.pointee.number : linear(node.pointee, row)
            } else {
                node += isLeft(node.pointee, row[Int(column >> Mark.bits)]) ? 1 : Int(node.pointee.link)
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
        let part = linearLeaves[Int(node.link)]
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
