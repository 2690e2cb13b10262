@testable import Learning
import Core
import Testing

@Suite("Leakage guards")
struct LeakageGuardTests {
    private static let rows = 400

    private func report(_ table: TrainingTable, _ options: KeyValuePairs<String, JSONValue> = [:]) throws -> TrainingReport {
        let options = options.map { ($0.key, $0.value) } + [("rounds", JSONValue.number(3)), ("trials", .number(1)), ("learners", .string("lightgbm")), ("folds", .number(1))]
        return try Trainer.train(table, target: "y", configuration: .from(options: options)).report
    }

    private static let codes = ["single_column", "missing_pattern", "duplicate_rows", "shared_entity", "random_split_of_time", "later_than_event"]

    private func leaks(_ report: TrainingReport) -> [String] { report.warnings.map(\.code).filter { Self.codes.contains($0) } }

    enum Target: CaseIterable { case value, two, three }

    /// Noise, and a target that depends on some of it; `leak` is made of the target.
    private func table(_ target: Target, seed: UInt64, leak: ((Double, inout Chance) -> Value)? = nil) -> TrainingTable {
        var chance = Chance(seed)
        let x = (0..<Self.rows).map { _ in chance.normal() }
        let c = (0..<Self.rows).map { _ in "level \(chance.whole(0..<150))" }
        let truth = x.map { ($0 + 1.5 * chance.normal()) }
        let y: [Value] = truth.map {
            switch target {
            case .value: .double($0)
            case .two: .boolean($0 > 0.4)
            case .three: .text($0 > 0.6 ? "high" : $0 > -0.6 ? "middle" : "low")
            }
        }
        var columns = [Column("x", .double), Column("c", .varchar), Column("n", .double), Column("m", .double)]
        var vectors: [ColumnVector] = [
            .doubles(x), .strings(c), .doubles((0..<Self.rows).map { _ in chance.number() < 0.3 ? nil : chance.number() }),
            .integers((0..<Self.rows).map { _ in Int64(chance.whole(0..<5)) }),
        ]
        if let leak {
            let values = truth.map { leak($0, &chance) }
            vectors.append(.of(values))
            columns.append(Column("leak", vectors[4].type))
        }
        columns.append(Column("y", .double))
        vectors.append(.of(y))
        return TrainingTable(columns: zip(columns, vectors).map { Column($0.name, $1.type) }, vectors: vectors)
    }

    @Test("random data raise no alarm", arguments: Target.allCases)
    func silent(target: Target) throws {
        var alarms: [String] = []
        for seed in 0..<20 as Range<UInt64> { alarms += try leaks(report(table(target, seed: seed))) }
        #expect(alarms.isEmpty)
    }

    @Test("a column that knows the target is named", arguments: Target.allCases)
    func singleColumn(target: Target) throws {
        let report = try report(table(target, seed: 1) { truth, _ in .double(truth * 3 + 1) })
        let warning = try #require(report.warnings.first { $0.code == "single_column" })
        #expect(warning.feature == "leak")
        #expect(warning.message.hasPrefix("column \"leak\" predicts the target alone (\(target == .value ? "R2" : "AUC") "))
        #expect(warning.advice == "if it is known only after the event, leave it out: USING exclude = ['leak']")
        #expect(leaks(report) == ["single_column"])
    }

    @Test("a category that knows the target is named, one that knows it half is not")
    func singleCategory() throws {
        #expect(try leaks(report(table(.two, seed: 2) { truth, _ in .text(truth > 0.4 ? "paid" : "open") })) == ["single_column"])
        #expect(try leaks(report(table(.two, seed: 2) { truth, chance in .text((truth > 0.4) != (chance.number() < 0.2) ? "paid" : "open") })) == [])
    }

    @Test("targets that alternate from row to row hide nothing")
    func alternating() throws {
        let y = (0..<Self.rows).map { $0 % 2 == 0 }
        var chance = Chance(1)
        let table = TrainingTable(("leak", .doubles(y.map { ($0 ? 1 : 0) + 0.1 * chance.number() })), ("x", .doubles(chance.numbers(Self.rows))), ("y", .booleans(y)))
        #expect(try leaks(report(table)) == ["single_column"])
    }

    @Test("NULLs that know the target are named", arguments: [Target.two, .three])
    func missingPattern(target: Target) throws {
        let report = try report(table(.two, seed: 3) { truth, chance in truth > 0.4 ? .null : .double(chance.number()) })
        #expect(report.warnings.contains { $0.code == "missing_pattern" && $0.feature == "leak" })
    }

    @Test("rows that are on both sides are counted")
    func duplicates() throws {
        let once = table(.value, seed: 4)
        // The last fifth, which measures, repeats the first.
        let order = (0..<400).map { $0 < 320 ? $0 : $0 - 320 }
        var vectors = once.vectors.map { vector in ColumnVector(type: vector.type, values: order.map { vector[$0] }) }
        vectors.append(.integers((0..<400).map { Int64($0) * 5 }))
        let doubled = TrainingTable(columns: once.columns + [Column("t", .bigint)], vectors: vectors)
        let options: KeyValuePairs<String, JSONValue> = ["split": .string("custom"), "split_by": .string("kept")]
        vectors[5] = .booleans((0..<400).map { $0 >= 320 })
        let report = try report(TrainingTable(columns: once.columns + [Column("kept", .boolean)], vectors: vectors), options)
        #expect(report.warnings.contains { $0.code == "duplicate_rows" && $0.message == "100 % of the rows that measure the model are equal to rows that it learns from" })
        #expect(doubled.rowCount == 400)
    }

    @Test("rows of few values that meet by chance are no duplicates")
    func fewValues() throws {
        var chance = Chance(7)
        let table = TrainingTable(
            ("a", .integers((0..<600).map { _ in Int64(chance.whole(0..<3)) })), ("b", .strings((0..<600).map { _ in ["x", "y"][chance.whole(0..<2)] })),
            ("y", .booleans((0..<600).map { _ in chance.number() < 0.3 })))
        #expect(try leaks(report(table)) == [])
    }

    @Test("the same customer on both sides is named, and not when customers stay together")
    func sharedEntity() throws {
        let once = table(.two, seed: 5)
        let table = TrainingTable(
            columns: once.columns + [Column("customer_id", .varchar)], vectors: once.vectors + [.strings((0..<400).map { "customer \($0 * 7 % 100)" })])
        let report = try report(table)
        #expect(report.warnings.contains {
            $0.code == "shared_entity" && $0.feature == "customer_id" && $0.advice == "if new rows come from new ones: USING split_by = 'customer_id'"
        })
        #expect(try leaks(self.report(table, ["split_by": .string("customer_id")])) == [])
    }

    private func timed(later share: Double = 0) -> TrainingTable {
        let once = table(.value, seed: 6)
        var chance = Chance(9)
        let moments = (0..<400).map { 1_700_000_000_000_000 + Int64($0) * 3_600_000_000 }
        let other = moments.map { moment in moment + (chance.number() < share ? 1 : -1) * Int64(chance.whole(1..<90)) * 3_600_000_000 }
        return TrainingTable(
            columns: once.columns + [Column("at", .timestamp), Column("paid_at", .timestamp)], vectors: once.vectors + [.timestamps(moments), .timestamps(other)])
    }

    @Test("rows with a time that are set apart by chance are named, and not when time sets them apart")
    func randomSplit() throws {
        #expect(try leaks(report(timed(), ["split": .string("random")])) == ["random_split_of_time"])
        #expect(try leaks(report(timed(), ["split": .string("time"), "split_by": .string("at")])) == [])
    }

    @Test("a time after the event is named")
    func later() throws {
        let report = try report(timed(later: 0.5), ["split": .string("time"), "split_by": .string("at")])
        let warning = try #require(report.warnings.first { $0.code == "later_than_event" })
        #expect(warning.feature == "paid_at")
        #expect(warning.message.hasPrefix("column \"paid_at\" is later than \"at\" in "))
        #expect(leaks(report) == ["later_than_event"])
    }

    @Test("a word that gives the answer away is named, and so is a metric that is too good to be true")
    func telltaleText() throws {
        var chance = Chance(8)
        let y = (0..<400).map { _ in chance.number() < 0.5 }
        let note = y.enumerated().map { row, isYes in isYes ? "the order was shipped to customer \(row)" : "the order number \(row) was closed by us" }
        let table = TrainingTable(("x", .doubles(chance.numbers(400))), ("note", .strings(note)), ("y", .booleans(y)))
        let report = try report(table)
        let warning = try #require(report.warnings.first { $0.code == "single_column" })
        #expect(warning.feature == "note" && warning.message == "column \"note\" predicts the target alone (AUC 1)")
        let behind = try #require(report.warnings.first { $0.code == "too_good" })
        #expect(behind.feature == "note" && behind.message == "roc_auc is 1 on rows kept back, and most of it comes from column \"note\"")
    }

    @Test("strict makes errors of warnings, and clean rows train")
    func strict() throws {
        #expect {
            try report(table(.two, seed: 1) { truth, _ in .double(truth) }, ["strict": .boolean(true)])
        } throws: { error in
            let failure = error as? SQLFailure
            return failure?.sqlState == .dataException && failure?.message.hasPrefix("the training is strict and column \"leak\" predicts the target alone") == true
                && failure?.hint == "if it is known only after the event, leave it out: USING exclude = ['leak']"
        }
        #expect(throws: SQLFailure.self) { try report(timed(), ["strict": .boolean(true), "split": .string("random")]) }
        #expect(throws: Never.self) { try report(table(.two, seed: 1), ["strict": .boolean(true)]) }
    }

    @Test("a key is left out, with a warning that says so")
    func keys() throws {
        let once = table(.two, seed: 5)
        let ascending: [Int64?] = (0..<400).map { Int64($0 * 7 + $0 % 5) }
        for (name, vector) in [
            ("order_id", ColumnVector.integers((0..<400).map { Int64($0 * 7919 % 100_003) })), ("number", .integers((0..<400).map { Int64($0) + 5 })),
            ("code", .strings((0..<400).map { "K\($0 * 31 % 997)" })),
            ("rid", ColumnVector.integers(ascending)),
        ] {
            let report = try report(TrainingTable(columns: once.columns + [Column(name, vector.type)], vectors: once.vectors + [vector]))
            #expect(report.warnings.contains { $0.code == "key_like" && $0.feature == name })
            #expect(report.features.first { $0.name == name }?.used == false)
        }
    }
}
