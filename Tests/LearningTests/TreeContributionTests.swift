@testable import Learning
import Core
import Foundation
import Testing

/// Known answers: Tests/KnownAnswers/learners.py, from the `pred_contrib` of Python's LightGBM on the same texts.
@Suite("Contributions of trees")
struct TreeContributionTests {
    private let asked: [[Double]] = [
        [2.5, 0.0, .nan],
        [3.0, 2.0, 1.0],
        [0.0, 1.0, 2.0],
        [3.0, 3.0, -2.5],
        [1.75, 4.0, 2.5],
        [1.0, 1.0, .nan],
    ]

    private func contributions(_ text: String, outputs: Int) throws -> [[Double]] {
        let booster = try Booster(text: text)
        return try asked.map { try booster.contributions($0, outputs: outputs) }
    }

    @Test("a regression's equal Python's, and add up to the score")
    func regression() throws {
        let own = try contributions(Self.regression, outputs: 1)
        #expect(distance(own.joined(), Self.contributions) < 1e-12)
        let booster = FittedBoosting(booster: try Booster(text: Self.regression), rounds: 3, outputs: 1)
        let scores = try booster.predict(asked.flatMap(\.self), rows: asked.count, features: 3, outputs: 1)
        for (row, score) in zip(own, scores) { #expect(abs(row.reduce(0, +) - score) < 1e-12) }
    }

    @Test("several classes' equal Python's, and add up to the scores before softmax")
    func several() throws {
        let own = try contributions(Self.several, outputs: 3)
        #expect(distance(own.joined(), Self.severalContributions) < 1e-12)
        let booster = FittedBoosting(booster: try Booster(text: Self.several), rounds: 2, outputs: 3)
        let scores = try booster.predict(asked.flatMap(\.self), rows: asked.count, features: 3, outputs: 3)
        for (row, parts) in own.enumerated() {
            let odds = (0..<3).map { exp(parts[$0 * 4..<$0 * 4 + 4].reduce(0, +)) }
            for label in 0..<3 { #expect(abs(odds[label] / odds.reduce(0, +) - scores[row * 3 + label]) < 1e-12) }
        }
    }

    private func table(_ rows: Int) -> TrainingTable {
        var chance = Chance(6)
        let x = chance.numbers(rows)
        let c = (0..<rows).map { _ in ["red", "green", "blue"][chance.whole(0..<3)] }
        let y = zip(x, c).map { $0 > 0.5 ? $0 * 4 : $1 == "red" ? 1 : 0 }
        return TrainingTable(("x", .doubles(x)), ("c", .strings(c)), ("n", .doubles(chance.numbers(rows))), ("y", .doubles(y)), ("b", .booleans(y.map { $0 > 1.5 })))
    }

    @Test("what a model explains adds up exactly, for trees alone and in an ensemble with a linear member", arguments: ["y", "b"], [true, false])
    func explained(target: String, alone: Bool) throws {
        let table = table(alone ? 3800 : 300)
        let model = try Trainer.train(
            table, target: target,
            configuration: .quick([
                "exclude": .string(target == "y" ? "b" : "y"), "learners": alone ? .string("lightgbm") : .array([.string("linear"), .string("lightgbm")]),
                "trials": .number(alone ? 1 : 3), "calibrate": .boolean(!alone),
            ])).model
        for row in [0, 5, 17] {
            let values = model.inputs.map { table.vectors[table.index(of: $0.name) ?? 0][row] }
            let json = try model.explain(inputs: values)
            #expect(alone ? json["method"]?.string == "treeshap" : ["treeshap", "linear", "treeshap + linear"].contains(json["method"]?.string))
            let sum = (json["contributions"]?.array ?? []).reduce(json["base"]?.number ?? .nan) { $0 + ($1["contribution"]?.number ?? .nan) }
            let score = try model.scores(encoded: model.encoded(values), rows: 1)[0]
            #expect(abs(sum - (target == "y" ? score : Link.logit(score))) < 1e-6)
        }
    }

    private static let contributions: [Double] = [
        0.9173822513284416, -0.2764297355475286, -0.06780248005084905, 4.267787513297911, 2.0241285496192427, -0.22949065309646882,
        0.850344389098484, 4.267787513297911, -2.0799161869039184, -0.4592491859009159, 0.24632338739216245, 4.267787513297911, 0.8017247363800406,
        1.4489172377375334, -0.7479788218407877, 4.267787513297911, -0.13576386209284755, -0.34715784576452813, 0.34480668368698814,
        4.267787513297911, -0.7916115133711262, -0.360639972551446, 0.0030111019515949417, 4.267787513297911,
    ]

    private static let severalContributions: [Double] = [
        -0.5724163381952811, 0.0, 1.3877787807814457e-17, -0.9537142788947947, 0.9633486250912646, 0.0, 0.0, -1.0846036284624785,
        -0.42628134370920556, 0.0, 0.0, -1.4688998248447458, -0.5722512424169228, 0.0, 6.938893903907228e-18, -0.9537142788947947,
        -0.5266821531458921, 0.0, 0.0, -1.0846036284624785, 1.278184487898751, 0.0, 0.0, -1.4688998248447458, 0.8705460086552018, 0.0,
        1.3877787807814457e-17, -0.9537142788947947, -0.5261663258296816, 0.0, 0.0, -1.0846036284624785, -0.42586566520361785, 0.0, 0.0,
        -1.4688998248447458, -0.5722512424169228, 0.0, 1.3877787807814457e-17, -0.9537142788947947, -0.5266821531458921, 0.0, 0.0,
        -1.0846036284624785, 1.278184487898751, 0.0, 0.0, -1.4688998248447458, -0.5724163381952811, 0.0, 6.938893903907228e-18, -0.9537142788947947,
        0.9633486250912646, 0.0, 0.0, -1.0846036284624785, -0.42628134370920556, 0.0, 0.0, -1.4688998248447458, 0.8705460086552018, 0.0,
        8.326672684688674e-17, -0.9537142788947947, -0.5261663258296816, 0.0, 0.0, -1.0846036284624785, -0.42586566520361785, 0.0, 0.0,
        -1.4688998248447458,
    ]

    private static let regression = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=2
        objective=regression
        feature_names=Column_0 Column_1 Column_2
        feature_infos=[0:3.75] -1:1:2:0:4:3 [-4:3.5]
        tree_sizes=563 565 580

        Tree=0
        num_leaves=5
        num_cat=1
        split_feature=0 2 1 0
        split_gain=1054.82 386.175 336.419 170.467
        threshold=2.1250000000000004 0.75000000000000011 0 0.87500000000000011
        decision_type=2 10 1 2
        left_child=2 -2 -1 -4
        right_child=1 -3 3 -5
        leaf_value=4.7128833260635536 4.5851666647692522 5.7256930027719122 3.2101666621367135 3.8739016048688004
        leaf_weight=29 90 38 60 83
        leaf_count=29 90 38 60 83
        internal_value=4.27167 4.92376 3.78639 3.60011
        internal_weight=300 128 172 143
        internal_count=300 128 172 143
        cat_boundaries=0 1
        cat_threshold=8
        is_linear=0
        shrinkage=1


        Tree=1
        num_leaves=5
        num_cat=2
        split_feature=0 1 2 1
        split_gain=541.789 210.241 181.278 161.069
        threshold=1.6250000000000002 0 -1.7499999999999998 1
        decision_type=2 1 8 1
        left_child=3 -2 -3 -1
        right_child=1 2 -4 -5
        leaf_value=0.24961148434215119 1.1830699807405471 -0.35639527150562833 0.4379240996006763 -0.57320126019991358
        leaf_weight=26 24 35 99 116
        leaf_count=26 24 35 99 116
        internal_value=0.000441212 0.382642 0.228746 -0.424824
        internal_weight=300 158 134 142
        internal_count=300 158 134 142
        cat_boundaries=0 1 2
        cat_threshold=8 8
        is_linear=0
        shrinkage=0.3


        Tree=2
        num_leaves=5
        num_cat=1
        split_feature=0 1 2 0
        split_gain=322.611 151.248 93.7301 84.4469
        threshold=2.8750000000000004 0 -1.2499999999999998 0.62500000000000011
        decision_type=2 1 8 2
        left_child=1 -1 -2 -3
        right_child=2 3 -4 -5
        leaf_value=0.34591146223247049 0.0022140200648988993 -0.66201987405155971 0.74915269654658112 -0.18215321534195208
        leaf_weight=40 21 43 54 142
        leaf_count=40 21 43 54 142
        internal_value=0.00116833 -0.178446 0.54001 -0.292111
        internal_weight=300 225 75 185
        internal_count=300 225 75 185
        cat_boundaries=0 1
        cat_threshold=8
        is_linear=0
        shrinkage=0.3


        end of trees

        feature_importances:
        Column_0=5
        Column_1=4
        Column_2=3


        pandas_categorical:null
        """

    private static let several = """
        tree
        version=v4
        num_class=3
        num_tree_per_iteration=3
        label_index=0
        max_feature_idx=2
        objective=multiclass num_class:3
        feature_names=Column_0 Column_1 Column_2
        feature_infos=[0:3.75] -1:1:2:0:4:3 [-4:3.5]
        tree_sizes=455 451 327 459 456 459

        Tree=0
        num_leaves=3
        num_cat=0
        split_feature=0 2
        split_gain=200 1.42109e-14
        threshold=1.3750000000000002 -1.7499999999999998
        decision_type=2 10
        left_child=1 -1
        right_child=-2 -3
        leaf_value=-0.42045728998928189 -1.2561506976918544 -0.42045728998928189
        leaf_weight=17.949166893959045 64.975984156131744 24.769850313663483
        leaf_count=50 181 69
        internal_value=-0.924659 -0.420457
        internal_weight=107.695 42.719
        internal_count=300 119
        is_linear=0
        shrinkage=1


        Tree=1
        num_leaves=3
        num_cat=0
        split_feature=0 0
        split_gain=71.846 128.154
        threshold=1.3750000000000002 2.8750000000000004
        decision_type=2 2
        left_child=-1 -2
        right_child=1 -3
        leaf_value=-1.3496217318663954 -0.47430564666386632 -1.3496217318663954
        leaf_weight=40.785265505313873 36.329732298851013 25.704999268054962
        leaf_count=119 106 75
        internal_value=-1.04034 -0.837006
        internal_weight=102.82 62.0347
        internal_count=300 181
        is_linear=0
        shrinkage=1


        Tree=2
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=200
        threshold=2.8750000000000004
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=-1.6529610277865572 -0.58629436111989064
        leaf_weight=63.28125 21.09375
        leaf_count=225 75
        internal_value=-1.38629
        internal_weight=84.375
        internal_count=300
        is_linear=0
        shrinkage=1


        Tree=3
        num_leaves=3
        num_cat=0
        split_feature=0 0
        split_gain=96.6125 3.82878e-06
        threshold=1.3750000000000002 2.8750000000000004
        decision_type=2 2
        left_child=-1 -2
        right_child=1 -3
        leaf_value=0.33728901974968922 -0.26997991939822136 -0.26981482361986303
        leaf_weight=43.08237498998642 30.530762851238251 21.577372401952744
        leaf_count=119 106 75
        internal_value=0.004902 -0.269912
        internal_weight=95.1905 52.1081
        internal_count=300 181
        is_linear=0
        shrinkage=0.3


        Tree=4
        num_leaves=3
        num_cat=0
        split_feature=0 0
        split_gain=37.7352 56.0123
        threshold=1.3750000000000002 2.8750000000000004
        decision_type=2 2
        left_child=-1 -2
        right_child=1 -3
        leaf_value=-0.26114822242576446 0.35305064329265257 -0.2616640497419751
        leaf_weight=32.009428173303604 39.047052204608917 20.264055579900742
        leaf_count=119 106 75
        internal_value=0.00135793 0.143029
        internal_weight=91.3205 59.3111
        internal_count=300 181
        is_linear=0
        shrinkage=0.3


        Tree=5
        num_leaves=3
        num_cat=0
        split_feature=0 0
        split_gain=80.3443 2.31654e-05
        threshold=2.8750000000000004 1.3750000000000002
        decision_type=2 2
        left_child=1 -1
        right_child=-2 -3
        leaf_value=-0.2418044622618066 0.39557902417389562 -0.2422201407673942
        leaf_weight=25.524786576628685 28.121486306190491 22.883704006671906
        leaf_count=119 75 106
        internal_value=-0.00771764 -0.242001
        internal_weight=76.53 48.4085
        internal_count=300 225
        is_linear=0
        shrinkage=0.3


        end of trees

        feature_importances:
        Column_0=10
        Column_2=1


        pandas_categorical:null
        """
}
