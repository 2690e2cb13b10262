import Core
@testable import Learning
import Testing

/// The same results for any number of threads.
@Suite struct ThreadsTests {
    @Test("rows are told apart, those that come again and again too", arguments: [2, 3, 7])
    func identities(threads: Int) throws {
        let numbers = (0..<1000).map { Double($0 % 400) }
        let table = TrainingTable(columns: [Column("x", .double)], vectors: [ColumnVector(type: .double, storage: .doubles(numbers))])
        let one = try table.identities(key: nil)
        #expect(try table.identities(key: nil, threads: threads) == one)
        #expect(Set(one).count == 1000)
        let other = TrainingTable(columns: [Column("x", .double)], vectors: [ColumnVector(type: .double, storage: .doubles(Array(numbers.prefix(400))))])
        #expect(try other.identities(key: nil, threads: threads) == Array(one.prefix(400)))
    }

    @Test("intervals of metrics", arguments: [2, 3, 7])
    func bootstrap(threads: Int) throws {
        var generator = SeededGenerator(seed: 3, stage: 0)
        var rows = EvaluationRows(count: 300)
        rows.truth = (0..<300).map { _ in Double.random(in: 0..<1, using: &generator) }
        rows.values = (0..<300).map { _ in Double.random(in: 0..<1, using: &generator) }
        let one = try Bootstrap.intervals([.r2, .mae], rows, resamples: 50, seed: 1)
        let several = try Bootstrap.intervals([.r2, .mae], rows, resamples: 50, seed: 1, threads: threads)
        #expect(zip(one, several).allSatisfy { $0.low == $1.low && $0.high == $1.high })
    }
}
