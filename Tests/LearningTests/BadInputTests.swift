@testable import Learning
import Core
import Testing

@Suite("Bad input")
struct BadInputTests {
    /// Trains, and checks that the model scores its own rows with numbers, and the same after it is read back.
    @discardableResult
    private func trained(
        _ table: TrainingTable, target: String = "y", _ options: KeyValuePairs<String, JSONValue> = [:], at place: SourceLocation = #_sourceLocation
    ) throws -> TrainingOutcome {
        let outcome = try Trainer.train(table, target: target, configuration: .quick(options), threads: 2)
        let model = outcome.model
        let columns = model.inputs.map { table.vectors[table.index(of: $0.name) ?? 0] }
        let scores = try model.scores(columns, rowCount: table.rowCount)
        #expect(scores.allSatisfy { $0.isFinite }, sourceLocation: place)
        let read = try Model(deserializing: model.serialized())
        #expect(try read.scores(columns, rowCount: table.rowCount) == scores, sourceLocation: place)
        #expect(try read.serialized() == model.serialized(), sourceLocation: place)
        let widths = model.hasInterval ? try model.halfWidths(columns, rowCount: table.rowCount) : []
        #expect(widths.allSatisfy { $0.isFinite && $0 >= 0 }, sourceLocation: place)
        _ = try model.explain(inputs: columns.map { $0[0] })
        return outcome
    }

    private func failure(_ table: TrainingTable, target: String = "y", _ options: KeyValuePairs<String, JSONValue> = [:]) -> SQLFailure? {
        do {
            _ = try Trainer.train(table, target: target, configuration: .quick(options), threads: 2)
            return nil
        } catch { return error as? SQLFailure }
    }

    /// Two features; the target depends on the first.
    private func table(_ rows: Int, target: (Double) -> Value) -> TrainingTable {
        var chance = Chance(1)
        let x = chance.numbers(rows)
        return TrainingTable(("x", .doubles(x)), ("z", .doubles(chance.numbers(rows))), ("y", .of(x.map(target))))
    }

    // MARK: Rows

    @Test("fewer than ten rows are refused", arguments: [1, 2, 9])
    func tooFew(rows: Int) {
        for target in [{ Value.double($0) }, { .text($0 > 0.5 ? "a" : "b") }] {
            #expect(
                failure(table(rows, target: target))
                    == SQLFailure(
                        .dataException, "\(rows) \(rows == 1 ? "row" : "rows") with a target are too few to learn from", detail: "At least 10 are needed.",
                        hint: "widen the training query"))
        }
    }

    @Test("ten rows train, and it is said how little the metric means", arguments: [10, 11, 13, 20])
    func few(rows: Int) throws {
        let values = try trained(table(rows) { .double($0) })
        #expect(values.report.warnings.contains { $0.code == "few_rows" && $0.message == "the metrics come from 2 rows: they say little" } == (rows < 13))
        try trained(table(rows) { .boolean($0 > 0.5) })
        var number = 0
        let three = try trained(table(rows) { _ in number += 1; return .text(["a", "b", "c"][number % 3]) })
        #expect(three.report.warnings.contains { $0.code == "rare_class" } == (rows < 15))
    }

    @Test("rows that are all equal but for the target train")
    func equalRows() throws {
        let count = 60
        let table = TrainingTable(
            ("x", .doubles([Double](repeating: 1, count: count))), ("c", .strings([String](repeating: "a", count: count))),
            ("y", .booleans((0..<count).map { $0 % 3 == 0 })))
        #expect(failure(table)?.message == "no column is left to learn from")
        #expect(failure(table)?.detail == "\"x\": left out: all values are equal; \"c\": left out: all values are equal")
        let nearly = TrainingTable(
            ("x", .doubles((0..<count).map { $0 % 5 == 0 ? nil : 1 })), ("c", .strings([String](repeating: "a", count: count))), ("y", table.vectors[2]))
        try trained(nearly)
    }

    @Test("rows repeated many times train")
    func repeatedRows() throws {
        try trained(TrainingTable(("x", .doubles((0..<200).map { Double($0 % 2) })), ("y", .doubles((0..<200).map { Double($0 % 2) * 3 }))))
    }

    @Test("a table without inputs is refused")
    func targetOnly() {
        let failure = failure(TrainingTable(("y", .integers((0..<40).map { $0 * 7 }))))
        #expect(failure?.message == "no column is left to learn from")
        #expect(failure?.detail == "The training query returns the target only.")
    }

    // MARK: Targets

    @Test("a class with one row trains, with a warning", arguments: [2, 3])
    func singleRowClass(classes: Int) throws {
        var number = 0
        let outcome = try trained(table(60) { x in
            number += 1
            return .text(number == 17 ? "once" : classes == 3 && x > 0.5 ? "b" : "a")
        })
        #expect(outcome.report.warnings.contains { $0.code == "rare_class" && $0.message == "class 'once' has 1 row" })
        #expect(outcome.model.labels.count == classes)
    }

    @Test("the only row of a class is learnt from, not kept back", arguments: ["none", "balanced"])
    func weightedSingleRow(weights: String) throws {
        var number = 0
        let outcome = try trained(table(40) { _ in number += 1; return .text(number == 3 ? "rare" : "common") }, ["weights": .string(weights)])
        // Of the kept-back rows all are of one class: there is no area to measure, and other metrics stand.
        #expect(outcome.report.metrics[0].name == "roc_auc" && outcome.report.metrics[0].value.isNaN)
        #expect(outcome.report.metrics.contains { $0.name == "log_loss" && $0.value.isFinite })
    }

    @Test("500 classes train; more than 1000 are refused")
    func manyClasses() throws {
        func table(_ classes: Int, rows: Int) -> TrainingTable {
            TrainingTable(("x", .doubles((0..<rows).map { Double($0 % classes) })), ("y", .strings((0..<rows).map { "class \($0 % classes)" })))
        }
        let outcome = try trained(table(500, rows: 1500), ["rounds": .number(2), "trials": .number(1)])
        #expect(outcome.model.labels.count == 500)
        #expect(failure(table(1001, rows: 3000)) == SQLFailure(
            .dataException, "the target \"y\" has more than 1000 classes", hint: "group rare classes in the training query"))
    }

    @Test("as many classes as rows train, and say what that is worth")
    func allRare() throws {
        var number = 0
        let outcome = try trained(table(60) { _ in number += 1; return .text("class \(number)") }, ["rounds": .number(2), "trials": .number(1)])
        #expect(outcome.report.holdoutRows == 12)
        #expect(outcome.report.warnings.count { $0.code == "rare_class" } == 10)
    }

    @Test("a target of one value is refused", arguments: [Value.double(3), .text("a"), .boolean(true), .integer(7)])
    func constantTarget(value: Value) {
        #expect(failure(table(50) { _ in value }) == SQLFailure(
            .dataException, "the target \"y\" has the same value in all rows", detail: "Nothing can be learnt when there is only one answer.",
            hint: "check the WHERE of the training query"))
    }

    @Test("a target of NULLs is refused")
    func nullTarget() {
        let table = TrainingTable(("x", .doubles((0..<50).map(Double.init))), ("y", .doubles([Double?](repeating: nil, count: 50))))
        #expect(failure(table) == SQLFailure(.dataException, "all values of the target \"y\" are NULL", hint: "check the training query"))
        let odd = TrainingTable(("x", .doubles((0..<50).map(Double.init))), ("y", .doubles((0..<50).map { $0 % 2 == 0 ? .nan : .infinity })))
        #expect(failure(odd)?.message == "all values of the target \"y\" are NULL")
    }

    @Test("rows whose target is NULL, NaN or infinite are left out, with a warning")
    func oddTargets() throws {
        var number = 0
        let outcome = try trained(table(90) { x in
            number += 1
            return number % 9 == 0 ? .null : number % 9 == 1 ? .double(.nan) : number % 9 == 2 ? .double(number % 2 == 0 ? .infinity : -.infinity) : .double(x)
        })
        #expect(outcome.report.unusableRows == 30)
        #expect(outcome.report.trainingRows + outcome.report.holdoutRows == 60)
        #expect(outcome.report.warnings.contains { $0.code == "target_missing" && $0.message == "30 rows without a usable target were left out" })
    }

    @Test("a target too large or too close together for single precision is refused", arguments: [
        (1e308, "the target \"y\" has numbers from 1"), (1e-308, "the target \"y\" has numbers from 1"), (1e31, "the target \"y\" has numbers from 1"),
    ])
    func extremeTarget(unit: Double, message: String) {
        let failure = failure(table(50) { .double((0.1 + $0) * unit) })
        #expect(failure?.sqlState == .numericValueOutOfRange)
        #expect(failure?.hint == "multiply or divide it in the training query, or predict its logarithm")
        #expect(failure?.message.hasSuffix(", which cannot be learnt as they are") == true)
    }

    @Test("targets of unusual sizes train", arguments: [1e25, 1e-15, -1e12])
    func unusualTarget(unit: Double) throws {
        let outcome = try trained(table(200) { .double($0 * unit) }, ["trials": .number(6)])
        #expect(outcome.report.metrics[0].value > 0.5)
    }

    @Test("the least and greatest whole numbers are a target that trains")
    func integerExtremes() throws {
        let outcome = try trained(table(80) { .integer($0 > 0.7 ? .max : $0 > 0.3 ? 0 : .min) })
        #expect(outcome.model.task == .regression)
        let two = try trained(table(80) { .integer($0 > 0.5 ? .max : .min) })
        #expect(two.model.labels == [.integer(.min), .integer(.max)])
    }

    @Test("whole numbers beyond 64 bits are classes by their digits")
    func hugeLabels() throws {
        let values = table(60) { .double($0) }.vectors[0]
        let table = TrainingTable(("x", values), ("y", ColumnVector(type: .hugeint, values: (0..<60).map { .hugeint(Int128(Int64.max) + 1 + Int128($0 % 2)) })))
        #expect(try trained(table).model.labels == [.text("9223372036854775808"), .text("9223372036854775809")])
    }

    @Test("booleans as a target of values are 0 and 1")
    func booleanRegression() throws {
        let outcome = try trained(table(80) { .boolean($0 > 0.5) }, ["objective": .string("regression")])
        #expect(outcome.model.task == .regression && outcome.model.predictionType == .double)
    }

    @Test("a text cannot be a value to predict")
    func textRegression() {
        #expect(failure(table(50) { .text("\($0)") }, ["objective": .string("regression")]) == SQLFailure(
            .datatypeMismatch, "regression needs a number as its target; \"y\" is VARCHAR", hint: "leave objective out, or cast the target in the training query"))
        #expect(failure(table(50) { .text(["a", "b", "c"][Int($0 * 3)]) }, ["objective": .string("binary")])?.message == "the target \"y\" has 3 classes, objective 'binary' needs two")
    }

    @Test("a class that only the latest rows have is judged, not learnt", arguments: ["none", "balanced"])
    func lateClass(weights: String) throws {
        let table = TrainingTable(
            ("x", .doubles((0..<100).map { Double($0 * 7 % 13) })), ("t", .integers((0..<100).map { Int64($0) * 3 })),
            ("y", .strings((0..<100).map { $0 < 80 ? ($0 % 2 == 0 ? "a" : "b") : "new" })))
        let outcome = try trained(table, ["split": .string("time"), "split_by": .string("t"), "weights": .string(weights)])
        #expect(outcome.report.metrics[0].name == "accuracy" && outcome.report.metrics[0].value == 0)
        #expect(outcome.model.labels.count == 3)
    }

    @Test("learning rows of one class alone still gives a model")
    func oneClassToLearnFrom() throws {
        let table = TrainingTable(
            ("x", .doubles((0..<100).map { Double($0 * 7 % 13) })), ("t", .integers((0..<100).map { Int64($0) * 3 })), ("y", .booleans((0..<100).map { $0 >= 85 })))
        try trained(table, ["split": .string("time"), "split_by": .string("t"), "weights": .string("balanced")])
    }

    // MARK: Columns

    /// The table of a column and a target that has nothing to do with it.
    private func table(_ column: ColumnVector, name: String = "odd") -> TrainingTable {
        var chance = Chance(5)
        let x = chance.numbers(column.count)
        return TrainingTable((name, column), ("x", .doubles(x)), ("y", .booleans(x.map { $0 > 0.4 })))
    }

    @Test("a column of NULLs is left out")
    func nullColumn() throws {
        let types: [SQLType] = [.double, .varchar, .bigint, .boolean, .date, .timestamp]
        for type in types {
            let outcome = try trained(table(ColumnVector(type: type, values: [Value](repeating: .null, count: 60))))
            #expect(outcome.report.features[0].used == false && outcome.report.features[0].note == "left out: all values are NULL")
        }
    }

    @Test("a column of NaN and infinities is missing values")
    func oddNumbers() throws {
        let outcome = try trained(table(.doubles((0..<60).map { [.nan, .infinity, -.infinity, 1, 2, nil][$0 % 6] })))
        #expect(outcome.report.features[0].used && abs(outcome.report.features[0].missing - 2 / 3.0) < 0.01)
        let none = try trained(table(.doubles((0..<60).map { $0 % 2 == 0 ? .infinity : .nan })))
        #expect(none.report.features[0].note == "left out: all values are NULL")
    }

    @Test("huge and tiny numbers train", arguments: LearnerKind.allCases)
    func hugeNumbers(learner: LearnerKind) throws {
        let columns: [ColumnVector] = [
            .doubles((0..<80).map { Double($0 % 7 - 3) * 5e307 }), .doubles((0..<80).map { Double($0 % 7) * 1e-308 }),
            .doubles((0..<80).map { $0 % 3 == 0 ? 1.7e308 : -1.7e308 }), .integers((0..<80).map { $0 % 3 == 0 ? .max : $0 % 3 == 1 ? .min : 0 }),
            .doubles((0..<80).map { $0 == 0 ? 1e300 : Double($0) }),
        ]
        for column in columns { try trained(table(column), ["learners": .string(learner.rawValue), "trials": .number(1)]) }
    }

    @Test("2,000 columns train, and the ones that matter are found")
    func wide() throws {
        var chance = Chance(2)
        let rows = 60
        let columns = (0..<2000).map { _ in chance.numbers(rows) }
        let table = TrainingTable(
            columns: (0..<2000).map { Column("c\($0)", .double) } + [Column("y", .double)],
            vectors: columns.map { .doubles($0) } + [.doubles(columns[1234].map { $0 * 5 })])
        let outcome = try trained(table, ["rounds": .number(30), "trials": .number(1), "lightgbm.feature_fraction": .number(1), "lightgbm.min_data_in_leaf": .number(3)])
        #expect(outcome.report.features.max { $0.importance < $1.importance }?.name == "c1234")
        #expect(outcome.report.features.filter(\.used).count == 2000)
    }

    @Test("100,000 distinct strings train when they repeat, and are a key when they do not")
    func manyStrings() throws {
        let repeated = try trained(table(.strings((0..<120_000).map { "value \($0 % 100_000)" })), ["rounds": .number(3), "trials": .number(1)])
        #expect(repeated.report.features[0].used && repeated.report.features[0].distinct == 100_000)
        let unique = try trained(table(.strings((0..<100_000).map { "value \($0)" })), ["rounds": .number(3), "trials": .number(1)])
        #expect(!unique.report.features[0].used)
        #expect(unique.report.warnings.contains { $0.code == "key_like" && $0.feature == "odd" })
    }

    @Test("texts of a megabyte train", arguments: [" some words and more", "longwithoutanyspace", "x "])
    func longTexts(piece: String) throws {
        let long = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        let texts = (0..<60).map { $0 < 3 ? long + String($0) : "a short text of row \($0) about \($0 % 2 == 0 ? "cats" : "dogs")" }
        try trained(table(.strings(texts)), ["types": .object([.init("odd", .string("text"))])])
        try trained(table(.strings(texts)), ["types": .object([.init("odd", .string("category"))])])
    }

    @Test("dates of the years 1 and 9999, before Christ, far away and infinite train")
    func dates() throws {
        let days: [Int32?] = [-719_162, 2_932_896, nil, -1_500_000, 0, .max, -.max, .max - 1, -.max + 1, 19_000]
        let outcome = try trained(table(.dates((0..<80).map { days[$0 % days.count] })))
        #expect(outcome.report.features[0].kind == .datetime)
        let moments: [Int64?] = [-62_135_596_800_000_000, 253_402_300_799_999_999, nil, .max, -.max, .max - 1, .min, .min + 2, 0]
        try trained(table(.timestamps((0..<81).map { moments[$0 % moments.count] })))
    }

    @Test("odd names of columns train", arguments: ["two words", "a \"quoted\" name", "it's", "émoji 🎉 ☃", "", " ", "new\nline", "tab\t", "a=b,c;d", "Column_0", "\u{0}"])
    func names(name: String) throws {
        let outcome = try trained(table(.strings((0..<60).map { "level \($0 % 4)" }), name: name))
        #expect(outcome.model.inputs.map(\.name) == [name, "x"])
        let target = TrainingTable(("x", .doubles((0..<60).map(Double.init))), (name, .doubles((0..<60).map { Double($0 * 3 % 17) })))
        #expect(try trained(target, target: name).model.target.name == name)
    }

    @Test("odd levels of a category survive the model's file")
    func levels() throws {
        let levels = ["", " ", "a\"b", "🎉", "\u{0}", "\n", "NULL", "e\u{301}", "ü", "\\", "null"]
        try trained(table(.strings((0..<110).map { levels[$0 % levels.count] })))
        let labels = TrainingTable(("x", .doubles((0..<110).map { Double($0 % 11) })), ("y", .strings((0..<110).map { levels[$0 % 11] })))
        #expect(try Set(trained(labels).model.labels.compactMap(\.text)) == Set(levels))
    }

    @Test("types that are not understood are left out")
    func types() throws {
        let columns = [
            ColumnVector(type: .list(.bigint), values: (0..<60).map { .list([.integer(Int64($0))]) }),
            ColumnVector(type: .blob, values: (0..<60).map { .blob([UInt8($0)]) }),
            ColumnVector(type: .interval, values: (0..<60).map { .interval(months: Int32($0), days: 0, microseconds: 0) }),
        ]
        for column in columns {
            let outcome = try trained(table(column))
            #expect(outcome.report.features[0].note == "left out: type \(column.type.sql) is not understood")
        }
    }

    @Test("decimals, huge integers, times, enumerations and UUIDs train")
    func manyTypes() throws {
        let columns = [
            ColumnVector(type: .decimal(precision: 10, scale: 2), values: (0..<60).map { .decimal(unscaled: Int128($0 % 9), scale: 2) }),
            ColumnVector(type: .hugeint, values: (0..<60).map { .hugeint(Int128.max / Int128($0 % 5 + 1)) }),
            ColumnVector(type: .time, values: (0..<60).map { .time(Int64($0) * 1_000_000) }),
            ColumnVector(type: .enumeration(["a", "b"]), values: (0..<60).map { .text($0 % 2 == 0 ? "a" : "b") }),
            ColumnVector(type: .uuid, values: (0..<60).map { .uuid(UInt128($0 % 4)) }), ColumnVector(type: .ubigint, values: (0..<60).map { .integer(Int64($0 % 8)) }),
        ]
        for column in columns { #expect(try trained(table(column)).report.features[0].used) }
    }

    // MARK: Options

    @Test("options that do not fit the target are refused")
    func options() {
        let values = table(60) { .double($0) }
        #expect(failure(values, ["value": .object([.init("tp", .number(1))])]) == SQLFailure(
            .invalidParameterValue, "option \"value\" chooses between two classes; the target \"y\" has none", hint: "leave it out"))
        #expect(failure(values, ["weights": .string("balanced")])?.message == "option \"weights\" weighs classes; the target \"y\" is a quantity")
        let classes = table(60) { .text($0 > 0.5 ? "yes" : "no") }
        #expect(failure(classes, ["weights": .object([.init("yess", .number(2))])]) == SQLFailure(
            .invalidParameterValue, "option \"weights\" names a class 'yess' that the target \"y\" does not have", hint: "did you mean 'yes'?"))
        #expect(failure(classes, ["exclude": .string("zz")])?.sqlState == .undefinedColumn)
        #expect(failure(classes, ["exclude": .array([.string("x"), .string("z")])])?.message == "no column is left to learn from")
        #expect(failure(classes, ["max_latency_us": .number(0.1), "learners": .string("lightgbm")])?.message == "no trial predicts within max_latency_us = 0.1")
    }

    @Test("a trial that fails is a row with its reason, and the others go on")
    func failingTrial() throws {
        // Counts cannot be negative.
        let outcome = try trained(table(80) { .double($0 - 0.5) }, ["lightgbm.poisson": .number(1), "trials": .number(5)])
        let failed = outcome.report.trials.filter { $0.status == .failed }
        #expect(!failed.isEmpty && failed.allSatisfy { $0.note?.contains("[poisson]") == true })
        #expect(outcome.report.trials.contains { $0.status == .completed })
        let alone = failure(table(80) { .double($0 - 0.5) }, ["lightgbm.poisson": .number(1), "learners": .string("lightgbm"), "trials": .number(2)])
        #expect(alone?.message == "no trial of the training succeeded" && alone?.detail?.contains("[poisson]") == true)
    }
}

extension ColumnVector {
    /// A column whose type is that of its first value.
    static func of(_ values: [Value]) -> ColumnVector {
        let type: SQLType = switch values.first(where: { !$0.isNull }) {
        case .boolean: .boolean
        case .integer: .bigint
        case .text: .varchar
        default: .double
        }
        return ColumnVector(type: type, values: values)
    }
}
