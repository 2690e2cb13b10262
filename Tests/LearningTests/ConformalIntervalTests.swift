@testable import Learning
import Testing

@Suite("Conformal intervals")
struct ConformalIntervalTests {
    @Test("the quantile is the ceil((n + 1) coverage)-th smallest error, the largest when there are too few", arguments: [
        (9, 0.9, 9.0), (10, 0.9, 10), (19, 0.9, 18), (99, 0.9, 90), (99, 0.55, 55), (99, 0.951, 96), (5, 0.9, 5), (1, 0.5, 1), (999, 0.999, 999), (3, 0.5, 2),
    ])
    func rank(count: Int, coverage: Double, expected: Double) {
        var chance = Chance(3)
        let errors = (1...count).map { (chance.number(), Double($0)) }.sorted { $0.0 < $1.0 }.map(\.1)
        #expect(ConformalInterval.conformalQuantile(of: errors, coverage) == expected)
    }

    /// Errors that grow with the first feature.
    private func rows(_ count: Int, seed: UInt64) -> EncodedRows {
        var chance = Chance(seed)
        let features = (0..<count).map { _ in [chance.number(), chance.number()] }
        return EncodedRows(rows: features, truth: features.map { abs(chance.normal()) * (0.2 + 2 * $0[0]) })
    }

    private func widths(_ interval: ConformalInterval, _ rows: EncodedRows) throws -> [Double] {
        try rows.matrix.withUnsafeBufferPointer { try interval.halfWidths($0.baseAddress!, rows: rows.count, features: 2) }
    }

    @Test("as many truths lie inside as were asked for, and intervals are wider where errors are larger", arguments: [0.8, 0.9, 0.95])
    func heteroscedastic(coverage: Double) throws {
        let interval = try ConformalInterval(errors: rows(3000, seed: 1), coverage: coverage, seed: 1)
        let fresh = rows(20_000, seed: 2)
        let widths = try widths(interval, fresh)
        let inside = fresh.truth.indices.map { fresh.truth[$0] <= widths[$0] }
        #expect(abs(Double(inside.count { $0 }) / 20_000 - coverage) < 0.025)
        // In the calm half and in the wild one.
        for isWild in [false, true] {
            let part = fresh.truth.indices.filter { (fresh.matrix[$0 * 2] > 0.5) == isWild }
            #expect(abs(Double(part.count { inside[$0] }) / Double(part.count) - coverage) < 0.04)
        }
        let calm = fresh.truth.indices.filter { fresh.matrix[$0 * 2] < 0.1 }
        let wild = fresh.truth.indices.filter { fresh.matrix[$0 * 2] > 0.9 }
        func mean(_ rows: [Int]) -> Double { rows.reduce(0) { $0 + widths[$1] } / Double(rows.count) }
        #expect(mean(wild) > 3 * mean(calm))
    }

    @Test("few rows give one width for all", arguments: [0.8, 0.9])
    func fewRows(coverage: Double) throws {
        let few = rows(200, seed: 4)
        let interval = try ConformalInterval(errors: few, coverage: coverage, seed: 1)
        #expect(interval.difficulty == nil)
        #expect(try Set(widths(interval, rows(10, seed: 5))) == [ConformalInterval.conformalQuantile(of: few.truth, coverage)])
    }

    @Test("errors of nothing give intervals of nothing")
    func perfect() throws {
        let rows = EncodedRows(rows: (0..<600).map { [Double($0), 0] }, truth: [Double](repeating: 0, count: 600))
        let interval = try ConformalInterval(errors: rows, coverage: 0.9, seed: 1)
        #expect(try widths(interval, rows).allSatisfy { $0 == 0 })
    }
}
