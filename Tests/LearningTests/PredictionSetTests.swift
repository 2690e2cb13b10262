@testable import Learning
import Testing

@Suite("Prediction sets")
struct PredictionSetTests {
    /// Scores of several classes that are right, and classes drawn from them.
    private func drawn(_ rows: Int, classes: Int, seed: UInt64) -> (scores: [Double], truth: [Double]) {
        var generator = SeededGenerator(seed: seed, stage: 0)
        var scores: [Double] = []
        var truth: [Double] = []
        for _ in 0..<rows {
            let odds = (0..<classes).map { _ in Double.random(in: 0..<1, using: &generator) }.map { $0 * $0 * $0 }
            let sum = odds.reduce(0, +)
            let shares = odds.map { $0 / sum }
            var left = Double.random(in: 0..<1, using: &generator)
            truth.append(Double(shares.firstIndex { share in left -= share; return left < 0 } ?? classes - 1))
            scores += classes == 2 ? [shares[1]] : shares
        }
        return (scores, truth)
    }

    @Test("sets hold the true class as often as was asked for", arguments: [2, 5], [0.8, 0.9, 0.99])
    func coverage(classes: Int, coverage: Double) {
        let outputs = classes == 2 ? 1 : classes
        let judged = drawn(4000, classes: classes, seed: 1)
        let set = PredictionSet(scores: judged.scores, truth: judged.truth, outputs: outputs, coverage: coverage)
        let fresh = drawn(20_000, classes: classes, seed: 2)
        let held = fresh.truth.indices.count { row in set.classes(fresh.scores[row * outputs..<(row + 1) * outputs]).contains(Int(fresh.truth[row])) }
        // More often where the likeliest class alone is right more often.
        #expect((coverage - 0.02...coverage + 0.05).contains(Double(held) / 20_000))
    }

    @Test("a set is never empty, and holds what it cannot rule out")
    func members() {
        let set = PredictionSet(coverage: 0.9, leastProbability: 0.3)
        #expect(set.classes([0.5, 0.35, 0.15][...]) == [0, 1])
        #expect(set.classes([0.25, 0.25, 0.26, 0.24][...]) == [2])
        #expect(set.classes([0.95][...]) == [1])
        #expect(set.classes([0.25][...]) == [0] && set.classes([0.25][...], answer: 1) == [0, 1])
        #expect(set.classes([0.6][...]) == [0, 1])
    }

    @Test("without rows that judge, every class is possible")
    func noRows() {
        #expect(PredictionSet(scores: [], truth: [], outputs: 3, coverage: 0.9).classes([0.2, 0.5, 0.3][...]) == [0, 1, 2])
    }
}
