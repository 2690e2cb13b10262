@testable import Learning
import Core
import Testing

@Suite("Splits")
struct SplitTests {
    @Test("every row judges once per repeat, none learns and judges in one fold", arguments: [7, 50, 331], [2, 3, 5])
    func folds(count: Int, folds: Int) {
        let rows = (0..<count).map { $0 * 3 }
        let plan = FoldPlan.random(rows: rows, classes: nil, groups: nil, folds: folds, repeats: 2, share: 0.5, seed: 9)
        #expect(plan.folds.count == folds * 2)
        for fold in plan.folds {
            #expect(Set(fold.training).isDisjoint(with: fold.validation))
            #expect(fold.training == fold.training.sorted() && fold.validation == fold.validation.sorted())
        }
        for part in [plan.folds.prefix(folds), plan.folds.suffix(folds)] { #expect(part.flatMap(\.validation).sorted() == rows) }
        #expect(plan.folds.prefix(folds) != plan.folds.suffix(folds))
    }

    @Test("classes are spread to within one row", arguments: 0..<5)
    func stratified(seed: UInt64) {
        var chance = Chance(seed)
        let classes = (0..<203).map { _ in [0, 0, 0, 0, 1, 1, 2][chance.whole(0..<7)] }
        let plan = FoldPlan.random(rows: Array(0..<203), classes: classes, groups: nil, folds: 5, repeats: 1, share: 0.2, seed: seed)
        for label in 0..<3 {
            let counts = plan.folds.map { fold in fold.validation.count { classes[$0] == label } }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
        let split = RowSplit.random(rows: Array(0..<203), identities: (0..<203).map { UInt64($0) }, classes: classes, share: 0.2, seed: seed)
        for label in 0..<3 {
            let wanted = 0.2 * Double(classes.count { $0 == label })
            #expect(abs(Double(split.holdout.count { classes[$0] == label }) - wanted) <= 1.5)
        }
        #expect((split.development + split.holdout).sorted() == Array(0..<203))
    }

    @Test("groups are never on both sides", arguments: 0..<5)
    func groups(seed: UInt64) {
        var chance = Chance(seed)
        let groups = (0..<300).map { _ in chance.whole(0..<23) }
        let split = RowSplit.byGroup(rows: Array(0..<300), groups: groups, share: 0.2, seed: seed)
        #expect(Set(split.holdout.map { groups[$0] }).isDisjoint(with: split.development.map { groups[$0] }))
        #expect((40...80).contains(split.holdout.count))
        let rows = split.development
        let plan = FoldPlan.random(rows: rows, classes: nil, groups: rows.map { groups[$0] }, folds: 5, repeats: 2, share: 0.2, seed: seed)
        #expect(plan.folds.count == 10)
        for fold in plan.folds { #expect(Set(fold.validation.map { groups[$0] }).isDisjoint(with: fold.training.map { groups[$0] })) }
    }

    @Test("large groups leave a row to measure with, and two groups to learn from", arguments: [[50, 50, 50], [1000, 5, 5], [1, 1, 1]])
    func largeGroups(sizes: [Int]) {
        let groups = sizes.enumerated().flatMap { [Int](repeating: $0, count: $1) }
        let split = RowSplit.byGroup(rows: Array(groups.indices), groups: groups, share: 0.2, seed: 1)
        #expect(!split.holdout.isEmpty)
        #expect(Set(split.development.map { groups[$0] }).count == 2)
    }

    @Test("time never goes backwards", arguments: [1, 2, 3, 5])
    func time(folds: Int) {
        var chance = Chance(4)
        let times = (0..<211).map { _ in chance.number() < 0.1 ? Double.nan : Double(chance.whole(0..<60)) }
        func time(_ row: Int) -> Double { times[row].isNaN ? -.infinity : times[row] }
        let split = RowSplit.byTime(rows: Array(0..<211), times: { times[$0] }, share: 0.2)
        #expect(split.holdout.count == 42)
        #expect((split.development.map(time).max() ?? 0) <= (split.holdout.map(time).min() ?? 0))
        let plan = FoldPlan.forward(rows: split.development, folds: folds, share: 0.25)
        #expect(plan.folds.count == folds)
        for fold in plan.folds { #expect((fold.training.map(time).max() ?? 0) <= (fold.validation.map(time).min() ?? 0)) }
        for (fold, next) in zip(plan.folds, plan.folds.dropFirst()) { #expect(fold.training.count + fold.validation.count == next.training.count) }
        #expect(plan.folds.last.map { $0.training.count + $0.validation.count } == split.development.count)
    }

    @Test("classes of one row each still leave rows to measure with")
    func manyClasses() {
        let split = RowSplit.random(rows: Array(0..<100), identities: (0..<100).map { UInt64($0) }, classes: Array(0..<100), share: 0.2, seed: 1)
        #expect(split.holdout.count == 20)
    }

    private func table(_ split: ColumnVector) -> TrainingTable {
        var chance = Chance(2)
        let x = chance.numbers(split.count)
        return TrainingTable(("x", .doubles(x)), ("s", split), ("y", .doubles(x.map { $0 * 3 })))
    }

    private func holdoutRows(_ split: ColumnVector, _ options: KeyValuePairs<String, JSONValue>) throws -> Int {
        try Trainer.train(table(split), target: "y", configuration: .quick(options)).report.holdoutRows
    }

    @Test("a custom split keeps back what its column says; 'eval' measures unless 'test' does", arguments: [
        (ColumnVector.booleans((0..<100).map { $0 < 60 ? false : $0 < 90 ? true : nil }), 30), (.integers((0..<100).map { $0 < 60 ? 0 : $0 < 90 ? 1 : nil }), 30),
        (.strings((0..<100).map { $0 < 60 ? "TRAIN" : $0 < 90 ? "EVAL" : nil }), 30),
        (.strings((0..<100).map { $0 < 60 ? "TRAIN" : $0 < 75 ? "EVAL" : $0 < 90 ? "test" : nil }), 15),
    ])
    func custom(column: ColumnVector, kept: Int) throws {
        #expect(try holdoutRows(column, ["split": .string("custom"), "split_by": .string("s")]) == kept)
    }

    @Test("rows that say 'eval' judge the trials where others measure")
    func customEvaluation() throws {
        let column = ColumnVector.strings((0..<100).map { $0 < 60 ? "train" : $0 < 75 ? "eval" : "test" })
        let report = try Trainer.train(table(column), target: "y", configuration: .quick(["split": .string("custom"), "split_by": .string("s")])).report
        #expect(report.folds == 1 && report.holdoutRows == 25 && report.trainingRows == 75)
    }

    @Test("seq keeps back the greatest values")
    func sequence() throws {
        let column = ColumnVector.integers((0..<100).map { Int64($0 * 37 % 101) })
        #expect(try holdoutRows(column, ["split": .string("SEQ"), "split_by": .string("s"), "holdout": .number(0.3)]) == 30)
    }

    private func failure(_ column: ColumnVector, _ options: KeyValuePairs<String, JSONValue>) -> SQLFailure? {
        do {
            _ = try holdoutRows(column, options)
            return nil
        } catch { return error as? SQLFailure }
    }

    @Test("what a split cannot go by says why")
    func failures() throws {
        let one = ColumnVector.strings([String](repeating: "a", count: 100))
        let two = ColumnVector.strings((0..<100).map { $0 % 2 == 0 ? "a" : nil })
        let group: KeyValuePairs<String, JSONValue> = ["split_by": .string("s")]
        #expect(failure(one, group)?.message == "the column \"s\" has one value only: rows cannot be set apart by it")
        #expect(failure(two, group)?.message == "the column \"s\" has two values only: rows cannot be set apart by it")
        #expect(failure(one, group)?.sqlState == .dataException)
        let time: KeyValuePairs<String, JSONValue> = ["split": .string("time"), "split_by": .string("s")]
        #expect(failure(one, time) == SQLFailure(.datatypeMismatch, "a split by time needs a time or number column; \"s\" is VARCHAR"))
        #expect(
            failure(.timestamps([Int64?](repeating: nil, count: 100)), time)
                == SQLFailure(.dataException, "the column \"s\" of the split by time is NULL in all rows", hint: "name another column: USING split_by = 'column'"))
        let custom: KeyValuePairs<String, JSONValue> = ["split": .string("custom"), "split_by": .string("s")]
        #expect(failure(one, custom)?.message == "the column \"s\" of the custom split holds 'a'")
        #expect(failure(.strings([String](repeating: "train", count: 100)), custom)?.message == "the column \"s\" keeps 0 of 100 rows back")
        #expect(failure(one, ["split_by": .string("z")])?.sqlState == .undefinedColumn)
    }

    @Test("rows whose time is NULL count as the earliest")
    func missingTimes() throws {
        let column = ColumnVector.timestamps((0..<100).map { $0 % 10 == 0 ? nil : Int64($0) * 3_600_000_000 })
        #expect(try holdoutRows(column, ["split": .string("time"), "split_by": .string("s")]) == 20)
    }
}
