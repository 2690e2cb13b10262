@testable import Learning
import Core
import Foundation
import Testing

@Suite("Features")
struct FeatureTests {
    // MARK: Statistics of levels

    @Test("statistics of a level are the shrunk means of its rows; unseen levels have the mean of all")
    func statistics() {
        let names = (0..<400).map { "level \($0 % 40)" } as [String?]
        var chance = Chance(1)
        let truth = names.indices.map { Double($0 % 40) + chance.normal() }
        let (statistics, _) = LevelStatistics.fit(names, truth: truth, problem: .regression, stage: 1)
        let mean = truth.reduce(0, +) / 400
        func written(_ name: String) -> Double {
            var number = 0.0
            statistics.write(name, into: &number, stride: 1)
            return number
        }
        #expect(abs(written("other") - mean) < 1e-12)
        for level in [0, 13, 39] {
            let own = stride(from: level, to: 400, by: 40).reduce(0) { $0 + truth[$1] } / 10
            // Levels explain nearly all, so that the pull is that of one row, the least.
            #expect(abs(written("level \(level)") - (own * 10 + mean) / 11) < 1e-9)
        }
    }

    @Test("a row's own target is not in its statistics")
    func ordered() {
        var chance = Chance(2)
        let names = (0..<500).map { _ in "level \(chance.whole(0..<120))" } as [String?]
        let truth = names.indices.map { _ in chance.number() < 0.5 ? 1.0 : 0 }
        let (_, ordered) = LevelStatistics.fit(names, truth: truth, problem: .binary, stage: 1)
        for row in [0, 77, 499] {
            var other = truth
            other[row] = 1 - truth[row]
            let (_, changed) = LevelStatistics.fit(names, truth: other, problem: .binary, stage: 1)
            // But for the mean of all and the pull, which one row of 500 hardly moves.
            #expect(abs(changed[row] - ordered[row]) < 0.02)
        }
        // Statistics of noise do not tell the target.
        #expect(abs(RankingMetrics.rocAUC(truth.map { $0 > 0.5 }, ordered) - 0.5) < 0.08)
    }

    /// Many levels, each with a probability of its own, in `rows` rows.
    private func levels(rows: Int, isNoise: Bool, seed: UInt64) -> TrainingTable {
        var chance = Chance(seed)
        let shares = (0..<400).map { _ in isNoise ? 0.5 : chance.number() < 0.5 ? 0.1 : 0.9 }
        let picked = (0..<rows).map { _ in chance.whole(0..<400) }
        return TrainingTable(
            ("shop", .strings(picked.map { "shop \($0)" })), ("x", .doubles(chance.numbers(rows))), ("y", .booleans(picked.map { chance.number() < shares[$0] })))
    }

    @Test("many levels that tell the target are used, and those that do not are not trusted")
    func manyLevels() throws {
        let options: KeyValuePairs<String, JSONValue> = ["learners": .string("lightgbm"), "rounds": .number(100), "trials": .number(1), "folds": .number(2)]
        let told = try Trainer.train(levels(rows: 4000, isNoise: false, seed: 1), target: "y", configuration: .quick(options))
        #expect(told.report.metrics[0].value > 0.85)
        guard case .rankedCategory = told.model.encoders[0].method else {
            Issue.record("no statistics")
            return
        }
        let noise = try Trainer.train(levels(rows: 4000, isNoise: true, seed: 2), target: "y", configuration: .quick(options)).report
        let loss = try #require(noise.metrics.first { $0.name == "log_loss" })
        #expect(abs(noise.metrics[0].value - 0.5) < 0.07)
        #expect(loss.value < loss.baseline + 0.02)
    }

    @Test("statistics of several classes are a share each")
    func severalClasses() {
        let names = (0..<300).map { "l\($0 % 3)" } as [String?]
        let (statistics, ordered) = LevelStatistics.fit(names, truth: (0..<300).map { Double($0 % 3) }, problem: .multiclass(3), stage: 1)
        #expect(statistics.outputs == 3 && ordered.count == 900)
        var shares = [0.0, 0, 0]
        statistics.write("l1", into: &shares, stride: 1)
        #expect(shares[1] > 0.98 && abs(shares.reduce(0, +) - 1) < 1e-9)
    }

    // MARK: Texts

    private func words(_ text: String) -> [Int] {
        var hashes: [Int] = []
        TextHashes.forEach(text) { hashes.append($0) }
        return hashes
    }

    @Test("words and pairs of them are hashed, letter case and punctuation apart")
    func hashes() {
        #expect(words("Red cars").count == 3)
        #expect(words("red, CARS!") == words("Red cars"))
        #expect(words("GRÜN Ärger") == words("grün ärger"))
        #expect(Set(words("red cars")).isDisjoint(with: words("blue")))
        #expect(words("red cars").last != words("cars red").last)
        #expect(words("a b c 1").isEmpty)
        #expect(words(String(repeating: "x", count: 33)).isEmpty)
        #expect(words("東京都").count == 5)
        #expect(words(String(repeating: "word ", count: 20_000)).count == 19_999)
        #expect(words("red cars").allSatisfy { (0..<TextHashes.buckets).contains($0) })
    }

    @Test("terms that tell the target are kept before those that are only common")
    func terms() throws {
        var chance = Chance(3)
        let filler = (0..<600).map { "word\($0)" }
        let truth = (0..<800).map { Double($0 % 2) }
        let texts = truth.map { label -> String? in
            let noise = (0..<12).map { _ in filler[chance.whole(0..<600)] }.joined(separator: " ")
            return noise + (chance.number() < 0.3 ? (label > 0.5 ? " not good" : " good") : "")
        }
        let terms = try #require(TextTerms.fit(texts, truth: truth, problem: .binary))
        #expect(terms.buckets.count == 200 && terms.buckets == terms.buckets.sorted())
        // "good" alone tells nothing.
        #expect([words("not")[0], words("not good")[2]].allSatisfy(terms.buckets.contains))
        var written = [Double](repeating: -1, count: 200)
        terms.write("Not good, not good", into: &written, stride: 1)
        let place = try #require(terms.buckets.firstIndex(of: words("not")[0]))
        #expect(abs(written[place] - (1 + log(2.0)) * terms.weights[place]) < 1e-12)
        let documents = Double(texts.count { ($0 ?? "").contains("not") })
        #expect(abs(terms.weights[place] - (log(801 / (1 + documents)) + 1)) < 1e-12)
    }

    @Test("a pair of words can tell what its words do not")
    func pairs() throws {
        var chance = Chance(5)
        let y = (0..<500).map { _ in chance.number() < 0.5 }
        let texts = y.enumerated().map { row, isGood in "the film of row \(row) was \(isGood ? "not bad but good" : "not good but bad") they say" }
        let table = TrainingTable(("text", .strings(texts)), ("x", .doubles(chance.numbers(500))), ("y", .booleans(y)))
        let outcome = try Trainer.train(table, target: "y", configuration: .quick())
        #expect(outcome.report.features[0].kind == .text)
        #expect(outcome.report.metrics[0].value > 0.95)
    }

    @Test("texts in which nothing repeats are left out")
    func nothingRepeats() throws {
        let texts = (0..<60).map { row in (0..<4).map { "w\(row * 4 + $0)q" }.joined(separator: " ") }
        let table = TrainingTable(("text", .strings(texts)), ("x", .doubles((0..<60).map(Double.init))), ("y", .booleans((0..<60).map { $0 % 3 == 0 })))
        let report = try Trainer.train(table, target: "y", configuration: .quick()).report
        #expect(report.features[0].note == "left out: nothing in it repeats" && !report.features[0].used)
    }

    // MARK: Kinds

    private func kinds(_ vector: ColumnVector, _ type: String? = nil) throws -> FeatureReport {
        var chance = Chance(1)
        let x = chance.numbers(vector.count)
        let table = TrainingTable(("c", vector), ("x", .doubles(x)), ("y", .doubles(x)))
        return try Trainer.train(table, target: "y", configuration: .quick(type.map { ["types": .object([.init("C", .string($0))])] } ?? [:])).report.features[0]
    }

    @Test("types overrule what a column is taken for")
    func types() throws {
        let codes = ColumnVector.integers((0..<80).map { $0 % 5 })
        #expect(try kinds(codes).kind == .numeric)
        #expect(try kinds(codes, "category").kind == .category)
        let keys = ColumnVector.integers((0..<80).map { $0 })
        #expect(try !kinds(keys).used)
        #expect(try kinds(keys, "numeric").used)
        let digits = ColumnVector.strings((0..<80).map { "\($0 * 3 % 50)" })
        #expect(try kinds(digits).note == "numbers written as text")
        #expect(try kinds(digits, "category").kind == .category)
        #expect(try kinds(.strings((0..<80).map { "some words \($0 % 3)" }), "text").kind == .text)
        #expect(try kinds(.booleans((0..<80).map { $0 % 2 == 0 }), "category").kind == .category)
        #expect(try kinds(.dates((0..<80).map { $0 }), "numeric").kind == .numeric)
    }

    @Test("a kind that a column cannot be is refused", arguments: [
        (ColumnVector.strings((0..<20).map { "\($0)" }), "datetime"), (.doubles((0..<20).map(Double.init)), "text"), (.strings((0..<20).map { "\($0)" }), "boolean"),
    ])
    func wrongKind(vector: ColumnVector, type: String) {
        #expect { try kinds(vector, type) } throws: {
            let failure = $0 as? SQLFailure
            return failure?.sqlState == .datatypeMismatch
                && failure?.message == "option \"types\" takes column \"c\" of type \(vector.type.sql) as \(type), which it is not"
        }
    }

    @Test("a number is the same level in whatever type it comes")
    func levelNames() throws {
        var chance = Chance(1)
        let cents = (0..<120).map { _ in Int128(chance.whole(0..<4) * 50) }
        let table = TrainingTable(
            ("price", ColumnVector(type: .decimal(precision: 8, scale: 2), values: cents.map { .decimal(unscaled: $0, scale: 2) })),
            ("y", .doubles(cents.map { $0 == 100 ? 5 : 1 })))
        let model = try Trainer.train(
            table, target: "y", configuration: .quick(["types": .object([.init("price", .string("category"))]), "learners": .string("linear"), "trials": .number(1)])).model
        #expect(model.inputs[0].type == .double)
        #expect(try model.scores([.doubles([1, 0.5])], rowCount: 2) == model.scores([ColumnVector(type: table.columns[0].type, values: [.decimal(unscaled: 100, scale: 2), .decimal(unscaled: 50, scale: 2)])], rowCount: 2))
        #expect(try model.scores([.doubles([1])], rowCount: 1)[0] > 4)
    }

    @Test("times taken as numbers are the same in a batch as alone")
    func timesAsNumbers() throws {
        let moments = (0..<60).map { Int64($0) * 3_600_000_000 }
        let table = TrainingTable(("t", .timestamps(moments)), ("y", .doubles(moments.map { Double($0) / 1e10 })))
        let model = try Trainer.train(table, target: "y", configuration: .quick(["types": .object([.init("t", .string("numeric"))])])).model
        let scores = try model.scores([table.vectors[0]], rowCount: 60)
        let scorer = try model.makePointScorer()
        #expect(try (0..<60).map { try scorer.score([table.vectors[0][$0]])[0] } == scores)
    }

    @Test("columns that are excluded, or are the key, are no inputs")
    func excluded() throws {
        var chance = Chance(1)
        let x = chance.numbers(60)
        let table = TrainingTable(("a", .doubles(x)), ("b", .doubles(chance.numbers(60))), ("k", .doubles(chance.numbers(60))), ("y", .doubles(x)))
        let outcome = try Trainer.train(table, target: "y", configuration: .quick(["exclude": .array([.string("B")]), "key": .string("k")]))
        #expect(outcome.model.inputs.map(\.name) == ["a"])
        #expect(outcome.report.features.map(\.note) == [nil, "left out by exclude", "the key of a row"])
    }

    @Test("only the rows that learn are looked at")
    func fitted() throws {
        let names = (0..<100).map { $0 < 50 ? "known \($0 % 5)" : "new \($0 % 5)" }
        let table = TrainingTable(("c", .strings(names)), ("y", .doubles((0..<100).map(Double.init))))
        let features = try FeatureFitting(
            table: table, target: 1, rows: Array(0..<50), truth: (0..<100).map(Double.init), problem: .regression, configuration: LearningConfiguration())
        guard case .category(let levels) = features.encoders[0].method else {
            Issue.record("no category")
            return
        }
        #expect(levels.names == (0..<5).map { "known \($0)" })
    }

    // MARK: Importance

    @Test("distinct values are counted once, whatever their number, order and bits", arguments: [0, 1, 3, 1000, 32_768, 32_769, 200_000])
    func distinctCounts(rows: Int) {
        for distinct in [1, 2, 777, 150_000] {
            // Zero is among them, and numbers whose low bits are all zero.
            let values = (0..<rows).map { Double(($0 &* 7919) % distinct).bitPattern }
            #expect(DistinctCount.count(values) == Set(values).count)
        }
    }

    @Test("of many floating numbers about as many different ones are counted as there are", arguments: [1, 2, 1000, 150_000, 300_000])
    func distinctEstimates(distinct: Int) {
        let values = (0..<300_000).map { Double(($0 &* 7919) % distinct) / 8 }
        let vector = ColumnVector(type: .double, values: values.map(Value.double) + [.null, .double(.nan)])
        let profile = ColumnProfile(vector, rows: Array(0..<vector.count))
        #expect(profile.count == 300_000 && abs(Double(profile.distinct - distinct)) <= 0.003 * Double(distinct))
    }

    @Test("two values among many rows are two, whatever their bits")
    func distinctPair() {
        // Their hashes begin alike, so that they share a place in the estimate's table.
        let vector = ColumnVector(type: .double, storage: .doubles((0..<200_000).map { $0 % 2 == 0 ? 175 : 398 }))
        #expect(ColumnProfile(vector, rows: Array(0..<vector.count)).distinct == 2)
    }

    @Test("inputs that no tree looks at have no importance, and shares add up to one")
    func importance() throws {
        var chance = Chance(4)
        let x = chance.numbers(300)
        let table = TrainingTable(
            ("x", .doubles(x)), ("rare", .doubles((0..<300).map { $0 == 3 ? 1 : 0 })), ("y", .doubles(x.map { $0 > 0.5 ? 1 : 0 })))
        let report = try Trainer.train(
            table, target: "y",
            configuration: .quick(["learners": .string("lightgbm"), "trials": .number(1), "objective": .string("regression"), "lightgbm.min_data_in_leaf": .number(30)])).report
        #expect(report.features[1].importance == 0 && report.features[1].spread == 0)
        #expect(report.features[0].importance == 1)
    }
}
