import Core
@testable import Learning
import Testing

/// Trees that are walked here give LightGBM's bits: for each objective, with categories, missing values and linear leaves.
@Suite struct FlatTreesTests {
    private static func rows(_ count: Int, task: LearningTask, isCategory: Bool) -> EncodedRows {
        var generator = SeededGenerator(seed: 5, stage: 0)
        var matrix: [Double] = [], truth: [Double] = []
        for row in 0..<count {
            let x = Double.random(in: -2..<2, using: &generator), level = Double(Int.random(in: 0..<40, using: &generator))
            let whole = Double(Int.random(in: -1...1, using: &generator))
            matrix += [row % 7 == 0 ? .nan : x, whole, level, row % 11 == 0 ? .nan : x * whole]
            let score = x + (level.truncatingRemainder(dividingBy: 3) - 1) * 2 + whole
            switch task {
            case .regression: truth.append(abs(score))
            case .binary: truth.append(score > 0 ? 1 : 0)
            case .multiclass: truth.append(score < -1 ? 0 : score < 1 ? 1 : 2)
            }
        }
        return EncodedRows(matrix: matrix, rowStride: 4, featureStride: 1, width: 4, truth: truth, weights: nil, categorical: isCategory ? [2] : [])
    }

    private static func fit(_ task: LearningTask, _ numbers: [String: Double], isCategory: Bool = true, rounds: Int = 41) throws -> (FittedBoosting, EncodedRows) {
        let rows = rows(3000, task: task, isCategory: isCategory)
        let problem = LearningProblem(task: task, classes: task == .regression ? 0 : task == .binary ? 2 : 3, seed: 1)
        let parameters = BoostingParameters(numbers, problem: problem, categorical: isCategory ? [2] : [])
        return (try .fit(rows, validation: nil, problem: problem, parameters: parameters, rounds: rounds, patience: 0, threads: 1), rows)
    }

    @Test(
        "to the bit",
        arguments: [LearningTask.regression, .binary, .multiclass],
        [[:], ["linear_tree": 1, "num_leaves": 6], ["num_leaves": 64, "min_data_in_leaf": 1], ["num_leaves": 65, "min_data_in_leaf": 1], ["max_cat_to_onehot": 1, "min_data_in_leaf": 1], ["num_leaves": 2], ["poisson": 1], ["num_leaves": 300, "min_data_in_leaf": 1]])
    func equal(task: LearningTask, numbers: [String: Double]) throws {
        guard task == .regression || numbers["poisson"] == nil else { return }
        for isCategory in [true, false] { try equal(task, numbers, isCategory: isCategory) }
    }

    private func equal(_ task: LearningTask, _ numbers: [String: Double], isCategory: Bool) throws {
        let (fitted, rows) = try Self.fit(task, numbers, isCategory: isCategory)
        let trees = try #require(try fitted.booster.flatTrees(rounds: fitted.rounds, rows: nil))
        #expect(trees.outputs == (task == .multiclass ? 3 : 1) && trees.roots.count == fitted.rounds * trees.outputs)
        var theirs = [Double](repeating: 0, count: rows.count * trees.outputs)
        var ours = theirs
        try fitted.booster.predict(rows.matrix, rows: rows.count, features: 4, rounds: fitted.rounds, into: &theirs)
        trees.predict(rows.matrix, rows: rows.count, into: &ours)
        #expect(ours.indices.first { ours[$0].bitPattern != theirs[$0].bitPattern } == nil, "place of the first number that differs")
        for row in [0, 1, 77, 2999] {
            var alone = [Double](repeating: 0, count: trees.outputs)
            rows.matrix.withUnsafeBufferPointer { matrix in
                if let first = matrix.baseAddress { trees.predict(first + row * 4, rows: 1, into: &alone) }
            }
            #expect(alone[...] == ours[row * trees.outputs..<(row + 1) * trees.outputs])
        }
        let largest = zip(trees.roots, trees.roots.dropFirst() + [trees.nodes.count]).map { ($1 - $0 + 1) / 2 }.max() ?? 0
        let quick = QuickScorer(trees)
        #expect((quick == nil) == (largest > 64))
        if let asked = numbers["num_leaves"].map(Int.init), asked == 64 || asked == 65 { #expect(largest == asked) }
        if let quick { #expect(Self.firstUnequal(quick, rows.matrix, theirs, trees) == nil) }
    }

    /// The first row where the quick scorer gives other bits than expected.
    private static func firstUnequal(_ quick: QuickScorer, _ matrix: [Double], _ expected: [Double], _ trees: FlatTrees) -> Int? {
        var alone = [Double](repeating: 0, count: trees.outputs)
        let scratch = QuickScorer.Scratch(quick)
        return (0..<matrix.count / trees.columnCount).first { row in
            matrix.withUnsafeBufferPointer { quick.predict($0.baseAddress! + row * trees.columnCount, into: &alone, scratch) }
            return alone.map(\.bitPattern) != expected[row * trees.outputs..<(row + 1) * trees.outputs].map(\.bitPattern)
        }
    }

    @Test("values that are no category of the training, and numbers too small to be any, go where LightGBM sends them")
    func odd() throws {
        let (fitted, _) = try Self.fit(.binary, [:])
        let trees = try #require(try fitted.booster.flatTrees(rounds: fitted.rounds, rows: nil))
        let odd: [Double] = [.nan, -1, 1e6, 39, 40, 0.5, 1e-36, -1e-36, 0, -0.0, .infinity]
        let matrix = odd.flatMap { first in odd.flatMap { second in [first, second, abs(second) < 1e7 ? second : 3, first] } }
        var theirs = [Double](repeating: 0, count: matrix.count / 4)
        var ours = theirs
        try fitted.booster.predict(matrix, rows: theirs.count, features: 4, rounds: fitted.rounds, into: &theirs)
        trees.predict(matrix, rows: theirs.count, into: &ours)
        #expect(ours.indices.first { ours[$0].bitPattern != theirs[$0].bitPattern } == nil, "place of the first number that differs")
        #expect(Self.firstUnequal(try #require(QuickScorer(trees)), matrix, theirs, trees) == nil)
    }

    /// A tree of splits on column 0 or 1 one below the other: `thresholds[i]` leads to leaf i or on.
    private static func tree(_ number: Int, column: Int, thresholds: [String]) -> String {
        let splits = thresholds.count
        func all(_ part: (Int) -> String) -> String { (0..<splits).map(part).joined(separator: " ") }
        let leaves = (0...splits).map { String(Double($0 + 1) * 0.1 + Double(number)) }.joined(separator: " ")
        guard splits > 0 else { return "Tree=\(number)\nnum_leaves=1\nnum_cat=0\nleaf_value=\(leaves)\n\n" }
        return """
            Tree=\(number)
            num_leaves=\(splits + 1)
            num_cat=0
            split_feature=\(all { _ in String(column) })
            threshold=\(all { thresholds[$0] })
            decision_type=\(all { $0 % 2 == 0 ? "2" : "8" })
            left_child=\(all { String(-$0 - 1) })
            right_child=\(all { $0 == splits - 1 ? String(-splits - 1) : String($0 + 1) })
            leaf_value=\(leaves)


            """
    }

    @Test("equal, signed, endless and no thresholds", arguments: [1, 2])
    func edges(outputs: Int) throws {
        let thresholds = [["-1", "-0.0", "0", "0.5"], [], ["inf", "0.5"], ["0.5", "-inf"], ["0", "0"], (0..<63).map { "\($0 - 30)" }]
        let trees = thresholds.enumerated().map { Self.tree($0, column: $0 % 2, thresholds: $1) }.joined()
        let objective = outputs == 1 ? "regression" : "multiclass num_class:2"
        let head = "tree\nversion=v4\nnum_class=\(outputs)\nnum_tree_per_iteration=\(outputs)\nlabel_index=0\nmax_feature_idx=1\nobjective=\(objective)\nfeature_names=a b\n\n"
        let flat = try #require(FlatTrees(text: head + trees + "end of trees\n"))
        #expect(flat.roots.count == 6)
        let quick = try #require(QuickScorer(flat))
        let values: [Double] = [.nan, -.infinity, .infinity, -0.0, 0, 1e-36, -1e-36, -1, 0.5, 0.5.nextUp, 32, 33, -31, 1e300]
        let matrix = values.flatMap { first in values.flatMap { [first, $0] } }
        let walked = stride(from: 0, to: matrix.count, by: 2).flatMap { start in
            var output = [Double](repeating: 0, count: outputs)
            matrix.withUnsafeBufferPointer { flat.predict($0.baseAddress! + start, rows: 1, into: &output) }
            return output
        }
        #expect(Set(walked).count > 20)
        #expect(Self.firstUnequal(quick, matrix, walked, flat) == nil)
        let large = Self.tree(0, column: 0, thresholds: (0..<64).map(String.init))
        #expect(QuickScorer(try #require(FlatTrees(text: head + large + (outputs == 1 ? "" : large) + "end of trees\n"))) == nil)
        let odd = Self.tree(0, column: 0, thresholds: ["1", "nan"])
        #expect(FlatTrees(text: head + odd + (outputs == 1 ? "" : odd) + "end of trees\n").flatMap(QuickScorer.init) == nil)
    }

    @Test("a text that asks for more than is walked here is left to LightGBM", arguments: [
        ("objective=regression", "objective=huber"), ("objective=regression", "objective=regression sqrt"),
        ("\nTree=0", "average_output\n\nTree=0"), ("num_leaves=", "num_leaves=9"), ("max_feature_idx=3", "max_feature_idx=0"),
        ("decision_type=", "decision_type=6 "), ("left_child=", "left_child=5000 "),
        ("cat_boundaries=0 ", "cat_boundaries=0 9999 "), ("cat_boundaries=0 ", "cat_boundaries=0 -1 "),
    ])
    func unknown(part: String, replacement: String) throws {
        let (fitted, _) = try Self.fit(.regression, [:], rounds: 3)
        let text = try fitted.booster.text(rounds: 3)
        #expect(FlatTrees(text: text) != nil)
        #expect(text.contains(part) && FlatTrees(text: text.replacing(part, with: replacement)) == nil)
    }

    @Test("few rows are left to LightGBM until somebody asks for one at a time")
    func few() throws {
        let (fitted, _) = try Self.fit(.regression, [:], rounds: 3)
        #expect(try fitted.booster.flatTrees(rounds: 3, rows: 10) == nil)
        #expect(try fitted.booster.flatTrees(rounds: 3, rows: nil) != nil)
        #expect(try fitted.booster.flatTrees(rounds: 3, rows: 10) != nil)
    }
}
