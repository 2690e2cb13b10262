@testable import Learning
import Core
import Testing

@Suite("Rows that have a time")
struct EventTimeTests {
    private static let hour: Int64 = 3_600_000_000

    private func table(_ extra: (name: String, vector: ColumnVector)..., rows: Int = 400, truth: (Int) -> Bool = { $0 % 3 == 0 }) -> TrainingTable {
        var chance = Chance(3)
        let columns = [(name: "x", vector: ColumnVector.doubles(chance.numbers(rows)))] + extra + [("y", .booleans((0..<rows).map(truth)))]
        return TrainingTable(columns: columns.map { Column($0.name, $0.vector.type) }, vectors: columns.map(\.vector))
    }

    private func moments(_ rows: Int = 400, step: Int64 = hour) -> ColumnVector {
        .timestamps((0..<rows).map { 1_700_000_000_000_000 + Int64($0) * step })
    }

    private func outcome(_ table: TrainingTable, _ options: KeyValuePairs<String, JSONValue> = [:]) throws -> TrainingOutcome {
        try Trainer.train(table, target: "y", configuration: .quick(options))
    }

    @Test("they are set apart by it, the latest fifth is measured, and a note says so")
    func byTime() throws {
        let outcome = try outcome(table(("at", moments())))
        #expect(outcome.holdout == Array(320..<400))
        let note = try #require(outcome.report.warnings.first { $0.code == "split_by_time" })
        #expect(note.severity == .note)
        #expect(note.message == "rows were set apart by their time (\"at\"): the metrics come from the latest 80")
    }

    @Test("the order of the rows does not matter, their time does")
    func anyOrder() throws {
        let at = ColumnVector.timestamps((0..<400).map { 1_700_000_000_000_000 + Int64($0 * 77 % 400) * Self.hour })
        let latest = (0..<400).filter { $0 * 77 % 400 >= 320 }
        #expect(try outcome(table(("at", at))).holdout == latest)
    }

    @Test("who asks for chance gets chance")
    func asked() throws {
        #expect(try outcome(table(("at", moments())), ["split": .string("random")]).holdout != Array(320..<400))
    }

    @Test("what is no time of events is not taken for one", arguments: ["birthdays", "some missing", "few moments", "the key"])
    func notTaken(kind: String) throws {
        let column: ColumnVector = switch kind {
        case "birthdays": .dates((0..<400).map { Int32($0 * 50) - 12_000 })
        case "some missing": .timestamps((0..<400).map { $0 == 5 ? nil : 1_700_000_000_000_000 + Int64($0) * Self.hour })
        case "few moments": .dates((0..<400).map { Int32(20_000 + $0 % 12) })
        default: moments()
        }
        let outcome = try outcome(table(("at", column)), kind == "the key" ? ["key": .string("at")] : [:])
        #expect(!outcome.report.warnings.contains { $0.code == "split_by_time" })
        #expect(outcome.holdout != Array(320..<400))
    }

    @Test("a class that only late rows have leaves the split to chance")
    func lateClass() throws {
        let outcome = try outcome(table(("at", moments())) { $0 > 300 })
        #expect(!outcome.report.warnings.contains { $0.code == "split_by_time" })
    }

    @Test("the first of several times counts")
    func several() throws {
        let outcome = try outcome(table(("opened", moments()), ("closed", .timestamps((0..<400).map { 1_700_000_000_000_000 - Int64($0) * Self.hour }))))
        #expect(outcome.holdout == Array(320..<400))
    }
}
