@testable import Learning
import Core
import Testing

@Suite("The same training")
struct DeterminismTests {
    /// Every kind of column: numbers with gaps, a category, one of many levels, texts, dates, times and flags.
    static func table(rows: Int = 330, seed: UInt64 = 3) -> TrainingTable {
        var chance = Chance(seed)
        let words = ["good", "bad", "fast", "slow", "red", "blue", "the", "a", "very", "much"]
        let x = (0..<rows).map { $0 % 13 == 0 ? nil : chance.number() }
        let color = (0..<rows).map { _ in ["red", "green", "blau", "grün"][chance.whole(0..<4)] }
        let shop = (0..<rows).map { _ in "shop \(chance.whole(0..<120))" }
        let text = (0..<rows).map { _ in (0..<8).map { _ in words[chance.whole(0..<words.count)] }.joined(separator: " ") }
        let moment = (0..<rows).map { _ in Int64(chance.whole(0..<500_000)) * 60_000_000 + 1_700_000_000_000_000 }
        let value = (0..<rows).map { row in
            (x[row] ?? 0.3) * 3 + (color[row] == "red" ? 1 : 0) + Double(shop[row].utf8.count % 2) + (text[row].contains("good") ? 1.5 : 0) + 0.2 * chance.normal()
        }
        return TrainingTable(
            ("x", .doubles(x)), ("color", .strings(color)), ("shop", .strings(shop)), ("text", .strings(text)), ("moment", .timestamps(moment)),
            ("day", .dates(moment.map { Int32($0 / 86_400_000_000) })), ("flag", .booleans(x.map { $0.map { $0 > 0.5 } })), ("value", .doubles(value)),
            ("yes", .booleans(value.map { $0 > 2.7 })), ("which", .strings(value.map { $0 > 3.5 ? "high" : $0 > 2 ? "middle" : "low" })))
    }

    private func outcome(_ target: String, threads: Int, options: KeyValuePairs<String, JSONValue> = [:]) throws -> TrainingOutcome {
        let others = ["value", "yes", "which"].filter { $0 != target }.map(JSONValue.string)
        var all: [(key: String, value: JSONValue)] = [("exclude", .array(others)), ("trials", .number(9)), ("rounds", .number(15))]
        all += options.map { ($0.key, $0.value) }
        return try Trainer.train(Self.table(), target: target, configuration: .from(options: all), threads: threads)
    }

    @Test("gives the same bytes and stages with 1, 2 and 8 threads, and again", arguments: ["value", "yes", "which"])
    func threads(target: String) throws {
        let first = try outcome(target, threads: 1)
        let bytes = try first.model.serialized()
        for threads in [1, 2, 8] {
            let other = try outcome(target, threads: threads)
            #expect(try other.model.serialized() == bytes)
            #expect(other.report.stages.map(\.name) == first.report.stages.map(\.name))
            #expect(other.report.stages.map(\.hash) == first.report.stages.map(\.hash))
        }
        #expect(Set(first.report.trials.map(\.candidate.learner)).count > 1)
        let kinds = first.model.encoders.map(\.kind)
        #expect(kinds == [.numeric, .category, .category, .text, .datetime, .datetime, .boolean])
    }

    @Test("with another seed differs", arguments: ["value", "yes"])
    func seeds(target: String) throws {
        #expect(try outcome(target, threads: 2).model.serialized() != outcome(target, threads: 2, options: ["seed": .number(9)]).model.serialized())
    }

    @Test("one changed cell changes the first stage that sees it")
    func changed() throws {
        let table = Self.table()
        var vectors = table.vectors
        vectors[0] = .doubles((0..<table.rowCount).map { row in if row == 7 { 99 } else if case .double(let x) = vectors[0][row] { x } else { nil } })
        let configuration = try LearningConfiguration.quick(["exclude": .array([.string("yes"), .string("which")]), "split": .string("time"), "split_by": .string("moment")])
        let first = try Trainer.train(table, target: "value", configuration: configuration).report.stages
        let second = try Trainer.train(TrainingTable(columns: table.columns, vectors: vectors), target: "value", configuration: configuration).report.stages
        let differing = zip(first, second).filter { $0.hash != $1.hash }.map(\.0.name)
        #expect(differing.first?.hasPrefix("trial") == true)
        #expect(differing.last == "metrics")
    }

    @Test("grows the same trees with 1, 2 and 8 threads inside of one fit")
    func trees() throws {
        var chance = Chance(1)
        let features = (0..<20_000).map { _ in [chance.number(), chance.normal(), Double(chance.whole(0..<30))] }
        let rows = EncodedRows(rows: features, truth: features.map { $0[0] * $0[1] > 0.1 ? 1 : 0 }, categorical: [2])
        let texts = try [1, 2, 8].map { threads in
            let parameters = BoostingParameters(["num_leaves": 31, "bagging_fraction": 0.7, "feature_fraction": 0.6], problem: .binary, categorical: [2])
            let fitted = try FittedBoosting.fit(rows, validation: nil, problem: .binary, parameters: parameters, rounds: 20, patience: 0, threads: threads)
            return try fitted.booster.text(rounds: 20)
        }
        #expect(Set(texts).count == 1)
    }

    @Test("a batch, single rows and a model read back score the same to the bit", arguments: ["value", "yes", "which"])
    func scoring(target: String) throws {
        let table = Self.table()
        let model = try outcome(target, threads: 2).model
        let columns = model.inputs.map { table.vectors[table.index(of: $0.name) ?? 0] }
        let scores = try model.scores(columns, rowCount: table.rowCount)
        #expect(try Model(deserializing: model.serialized()).scores(columns, rowCount: table.rowCount) == scores)
        let scorer = try model.makePointScorer()
        let outputs = model.outputCount
        for row in 0..<40 { #expect(try scorer.score(columns.map { $0[row] }) == Array(scores[row * outputs..<(row + 1) * outputs])) }
    }
}
