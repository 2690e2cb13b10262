@testable import Learning
import Core
import Testing

@Suite("Finetuning")
struct FinetuningTests {
    /// The truth depends on x, from another place on in each of two times.
    private func table(rows: Int, from middle: Double, seed: UInt64, labels: [String] = ["no", "yes"]) -> TrainingTable {
        var generator = SeededGenerator(seed: seed, stage: 0)
        let x = (0..<rows).map { _ in Double.random(in: 0..<1, using: &generator) }
        let c = (0..<rows).map { "abc"[$0 % 3] }
        let y = x.map { value -> String? in labels[value + Double.random(in: -0.1..<0.1, using: &generator) > middle ? 1 : 0] }
        return TrainingTable(
            columns: [Column("x", .double), Column("c", .varchar), Column("y", .varchar)],
            vectors: [ColumnVector(type: .double, storage: .doubles(x)), .strings(c), .strings(y)])
    }

    private func configuration(_ options: [(key: String, value: JSONValue)] = []) throws -> LearningConfiguration {
        try .from(options: [("learners", .string("lightgbm")), ("trials", .number(2)), ("rounds", .number(80))] + options)
    }

    private func model() throws -> Model {
        try Trainer.train(table(rows: 600, from: 0.3, seed: 1), target: "y", configuration: configuration()).model
    }

    @Test("the threshold stays, unless somebody says where it shall be")
    func threshold() throws {
        let model = try Trainer.train(table(rows: 600, from: 0.3, seed: 1), target: "y", configuration: configuration([("threshold", .number(0.9))])).model
        let new = table(rows: 900, from: 0.7, seed: 2)
        let outcome = try Finetuning.finetune(model, on: new, configuration: configuration())
        #expect(outcome.model.threshold == 0.9)
        #expect(try Finetuning.finetune(model, on: new, configuration: configuration([("threshold", .number(0.2))])).model.threshold == 0.2)
        let chosen = try Finetuning.finetune(model, on: new, configuration: configuration([("threshold", .string("f1"))])).model.threshold
        #expect(chosen < 0.8 && chosen != 0.2)
        // What it is compared with is measured with the threshold that served.
        let held = outcome.holdout
        let scores = try model.scores(Array(new.vectors.prefix(2)), rowCount: 900)
        let right = held.count { model.prediction([scores[$0]]) == new.vectors[2][$0] }
        let before = outcome.report.findings.first { $0.key == "before" }?.value.array?.first { $0["name"]?.string == "accuracy" }?["value"]?.number
        #expect(before == Double(right) / Double(held.count))
    }

    @Test("new rows move the model to what they say", arguments: [1, 2, 8])
    func moves(threads: Int) throws {
        let model = try model()
        let new = table(rows: 900, from: 0.7, seed: 2)
        let outcome = try Finetuning.finetune(model, on: new, configuration: .from(options: [("rounds", .number(400))]), threads: threads)
        let fresh = table(rows: 500, from: 0.7, seed: 3)
        let inputs = Array(fresh.vectors.prefix(2))
        func right(_ model: Model) throws -> Int {
            let scores = try model.scores(inputs, rowCount: 500)
            return (0..<500).count { model.prediction([scores[$0]]).text == fresh.vectors[2][$0].text }
        }
        let (before, after) = (try right(model), try right(outcome.model))
        #expect(before < 350)
        #expect(after > 400, "rounds added: \(outcome.report.tuning.sentences)")
        #expect(outcome.report.stages.map(\.name) == ["base", "split", "rounds", "model", "metrics"])
        // Equal for any number of threads.
        let again = try Finetuning.finetune(model, on: new, configuration: .from(options: [("rounds", .number(400))]), threads: 1)
        #expect(try outcome.model.serialized() == again.model.serialized())
    }

    @Test("a finetuned model is read back to the bit, and can be finetuned again")
    func again() throws {
        let once = try Finetuning.finetune(model(), on: table(rows: 400, from: 0.6, seed: 4), configuration: configuration()).model
        let bytes = try once.serialized()
        #expect(try Model(deserializing: bytes).serialized() == bytes)
        #expect(throws: Never.self) { try Finetuning.finetune(Model(deserializing: bytes), on: table(rows: 400, from: 0.2, seed: 5), configuration: configuration()) }
    }

    @Test("what cannot be finetuned says why")
    func mistakes() throws {
        let model = try model()
        let missing = TrainingTable(columns: [Column("y", .varchar)], vectors: [.strings(["yes"])])
        #expect(throws: SQLFailure(
            .undefinedColumn, "the rows to learn from have no column \"x\", which the model takes", hint: "did you mean \"y\"?")
        ) { try Finetuning.finetune(model, on: missing, configuration: configuration()) }
        #expect(throws: SQLFailure(
            .dataException, "0 rows with a known target are too few to learn from", detail: "At least 10 are needed.", hint: "widen the query")
        ) { try Finetuning.finetune(model, on: table(rows: 50, from: 0.5, seed: 6, labels: ["never", "seen"]), configuration: configuration()) }
        let linear = try Trainer.train(table(rows: 200, from: 0.3, seed: 1), target: "y", configuration: .from(options: [("learners", .string("linear")), ("trials", .number(1))])).model
        #expect(throws: SQLFailure.self) { try Finetuning.finetune(linear, on: table(rows: 100, from: 0.5, seed: 7), configuration: configuration()) }
    }
}

extension String {
    fileprivate subscript(index: Int) -> String? { String(self[self.index(startIndex, offsetBy: index)]) }
}
