@testable import Learning
import Core
import Testing

@Suite("Weights and values of answers")
struct WeightTests {
    /// Five of a hundred rows are positive, and noise hides them.
    private func table(_ rows: Int = 3000) -> TrainingTable {
        var chance = Chance(1)
        let x = (0..<rows).map { _ in chance.normal() }
        let odds = x.map { Link.logistic(1.5 * $0 - 3.6) }
        return TrainingTable(("x", .doubles(x)), ("z", .doubles(chance.numbers(rows))), ("y", .strings(odds.map { chance.number() < $0 ? "yes" : "no" })))
    }

    private func report(_ options: KeyValuePairs<String, JSONValue>) throws -> (metrics: [String: Double], model: Model) {
        let outcome = try Trainer.train(table(), target: "y", configuration: .quick(options))
        return (Dictionary(uniqueKeysWithValues: outcome.report.metrics.map { ($0.name, $0.value) }), outcome.model)
    }

    @Test("balanced weights find the few, at the price of precision", arguments: LearnerKind.allCases)
    func balanced(learner: LearnerKind) throws {
        let learners = JSONValue.string(learner.rawValue)
        let equal = try report(["learners": learners, "threshold": .number(0.5)]).metrics
        let balanced = try report(["learners": learners, "weights": .string("balanced")]).metrics
        #expect(try #require(equal["balanced_accuracy"]) < 0.6)
        #expect(try #require(balanced["balanced_accuracy"]) > 0.68)
        #expect(try #require(balanced["roc_auc"]) > #require(equal["roc_auc"]) - 0.05)
    }

    @Test("weights of their own do what balanced ones do")
    func given() throws {
        let target = try TargetEncoder(column: Column("y", .varchar), vector: table().vectors[2], task: nil)
        let truth = (0..<3000).map { target.number(table().vectors[2][$0]) ?? 0 }
        let balanced = try #require(try ClassWeights.balanced.resolved(target, truth: truth))
        let positives = truth.reduce(0, +)
        #expect(abs(balanced[0] * (3000 - positives) - balanced[1] * positives) < 1e-9)
        #expect(abs(balanced[0] * (3000 - positives) + balanced[1] * positives - 3000) < 1e-9)
        let given = try #require(try ClassWeights.given([.init(label: "yes", weight: balanced[1] / balanced[0])]).resolved(target, truth: truth))
        #expect(distance(given, balanced) < 1e-9)
        #expect(try ClassWeights.equal.resolved(target, truth: truth) == nil)
    }

    @Test("the threshold that earns most is chosen, and earns more than any one answer on rows that chose nothing")
    func values() throws {
        let worth: JSONValue = .object([.init("tp", .number(12)), .init("FP", .number(-1)), .init("fn", .number(0))])
        let (metrics, model) = try report(["value": worth, "learners": .string("linear"), "trials": .number(1)])
        // One in thirteen is worth asking.
        #expect((0.03...0.15).contains(model.threshold))
        #expect(try #require(metrics["value"]) > 0)
        #expect(model.prediction([model.threshold]) == .text("yes"))
        #expect(model.prediction([model.threshold - 1e-9]) == .text("no"))
        let plain = try report(["learners": .string("linear"), "trials": .number(1), "threshold": .number(0.5)])
        #expect(plain.model.threshold == 0.5 && plain.metrics["value"] == nil)
        // Of what is predicted, not of the likelier class.
        #expect(try #require(metrics["balanced_accuracy"]) > #require(plain.metrics["balanced_accuracy"]) + 0.05)
    }

    @Test("costs without gains predict what costs least")
    func costs() throws {
        let never: JSONValue = .object([.init("fp", .number(-1)), .init("tp", .number(-0.5))])
        #expect(try report(["value": never, "trials": .number(1)]).model.threshold > 1)
        let always: JSONValue = .object([.init("fn", .number(-1)), .init("tn", .number(-0.5))])
        #expect(try report(["value": always, "trials": .number(1)]).model.threshold < 0.01)
    }
}
