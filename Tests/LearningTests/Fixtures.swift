@testable import Learning
import Core
import Testing

extension TrainingTable {
    /// Columns by name, in order.
    init(_ columns: (name: String, vector: ColumnVector)...) {
        self.init(columns: columns.map { Column($0.name, $0.vector.type) }, vectors: columns.map(\.vector))
    }
}

extension ColumnVector {
    static func doubles(_ values: [Double?]) -> ColumnVector { ColumnVector(type: .double, values: values.map { $0.map(Value.double) ?? .null }) }
    static func integers(_ values: [Int64?]) -> ColumnVector { ColumnVector(type: .bigint, values: values.map { $0.map(Value.integer) ?? .null }) }
    static func booleans(_ values: [Bool?]) -> ColumnVector { ColumnVector(type: .boolean, values: values.map { $0.map(Value.boolean) ?? .null }) }
    static func dates(_ values: [Int32?]) -> ColumnVector { ColumnVector(type: .date, values: values.map { $0.map(Value.date) ?? .null }) }
    static func timestamps(_ values: [Int64?]) -> ColumnVector {
        ColumnVector(type: .timestamp, values: values.map { $0.map(Value.timestamp) ?? .null })
    }
}

/// Numbers of chance, the same in every run.
struct Chance {
    private var generator: SeededGenerator

    init(_ seed: UInt64) { generator = SeededGenerator(seed: seed, stage: 77) }

    mutating func number(_ range: Range<Double> = 0..<1) -> Double { Double.random(in: range, using: &generator) }
    mutating func whole(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
    mutating func normal() -> Double { NormalDistribution.quantile(number(1e-12..<1)) }
    mutating func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in number() } }
}

extension LearningConfiguration {
    /// Small enough for a test: three trials of all kinds of learners, a few rounds.
    static func quick(_ options: KeyValuePairs<String, JSONValue> = [:]) throws -> LearningConfiguration {
        let given = options.map { (key: $0.key, value: $0.value) }
        let names = Set(given.map(\.key))
        let small: [(key: String, value: JSONValue)] = [("rounds", .number(12)), ("trials", .number(3)), ("folds", .number(2))]
        return try .from(options: small.filter { !names.contains($0.key) } + given)
    }
}

extension EncodedRows {
    /// Row-major rows.
    init(rows: [[Double]], truth: [Double], weights: [Float]? = nil, categorical: [Int] = []) {
        self.init(
            matrix: rows.flatMap(\.self), rowStride: rows.first?.count ?? 0, featureStride: 1, width: rows.first?.count ?? 0, truth: truth, weights: weights,
            categorical: categorical)
    }
}

extension LearningProblem {
    static let regression = LearningProblem(task: .regression, classes: 0, seed: 1)
    static let binary = LearningProblem(task: .binary, classes: 2, seed: 1)
    static func multiclass(_ classes: Int) -> LearningProblem { LearningProblem(task: .multiclass, classes: classes, seed: 1) }
}

/// The greatest distance between two sequences.
func distance(_ first: some Sequence<Double>, _ second: some Sequence<Double>) -> Double {
    zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
