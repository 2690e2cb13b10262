@testable import Learning
import Core
import Testing

@Suite("Quantiles as targets")
struct QuantileTests {
    /// The noise grows with x: y = 10 x + 5 x e, e standard normal.
    private func table(_ rows: Int, seed: UInt64) -> TrainingTable {
        var chance = Chance(seed)
        let x = (0..<rows).map { _ in chance.number(0.2..<1) }
        let y = x.map { 10 * $0 + 5 * $0 * chance.normal() }
        return TrainingTable(("x", .doubles(x)), ("y", .doubles(y)))
    }

    private func train(_ options: KeyValuePairs<String, JSONValue>, rows: Int = 3000) throws -> TrainingOutcome {
        try Trainer.train(table(rows, seed: 1), target: "y", configuration: .quick(options))
    }

    @Test("the asked share of new rows lies at or below the prediction", arguments: [0.1, 0.5, 0.9])
    func shareBelow(quantile: Double) throws {
        let model = try train(["objective": .string("quantile"), "quantile": .number(quantile), "rounds": .number(100), "folds": .number(5)]).model
        let new = table(4000, seed: 2)
        let scores = try model.scores([new.vectors[0]], rowCount: 4000)
        let below = (0..<4000).count { (FeatureEncoder.number(new.vectors[1][$0])) <= scores[$0] }
        #expect(abs(Double(below) / 4000 - quantile) < 0.035)
    }

    @Test("the primary metric is the pinball loss, better than the constant quantile's, and the observed share is recorded")
    func metrics() throws {
        let report = try train(["objective": .string("quantile"), "quantile": .number(0.9), "rounds": .number(100)]).report
        let first = try #require(report.metrics.first)
        #expect(first.name == "pinball" && !first.isHigherBetter && first.value < first.baseline)
        let interval = try #require(report.findings.first { $0.key == "interval" }?.value)
        #expect(interval["quantile"]?.number == 0.9)
        #expect(abs((interval["observed_quantile"]?.number ?? 0) - 0.9) < 0.06)
    }

    @Test("a quantile of numbers is read back as one")
    func stored() throws {
        let model = try train(["quantile": .number(0.75)], rows: 300).model
        let copy = try Model(deserializing: model.serialized())
        #expect(copy.targetEncoder.quantile == 0.75)
        let rows = table(50, seed: 3)
        #expect(try copy.scores([rows.vectors[0]], rowCount: 50) == model.scores([rows.vectors[0]], rowCount: 50))
        #expect(try copy.serialized() == model.serialized())
    }

    @Test("the contributions add up to the prediction, its shift included")
    func explained() throws {
        let model = try train(["quantile": .number(0.9), "ensemble": .boolean(false)], rows: 300).model
        let explanation = try model.explain(inputs: [.double(0.7)])
        let sum = (explanation["base"]?.number ?? .nan) + (explanation["contributions"]?.array ?? []).reduce(0) { $0 + ($1["contribution"]?.number ?? .nan) }
        #expect(abs(sum - (explanation["value"]?.number ?? 0)) < 1e-6)
    }

    @Test("what has no quantile says so", arguments: [
        (["objective": JSONValue.string("binary"), "quantile": .number(0.5)], "option \"quantile\" is about numbers, not classes"),
        (["quantile": .number(0.5), "learners": .array([.string("linear")])], "only learner 'lightgbm' predicts quantiles"),
        (["quantile": .number(1)], "option \"quantile\" must be a number from 0.001 to 0.999"),
    ])
    func refused(options: [String: JSONValue], message: String) {
        #expect { try LearningConfiguration.from(options: options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) } throws: { ($0 as? SQLFailure)?.message == message }
    }
}
