@testable import Learning
import Core
import Testing

@Suite("The class that is looked for")
struct PositiveClassTests {
    private func labels(_ values: [String], positive: String? = nil) throws -> [String?] {
        try TargetEncoder(column: Column("y", .varchar), vector: .strings(values), task: nil, positive: positive).labels.map(\.text)
    }

    private static let payments = (0..<100).map { $0 % 20 == 0 ? "fraud" : "ok" }

    @Test("of two names it is the rarer one; of equally frequent ones the later")
    func rarer() throws {
        #expect(try labels(Self.payments) == ["ok", "fraud"])
        #expect(try labels((0..<100).map { $0 % 20 == 0 ? "ok" : "fraud" }) == ["fraud", "ok"])
        #expect(try labels((0..<100).map { $0 % 2 == 0 ? "no" : "yes" }) == ["no", "yes"])
    }

    @Test("or the one that somebody names, whatever the case of its letters")
    func named() throws {
        #expect(try labels(Self.payments, positive: "OK") == ["fraud", "ok"])
        #expect { try labels(Self.payments, positive: "theft") } throws: {
            ($0 as? SQLFailure)?.message == "option \"positive\" names a class \"theft\" that the target does not have" && ($0 as? SQLFailure)?.hint == "its classes are: 'fraud', 'ok'"
        }
    }

    @Test("TRUE and the greater number are looked for, however frequent")
    func others() throws {
        let flags = try TargetEncoder(column: Column("y", .boolean), vector: .booleans((0..<50).map { $0 > 5 }), task: nil).labels
        #expect(flags == [.boolean(false), .boolean(true)])
        let numbers = try TargetEncoder(column: Column("y", .bigint), vector: .integers((0..<50).map { $0 > 5 ? 1 : 0 }), task: nil).labels
        #expect(numbers == [.integer(0), .integer(1)])
    }

    @Test("it is what the threshold of `value` is about, and the report names it")
    func value() throws {
        var chance = Chance(4)
        let risk = (0..<2000).map { _ in chance.number() }
        let y = risk.map { chance.number() < ($0 > 0.9 ? 0.4 : 0.01) ? "fraud" : "ok" }
        let table = TrainingTable(("risk", .doubles(risk)), ("y", .strings(y)))
        let options: KeyValuePairs<String, JSONValue> = ["value": .object([.init("tp", .number(50)), .init("fp", .number(-1))]), "rounds": .number(40)]
        let outcome = try Trainer.train(table, target: "y", configuration: .quick(options))
        #expect(outcome.report.positive == "fraud" && outcome.model.threshold < 0.3)
        #expect(outcome.model.prediction(try outcome.model.scores([.doubles([0.99])], rowCount: 1)) == .text("fraud"))
        #expect(outcome.model.prediction(try outcome.model.scores([.doubles([0.2])], rowCount: 1)) == .text("ok"))
        let earned = try #require(outcome.report.metrics.first { $0.name == "value" })
        #expect(earned.value > earned.baseline)
    }
}
