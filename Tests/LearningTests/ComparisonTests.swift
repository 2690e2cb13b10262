@testable import Learning
import Core
import Testing

@Suite("Comparing two models")
struct ComparisonTests {
    /// `y` is yes where x is above a half, with some noise; `id` counts up.
    private func table(_ ids: [Int], target: String = "y") -> TrainingTable {
        let rows = ids.map { id -> (x: Double, y: String) in
            var generator = SeededGenerator(seed: UInt64(id), stage: 9)
            let x = Double.random(in: 0..<1, using: &generator)
            return (x, x + Double.random(in: -0.2..<0.2, using: &generator) > 0.5 ? "yes" : "no")
        }
        return TrainingTable(
            columns: [Column("id", .bigint), Column("x", .double), Column("c", .varchar), Column(target, .varchar)],
            vectors: [
                ColumnVector(type: .bigint, storage: .integers(ids.map(Int64.init))), ColumnVector(type: .double, storage: .doubles(rows.map(\.x))),
                .strings(ids.map { "abc"[$0 % 3] }), .strings(rows.map(\.y)),
            ])
    }

    private func trained(_ table: TrainingTable, _ snapshot: String, key: String? = "id", exclude: String? = nil) throws -> ComparedModel {
        let target = table.columns[3].name
        var options: [(key: String, value: JSONValue)] = [("learners", .string("lightgbm")), ("trials", .number(1)), ("rounds", .number(20))]
        if let key { options.append(("key", .string(key))) }
        if let exclude { options.append(("exclude", .string(exclude))) }
        let outcome = try Trainer.train(table, target: target, configuration: .from(options: options))
        return ComparedModel(model: outcome.held, snapshot: snapshot, table: table, holdout: outcome.holdout, key: key)
    }

    private func ids(_ model: ComparedModel) -> Set<Int> {
        Set(model.holdout.map { row in if case .integer(let id) = model.table.vectors[0][row] { Int(id) } else { -1 } })
    }

    @Test("nearly the same rows are kept back from a table that has grown and stands in another order", arguments: ["id", nil])
    func stableSplit(key: String?) throws {
        let first = ids(try trained(table(Array(0..<1000)), "a", key: key))
        let second = ids(try trained(table((0..<1200).reversed()), "b", key: key))
        #expect(first.count == 200 && second.count == 240)
        #expect(first.subtracting(second).count < 20)
    }

    @Test("a model compared with itself differs in nothing", arguments: [1, 4])
    func equal(threads: Int) throws {
        let model = try trained(table(Array(0..<1000)), "a")
        let comparison = try PairedComparison(model, model, seed: 1, threads: threads)
        #expect(comparison.rows == 200)
        #expect(comparison.metrics.map(\.name).first == "roc_auc")
        #expect(comparison.metrics.allSatisfy { $0.improvement == 0 && $0.lower == 0 && $0.upper == 0 && $0.first == $0.second })
        #expect(comparison.changed == 0 && comparison.largestChanges.isEmpty)
    }

    @Test("versions that differ in the threshold alone differ in their answers")
    func thresholds() throws {
        let rows = table(Array(0..<1000))
        func version(_ threshold: Double) throws -> ComparedModel {
            let options: [(key: String, value: JSONValue)] = [
                ("learners", .string("lightgbm")), ("trials", .number(1)), ("rounds", .number(20)), ("key", .string("id")), ("threshold", .number(threshold)),
            ]
            let outcome = try Trainer.train(rows, target: "y", configuration: .from(options: options))
            return ComparedModel(model: outcome.held, snapshot: "a", table: rows, holdout: outcome.holdout, key: "id")
        }
        let comparison = try PairedComparison(version(0.5), version(0.1), seed: 1, threads: 1)
        #expect(comparison.changed > 0.02)
        #expect(comparison.largestChanges.count == 10)
        #expect(comparison.largestChanges.allSatisfy { $0.first != $0.second && $0.distance == 0 })
        let auc = try #require(comparison.metrics.first { $0.name == "roc_auc" })
        let accuracy = try #require(comparison.metrics.first { $0.name == "accuracy" })
        #expect(auc.improvement == 0 && accuracy.first != accuracy.second)
    }

    @Test("a version whose rows lack an input of the other cannot be compared with it")
    func missingInput() throws {
        let table = table(Array(0..<1000))
        let narrow = TrainingTable(columns: [0, 2, 3].map { table.columns[$0] }, vectors: [0, 2, 3].map { table.vectors[$0] })
        let whole = try trained(table, "a")
        let outcome = try Trainer.train(narrow, target: "y", configuration: .from(options: [("key", .string("id")), ("trials", .number(1)), ("rounds", .number(5)), ("learners", .string("lightgbm"))]))
        let less = ComparedModel(model: outcome.held, snapshot: "b", table: narrow, holdout: outcome.holdout, key: "id")
        #expect { try PairedComparison(whole, less, seed: 1, threads: 1) } throws: {
            ($0 as? SQLFailure)?.message == "the two versions cannot be compared: the rows of one have no column \"x\", which the other takes"
        }
        #expect(throws: Never.self) { try PairedComparison(less, whole, seed: 1, threads: 1) }
    }

    @Test("answers that were kept, with truths that came later, compare as the rows themselves do")
    func answers() throws {
        let table = table(Array(0..<1000))
        let (blind, good) = (try trained(table, "a", exclude: "x"), try trained(table, "a"))
        let rows = try PairedComparison(blind, good, seed: 1, threads: 1)
        let kept = good.holdout
        func scores(_ side: ComparedModel) throws -> [[Double]] { try side.scores(table, rows: kept).map { [$0] } }
        func compare(_ truth: [String]) throws -> PairedComparison {
            try PairedComparison(
                answersOf: blind.model, scores(blind), good.model, scores(good), truth: truth, keys: kept.map(String.init), microseconds: (2, 3), seed: 1, threads: 1)
        }
        let later = try compare(kept.map { table.vectors[3][$0].text ?? "" })
        #expect(later.rows == 200 && later.metrics == rows.metrics && later.changed == rows.changed)
        #expect(later.largestChanges.map(\.distance) == rows.largestChanges.map(\.distance))
        #expect(later.microseconds == (2, 3) && later.segments.isEmpty)
        // Truths that are no class of the target say nothing.
        #expect(try compare(kept.enumerated().map { $0.offset < 50 ? "maybe" : table.vectors[3][$0.element].text ?? "" }).rows == 150)
        #expect { try compare(kept.map { _ in "maybe" }) } throws: { ($0 as? SQLFailure)?.message.contains("there are 0 outcomes with a value of \"y\"") == true }
    }

    @Test("a better model is better beyond doubt, seen from the other side worse by as much", arguments: [1, 4])
    func better(threads: Int) throws {
        let table = table(Array(0..<1000))
        let good = try trained(table, "a")
        let blind = try trained(table, "a", exclude: "x")
        let forward = try PairedComparison(blind, good, seed: 1, threads: threads)
        let backward = try PairedComparison(good, blind, seed: 1, threads: threads)
        let metric = try #require(forward.metrics.first)
        #expect(metric.improvement == metric.second - metric.first)
        #expect(metric.lower > 0.2 && metric.lower < metric.improvement && metric.improvement < metric.upper)
        for (one, other) in zip(forward.metrics, backward.metrics) {
            for (here, there) in [(one.improvement, other.improvement), (one.lower, other.upper), (one.upper, other.lower)] { #expect(abs(here + there) < 1e-12) }
        }
        #expect(forward.changed > 0.2)
        #expect(forward.largestChanges.count == 10)
        #expect(forward.largestChanges.map(\.distance) == forward.largestChanges.map(\.distance).sorted(by: >))
        let row = try #require(forward.largestChanges.first)
        #expect(good.holdout.contains { table.vectors[0][$0].text == row.row })
        // Equal for any number of threads.
        #expect(try PairedComparison(blind, good, seed: 1, threads: 1).metrics == forward.metrics)
    }

    @Test("rows that one of the two has learnt from do not count", arguments: ["id", nil])
    func unseen(key: String?) throws {
        let first = try trained(table(Array(0..<1000)), "a", key: key)
        let second = try trained(table((300..<1500).reversed()), "b", key: key)
        let expected = ids(second).subtracting(Set(0..<1000).subtracting(ids(first)))
        #expect(try PairedComparison(first, second, seed: 1, threads: 1).rows == expected.count)
        #expect(expected.count > 150)
    }

    @Test("what cannot be compared says why")
    func incomparable() throws {
        let first = try trained(table(Array(0..<300)), "a")
        let other = try trained(table(Array(0..<300), target: "z"), "b")
        #expect(throws: SQLFailure(.objectNotInPrerequisiteState, "the two versions cannot be compared: one predicts \"y\", the other \"z\"")) {
            try PairedComparison(first, other, seed: 1, threads: 1)
        }
        var nothing = first
        nothing.holdout = []
        #expect(throws: SQLFailure(
            .objectNotInPrerequisiteState, "the two versions cannot be compared: there are 0 rows that neither has learnt from; at least 10 are needed")
        ) { try PairedComparison(nothing, first, seed: 1, threads: 1) }
    }

    @Test("an unknown class has no probability, and a missing column is NULL")
    func joined() throws {
        let two = try trained(table(Array(0..<600)), "a")
        let base = table(Array(0..<600))
        let labels = (0..<600).map { $0 % 5 == 0 ? "maybe" : base.vectors[3][$0].text }
        let three = try trained(
            TrainingTable(columns: [base.columns[0], base.columns[1], base.columns[3]], vectors: [base.vectors[0], base.vectors[1], .strings(labels)])
                .with("c", base.vectors[2]), "b")
        let comparison = try PairedComparison(two, three, seed: 1, threads: 1)
        #expect(comparison.metrics.map(\.name) == ["accuracy", "balanced_accuracy", "f1_macro", "roc_auc", "log_loss"])
        #expect(comparison.metrics.allSatisfy { $0.first.isFinite && $0.second.isFinite })
        // Of two classes, the first model's own answers count.
        let never = ComparedModel(
            model: try Trainer.train(base, target: "y", configuration: .from(options: [("key", .string("id")), ("trials", .number(1)), ("rounds", .number(20)), ("learners", .string("lightgbm")), ("threshold", .number(0.999))])).held,
            snapshot: "a", table: base, holdout: two.holdout, key: "id")
        #expect(try #require(PairedComparison(never, three, seed: 1, threads: 1).metrics.first).first < #require(comparison.metrics.first).first - 0.1)
    }
}

extension TrainingTable {
    /// With one column more, before the last one.
    fileprivate func with(_ name: String, _ vector: ColumnVector) -> TrainingTable {
        TrainingTable(
            columns: columns.dropLast() + [Column(name, vector.type)] + columns.suffix(1), vectors: vectors.dropLast() + [vector] + vectors.suffix(1))
    }
}

extension String {
    fileprivate subscript(index: Int) -> String { String(self[self.index(startIndex, offsetBy: index)]) }
}
