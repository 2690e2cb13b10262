@testable import Learning
import Core
import Foundation
import Testing

@Suite("Contributions of ensembles")
struct ContributionTests {
    private static let rows = 1200
    private let table: TrainingTable

    init() {
        var chance = Chance(6)
        let x = chance.numbers(Self.rows), z = chance.numbers(Self.rows)
        let c = (0..<Self.rows).map { _ in ["red", "green", "blue"][chance.whole(0..<3)] }
        let y = zip(zip(x, z), c).map { $0.0 * 4 + ($0.1 > 0.5 ? 1 : 0) + ($1 == "red" ? 1 : 0) + chance.normal() / 2 }
        table = TrainingTable(
            ("x", .doubles(x)), ("c", .strings(c)), ("z", .doubles(z)), ("y", .doubles(y)), ("two", .booleans(y.map { $0 > 2.5 })),
            ("three", .strings(y.map { $0 > 3.5 ? "high" : $0 > 2 ? "middle" : "low" })))
    }

    private func model(_ target: String, _ learner: String, _ options: KeyValuePairs<String, JSONValue> = [:]) throws -> Model {
        let others = ["y", "two", "three"].filter { $0 != target }.map(JSONValue.string)
        let given = options.map { ($0.key, $0.value) } + [("exclude", .array(others)), ("learners", .string(learner)), ("trials", .number(1)), ("calibrate", .boolean(false)), ("lightgbm.linear_tree", .boolean(false))]
        return try Trainer.train(table, target: target, configuration: .from(options: [("rounds", .number(12)), ("folds", .number(2))] + given)).model
    }

    /// The members of several models in one.
    private func ensemble(_ models: [Model], mean: MeanScale = .logOdds, calibrator: Calibrator = .none) -> Model {
        let members = models.flatMap { model in model.members.map { Model.Member(weight: $0.weight / Double(models.count), learner: $0.learner) } }
        return Model(
            target: models[0].targetEncoder, inputs: models[0].inputs, encoders: models[0].encoders, members: members, mean: mean, calibrator: calibrator,
            background: models[0].background)
    }

    private func values(_ model: Model, _ row: Int) -> [Value] { model.inputs.map { table.vectors[table.index(of: $0.name) ?? 0][row] } }

    private func sum(_ explained: JSONValue) -> Double {
        (explained["contributions"]?.array ?? []).reduce((explained["base"]?.number ?? .nan) + (explained["calibration"]?.number ?? 0)) {
            $0 + ($1["contribution"]?.number ?? .nan)
        }
    }

    @Test("trees and a linear member are taken apart exactly, beside a network", arguments: ["two", "y"])
    func mixed(target: String) throws {
        let models = try ["lightgbm", "linear", "network"].map { try model(target, $0) }
        let exact = ensemble(Array(models.prefix(2))), all = ensemble(models)
        for row in [0, 7, 100] {
            let values = values(all, row)
            #expect(try exact.explain(inputs: values)["method"]?.string == "treeshap + linear")
            #expect(try all.explain(inputs: values)["method"]?.string == "treeshap + linear + permutation")
            for model in [exact, all] {
                let score = try model.scores(encoded: model.encoded(values), rows: 1)[0]
                #expect(abs(sum(try model.explain(inputs: values)) - (target == "y" ? score : Link.logit(score))) < 1e-6)
            }
            // Each feature's share is the mean of what the members say by themselves.
            func contributions(_ model: Model) throws -> [String: Double] {
                let list = try model.explain(inputs: values)["contributions"]?.array ?? []
                return Dictionary(list.map { ($0["feature"]?.string ?? "", $0["contribution"]?.number ?? .nan) }, uniquingKeysWith: { first, _ in first })
            }
            let (trees, linear, both) = (try contributions(models[0]), try contributions(models[1]), try contributions(exact))
            for (name, value) in both { #expect(abs(value - ((trees[name] ?? .nan) + (linear[name] ?? .nan)) / 2) < 1e-9) }
        }
    }

    @Test("a linear member's are the Shapley values that all orders of the inputs give")
    func linear() throws {
        let model = try self.model("y", "linear")
        let row = model.encoded(values(model, 3))
        let linear = try #require(model.members[0].learner as? FittedLinear)
        let width = model.layout.width
        let own = linear.contributions(row, against: model.background, output: 0)
        func value(_ known: Set<Int>) throws -> Double {
            let rows = stride(from: 0, to: model.background.count, by: width).map { start in
                (0..<width).map { known.contains($0) ? row[$0] : model.background[start + $0] }
            }
            let values = try linear.predict(rows.flatMap(\.self), rows: rows.count, features: width, outputs: 1)
            return values.reduce(0, +) / Double(values.count)
        }
        #expect(width == 3)
        #expect(abs(own.base - (try value([]))) < 1e-9)
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            var known: Set<Int> = []
            for feature in order {
                let before = try value(known)
                known.insert(feature)
                #expect(abs(own.features[feature] - (try value(known) - before)) < 1e-6)
            }
        }
    }

    @Test("what an isotonic calibration moves is told by itself, a straight one belongs to the contributions")
    func calibrated() throws {
        let models = try ["lightgbm", "linear"].map { try model("two", $0) }
        for calibrator in [Calibrator.isotonic(inputs: [0.1, 0.6, 0.9], outputs: [0.02, 0.5, 0.97]), .platt(slope: 0.7, intercept: -0.2)] {
            let model = ensemble(models, calibrator: calibrator)
            let explained = try model.explain(inputs: values(model, 5))
            let score = try model.scores(encoded: model.encoded(values(model, 5)), rows: 1)[0]
            #expect((explained["calibration"] != nil) == (calibrator.name == "isotonic"))
            #expect(abs(sum(explained) - Link.logit(score)) < 1e-6)
        }
    }

    @Test("several classes: the contributions add up to the class's logarithm beside the others', whatever the members", arguments: [1, 2, 3], [MeanScale.plain, .logOdds])
    func several(count: Int, mean: MeanScale) throws {
        let models = try ["network", "linear", "lightgbm"].prefix(count).map { try model("three", $0) }
        let several = ensemble(models, mean: mean, calibrator: .platt(slope: 0.8, intercept: 0))
        let explained = try several.explain(inputs: values(several, 11))
        let scores = try several.scores(encoded: several.encoded(values(several, 11)), rows: 1)
        let logarithms = scores.map { log($0) }
        #expect(abs(sum(explained) - ((logarithms.max() ?? 0) - logarithms.reduce(0, +) / 3)) < 1e-6)
    }

    @Test("both scales of the mean are read back as they were, and one row scores as many do", arguments: ["two", "three"], [MeanScale.plain, .logOdds])
    func files(target: String, mean: MeanScale) throws {
        let model = ensemble(try ["lightgbm", "network"].map { try self.model(target, $0) }, mean: mean)
        let read = try Model(deserializing: model.serialized())
        #expect(read.mean == mean)
        let columns = model.inputs.map { table.vectors[table.index(of: $0.name) ?? 0] }
        let scores = try model.scores(columns, rowCount: Self.rows)
        #expect(try read.scores(columns, rowCount: Self.rows) == scores)
        let scorer = try read.makePointScorer()
        for row in 0..<20 { #expect(try scorer.score(values(model, row)) == Array(scores[row * model.outputCount..<(row + 1) * model.outputCount])) }
        #expect(try model.explain(inputs: values(model, 0))["method"]?.string == (mean == .plain ? "permutation" : "treeshap + permutation"))
    }

    @Test("of more than ten inputs the others are told together")
    func others() throws {
        var chance = Chance(9)
        let columns = (0..<12).map { _ in chance.numbers(300) }
        let y = (0..<300).map { row in columns.enumerated().reduce(0) { $0 + $1.element[row] * Double($1.offset + 1) } }
        let table = TrainingTable(
            columns: (0..<12).map { Column("x\($0)", .double) } + [Column("y", .double)], vectors: columns.map { .doubles($0) } + [.doubles(y)])
        let model = try Trainer.train(table, target: "y", configuration: .quick(["learners": .string("linear")])).model
        let explained = try model.explain(inputs: columns.map { .double($0[4]) })
        #expect(explained["contributions"]?.array?.count == 10)
        #expect(abs(sum(explained) + (explained["others"]?.number ?? .nan) - (explained["value"]?.number ?? .nan)) < 1e-6)
    }
}
