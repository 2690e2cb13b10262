import Core
import Foundation

extension FlatTrees {
    /// Reads a model's text. nil when it asks for something that is not walked here: LightGBM then predicts itself.
    /// Source: LightGBM's `GBDT::SaveModelToString` and `Tree::ToString`.
    init?(text: String) {
        var reader = TreeTextReader(text)
        let head = reader.block()
        guard head.number("num_tree_per_iteration") != nil, let outputs = head.number("num_tree_per_iteration"), outputs > 0,
            let last = head.number("max_feature_idx"), last >= 0, last < 1 << 28, !head.has("average_output"), let output = Output(head.text("objective"))
        else { return nil }
        self.outputs = outputs
        self.output = output
        columnCount = last + 1
        var builder = TreeBuilder(columnCount: last + 1)
        while reader.isAtTree {
            guard builder.add(reader.block()) else { return nil }
        }
        guard !builder.roots.isEmpty, builder.roots.count % outputs == 0 else { return nil }
        nodes = builder.nodes
        leafValues = builder.leafValues
        roots = builder.roots
        linearPlaces = builder.linearLeaves.isEmpty ? [] : builder.linearPlaces
        linearLeaves = builder.linearLeaves
        linearTerms = builder.linearTerms
        levelBits = builder.levelBits
        isPlain = builder.linearLeaves.isEmpty && !builder.nodes.contains { $0.column & Mark.category != 0 }
    }
}

extension FlatTrees.Output {
    /// nil for an objective that is not known here.
    fileprivate init?(_ objective: String?) {
        switch objective {
        case "regression": self = .plain
        case "poisson": self = .exponential
        case let text? where text.hasPrefix("binary sigmoid:"):
            guard let slope = Double(text.dropFirst("binary sigmoid:".count)) else { return nil }
            self = .logistic(slope: slope)
        case let text? where text.hasPrefix("multiclass num_class:"): self = .softmax
        default: return nil
        }
    }
}

/// Puts trees one behind the other.
private struct TreeBuilder {
    let columnCount: Int
    var nodes: [FlatTrees.Node] = []
    var leafValues: [Double] = []
    var roots: [Int] = []
    var linearPlaces: [Int32] = []
    var linearLeaves: [FlatTrees.LinearLeaf] = []
    var linearTerms: [FlatTrees.LinearTerm] = []
    var levelBits: [UInt32] = []

    init(columnCount: Int) { self.columnCount = columnCount }

    /// - Returns: false for a tree that is not whole, or not walked here.
    mutating func add(_ tree: TreeTextReader.Block) -> Bool {
        guard let leaves = tree.number("num_leaves"), leaves > 0, case let values = tree.doubles("leaf_value"), values.count == leaves,
            let splits = Splits(tree, count: leaves - 1, columnCount: columnCount)
        else { return false }
        guard let firstLinear = addLinearLeaves(tree, values) else { return false }
        let firstWord = levelBits.count
        let words = tree.integers("cat_threshold").map { UInt32(truncatingIfNeeded: $0) }
        levelBits += words
        let boundaries = tree.integers("cat_boundaries")
        let root = nodes.count
        let limit = root + 2 * leaves - 1
        guard limit < Int(Int32.max) else { return false }
        roots.append(root)
        // The tree's own numbers of the nodes that have a place, in the order of their places.
        var placed = [leaves == 1 ? -1 : 0]
        while nodes.count - root < placed.count {
            let child = placed[nodes.count - root]
            if child < 0 {
                let leaf = -child - 1
                nodes.append(.init(number: .infinity, column: FlatTrees.Mark.leaf, link: Int32(nodes.count)))
                leafValues.append(values[leaf])
                linearPlaces.append(firstLinear < 0 ? -1 : Int32(firstLinear + leaf))
                continue
            }
            guard root + placed.count + 2 <= limit, let number = splits.number(child, boundaries: boundaries, words: firstWord..<firstWord + words.count) else { return false }
            nodes.append(.init(number: number, column: splits.column(child), link: Int32(root + placed.count)))
            leafValues.append(0)
            linearPlaces.append(-1)
            placed += [splits.left[child], splits.right[child]]
        }
        return nodes.count == limit
    }

    /// - Returns: place of the first leaf's linear part, -1 for a tree without; nil when they are not whole.
    private mutating func addLinearLeaves(_ tree: TreeTextReader.Block, _ values: [Double]) -> Int? {
        let leaves = values.count
        guard tree.number("is_linear") == 1 else { return -1 }
        let constants = tree.doubles("leaf_const"), counts = tree.integers("num_features")
        let columns = tree.integers("leaf_features"), coefficients = tree.doubles("leaf_coeff")
        guard constants.count == leaves, counts.count == leaves, counts.allSatisfy({ (0...columns.count).contains($0) }), counts.reduce(0, +) == columns.count,
            columns.count == coefficients.count, columns.allSatisfy({ (0..<columnCount).contains($0) })
        else { return nil }
        let first = linearLeaves.count
        var place = linearTerms.count
        guard linearTerms.count + columns.count < Int(Int32.max) else { return nil }
        linearTerms += zip(columns, coefficients).map { .init(column: $0, coefficient: $1) }
        for leaf in 0..<leaves {
            linearLeaves.append(.init(constant: constants[leaf], plain: values[leaf], firstTerm: Int32(place), terms: Int32(counts[leaf])))
            place += counts[leaf]
        }
        return first
    }
}

/// The splits of one tree as its text has them.
private struct Splits {
    let columnCount: Int
    let columns: [Int]
    let thresholds: [Double]
    let types: [Int]
    /// From 0 a split, below it a leaf: -1 is leaf 0.
    let left: [Int]
    let right: [Int]

    /// nil when they are not whole, or take zero for missing.
    init?(_ tree: TreeTextReader.Block, count: Int, columnCount: Int) {
        self.columnCount = columnCount
        columns = tree.integers("split_feature")
        thresholds = tree.doubles("threshold")
        types = tree.integers("decision_type")
        left = tree.integers("left_child")
        right = tree.integers("right_child")
        guard columns.count == count, thresholds.count == count, types.count == count, left.count == count, right.count == count,
            columns.allSatisfy({ (0..<columnCount).contains($0) }), types.allSatisfy({ $0 >> 2 & 3 != 1 }),
            (left + right).allSatisfy({ (-count - 1..<count).contains($0) })
        else { return nil }
    }

    private func isCategory(_ split: Int) -> Bool { types[split] & 1 == 1 }

    /// Of a prepared row: the place of the values, missing ones on the side that they go to, and a mark for categories.
    func column(_ split: Int) -> UInt32 {
        if isCategory(split) { return UInt32(columns[split]) | FlatTrees.Mark.category }
        // Where nothing was missing in training, what is missing counts as zero.
        let missingIsKnown = types[split] >> 2 & 3 == 2
        let missingGoesLeft = missingIsKnown ? types[split] & 2 != 0 : 0 <= thresholds[split]
        return UInt32(missingGoesLeft ? columns[split] : columnCount + columns[split])
    }

    /// The threshold, or place and count of the words of a category's levels.
    /// - Parameter words: of this tree among those of all trees.
    func number(_ split: Int, boundaries: [Int], words: Range<Int>) -> Double? {
        guard isCategory(split) else { return thresholds[split] }
        guard let index = Int(exactly: thresholds[split]), index >= 0, index < boundaries.count - 1, boundaries[index] >= 0,
            boundaries[index] <= boundaries[index + 1], boundaries[index + 1] <= words.count
        else { return nil }
        return Double(bitPattern: UInt64(words.lowerBound + boundaries[index]) << 32 | UInt64(boundaries[index + 1] - boundaries[index]))
    }
}
