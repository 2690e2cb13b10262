import Core
import Foundation
import Learning
import Testing

@Suite struct TrainerTests {
    /// `y` is mostly whether `x` is above 0.5, or `c` is "b".
    static func table(rows: Int = 600, seed: UInt64 = 1) -> TrainingTable {
        var generator = SeededGenerator(seed: seed, stage: 0)
        var x: [Value] = [], c: [Value] = [], d: [Value] = [], y: [Value] = [], z: [Value] = []
        for row in 0..<rows {
            let number = Double.random(in: 0..<1, using: &generator)
            let letter = ["a", "b", "ü"][Int.random(in: 0..<3, using: &generator)]
            x.append(row % 17 == 0 ? .null : .double(number))
            c.append(.text(letter))
            d.append(.timestamp(Int64(row) * 3_600_000_000))
            y.append(.boolean((number > 0.5) != (letter == "b" && row % 10 != 0)))
            z.append(.double(number * 10 + (letter == "a" ? 3 : 0)))
        }
        return TrainingTable(
            columns: [Column("x", .double), Column("c \"☃\"", .varchar), Column("d", .timestamp), Column("y", .boolean), Column("z", .double)],
            vectors: [
                ColumnVector(type: .double, values: x), ColumnVector(type: .varchar, values: c), ColumnVector(type: .timestamp, values: d),
                ColumnVector(type: .boolean, values: y), ColumnVector(type: .double, values: z),
            ])
    }

    private func configuration(_ options: [(String, JSONValue)] = []) throws -> LearningConfiguration {
        try .from(options: [("rounds", .number(60))] + options)
    }

    @Test("a classifier learns what there is to learn, and says so on rows that it did not see")
    func classifier() throws {
        let outcome = try Trainer.train(Self.table(), target: "y", configuration: configuration([("exclude", .string("z"))]))
        let auc = try #require(outcome.report.metrics.first)
        #expect(auc.name == "roc_auc" && auc.value > 0.9 && auc.baseline == 0.5)
        #expect(outcome.report.trainingRows + outcome.report.holdoutRows == 600)
        #expect(outcome.model.labels == [.boolean(false), .boolean(true)])
    }

    @Test("a regression learns a sum")
    func regression() throws {
        let outcome = try Trainer.train(Self.table(), target: "z", configuration: configuration([("exclude", .string("y"))]))
        #expect(outcome.report.metrics[0].name == "r2" && outcome.report.metrics[0].value > 0.85)
    }

    @Test("equal seeds give equal bytes for any number of threads, other seeds others")
    func determinism() throws {
        let first = try Trainer.train(Self.table(), target: "y", configuration: configuration(), threads: 1).model.serialized()
        #expect(try Trainer.train(Self.table(), target: "y", configuration: configuration(), threads: 2).model.serialized() == first)
        #expect(try Trainer.train(Self.table(), target: "y", configuration: configuration([("seed", .number(7))])).model.serialized() != first)
    }

    @Test("a model read back scores to the bit as before, a row alone as in a batch")
    func roundTrip() throws {
        let table = Self.table()
        let model = try Trainer.train(table, target: "y", configuration: configuration()).model
        let read = try Model(deserializing: model.serialized())
        let columns = model.inputs.map { input in table.vectors[table.index(of: input.name) ?? 0] }
        let scores = try model.scores(columns, rowCount: table.rowCount)
        #expect(try read.scores(columns, rowCount: table.rowCount) == scores)
        let scorer = try read.makePointScorer()
        for row in 0..<50 { #expect(try scorer.score(columns.map { $0[row] }) == [scores[row]]) }
    }

    @Test("a model's file with one changed byte is refused", arguments: [0, 9, 13, 40, 500, -40, -1])
    func damage(place: Int) throws {
        var bytes = try Trainer.train(Self.table(rows: 60), target: "y", configuration: configuration()).model.serialized()
        bytes[place < 0 ? bytes.count + place : place] ^= 0x10
        #expect { try Model(deserializing: bytes) } throws: { ($0 as? SQLFailure)?.sqlState == .dataCorrupted }
    }

    @Test("contributions and base add up to the score on the learner's scale")
    func explanation() throws {
        let model = try Trainer.train(Self.table(), target: "z", configuration: configuration([("exclude", .string("y"))])).model
        let json = try model.explain(inputs: model.inputs.map { $0.type == .double ? .double(0.3) : .null })
        let sum = (json["contributions"]?.array ?? []).reduce(json["base"]?.number ?? .nan) { $0 + ($1["contribution"]?.number ?? .nan) }
        #expect(abs(sum - (json["value"]?.number ?? .nan)) < 1e-6)
    }

    private func failure(_ values: [Value], type: SQLType = .varchar, target: String = "y") -> SQLFailure? {
        let table = TrainingTable(
            columns: [Column("a", .double), Column("y", type)],
            vectors: [
                ColumnVector(type: .double, values: values.indices.map { .double(Double($0 % 7)) }), ColumnVector(type: type, values: values),
            ])
        do {
            _ = try Trainer.train(table, target: target, configuration: LearningConfiguration())
            return nil
        } catch { return error as? SQLFailure }
    }

    @Test("what cannot be learnt fails with its reason")
    func failures() {
        #expect(failure([])?.message == "the training query returned no rows")
        #expect(failure([.text("a"), .text("b")])?.message == "2 rows with a target are too few to learn from")
        #expect(failure(Array(repeating: .null, count: 50))?.message == "all values of the target \"y\" are NULL")
        #expect(failure(Array(repeating: .text("a"), count: 50))?.message == "the target \"y\" has the same value in all rows")
        #expect(failure((0..<50).map { .text("\($0 % 2)") }, target: "yy")?.hint == "did you mean \"y\"?")
        #expect(failure((0..<2000).map { .text("\($0)") })?.message == "the target \"y\" has more than 1000 classes")
    }

    @Test("odd columns train: all NULL, constant, many levels, a class with one row")
    func oddColumns() throws {
        let count = 300
        let table = TrainingTable(
            columns: [Column("n", .double), Column("k", .integer), Column("m", .varchar), Column("long", .varchar), Column("y", .varchar)],
            vectors: [
                ColumnVector(type: .double, values: Array(repeating: .null, count: count)),
                ColumnVector(type: .integer, values: Array(repeating: .integer(1), count: count)),
                ColumnVector(type: .varchar, values: (0..<count).map { .text("level \($0 % 90)") }),
                ColumnVector(type: .varchar, values: (0..<count).map { .text("the quick brown fox number \($0) jumps \($0 % 2 == 0 ? "high" : "low")") }),
                ColumnVector(type: .varchar, values: (0..<count).map { .text($0 == 0 ? "once" : $0 % 2 == 0 ? "even" : "odd") }),
            ])
        let outcome = try Trainer.train(table, target: "y", configuration: configuration())
        #expect(outcome.report.features.map(\.used) == [false, false, true, true])
        #expect(outcome.report.features[3].kind == .text)
        #expect(outcome.report.warnings.contains { $0.code == "rare_class" })
        #expect(outcome.report.metrics[0].value > 0.9)
    }
}

@Suite struct OptionTests {
    @Test("an unknown option is an error that names the nearest", arguments: [
        ("sedd", "did you mean \"seed\"?"), ("lightgbm.num_leafs", "did you mean \"lightgbm.num_leaves\"?"), ("learning_rate", "did you mean \"lightgbm.learning_rate\"?"),
    ])
    func unknown(option: String, hint: String) {
        #expect(throws: SQLFailure(.invalidParameterValue, "unknown option \"\(option)\"", hint: hint)) {
            try LearningConfiguration.from(options: [(option, .number(1))])
        }
    }

    @Test("a value out of range says what is allowed")
    func range() {
        #expect(throws: SQLFailure(.invalidParameterValue, "option \"rounds\" must be a whole number from 1 to 100000")) {
            try LearningConfiguration.from(options: [("rounds", .number(0))])
        }
    }
}
