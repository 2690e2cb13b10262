@testable import Learning
import Foundation
import Testing

/// Known answers: Tests/KnownAnswers/learners.py, which walks through Caruana's selection with whole matrices.
@Suite("Greedy ensemble")
struct GreedyEnsembleTests {
    private static let factors = [3, 5, 7, 11]

    private func check(_ ensemble: GreedyEnsemble, _ expected: [Double]) {
        var weights = [0.0, 0, 0, 0]
        for member in ensemble.members { weights[member.trial] = member.weight }
        #expect(distance(weights, expected.prefix(4)) < 1e-12)
        #expect(abs(ensemble.loss - expected[4]) < 1e-12)
    }

    @Test("two classes: the members and weights that brute force finds")
    func binary() throws {
        let truth = (0..<24).map { Double($0 * 5 % 3 % 2) }
        let candidates = Self.factors.enumerated().map { trial, factor in
            let predictions = truth.enumerated().map { row, label in min(max(0.5 + 0.3 * (label * 2 - 1) + Double(row * factor % 13 - 6) / 10, 0.02), 0.98) }
            return (trial: trial, predictions: predictions, cost: 1.0)
        }
        check(try #require(GreedyEnsemble.select(candidates, truth: truth, problem: .binary)), [0.32142857142857145, 0.39285714285714285, 0.10714285714285714, 0.17857142857142858, 0.2942532374727904])
    }

    private var values: [Double] { (0..<24).map { Double($0 * 7 % 11) } }

    private func candidates(cost: (Int) -> Double = { _ in 1 }) -> [(trial: Int, predictions: [Double], cost: Double)] {
        Self.factors.enumerated().map { trial, factor in
            let predictions = values.enumerated().map { row, value in value + Double(row * factor % 13 - 6) / 3 + Double(factor) / 20 }
            return (trial, predictions, cost(trial))
        }
    }

    @Test("values: the members and weights that brute force finds")
    func regression() throws {
        check(try #require(GreedyEnsemble.select(candidates(), truth: values, problem: .regression)), [0.4090909090909091, 0.2727272727272727, 0.3181818181818182, 0.0, 0.5625061218243037])
    }

    @Test("what costs too much together is not joined")
    func costs() throws {
        let ensemble = try #require(GreedyEnsemble.select(candidates { Double($0 + 1) * 100 }, truth: values, problem: .regression, costLimit: 450))
        #expect(ensemble.members.reduce(0) { $0 + Double($1.trial + 1) * 100 } <= 450)
        #expect(ensemble.members.count > 1)
        #expect(GreedyEnsemble.select(candidates { _ in 10 }, truth: values, problem: .regression, costLimit: 5) == nil)
    }

    @Test("weights of classes move the choice")
    func weighted() throws {
        let truth = (0..<20).map { $0 < 16 ? 0.0 : 1 }
        // One is good for the many, one for the few.
        let candidates = [(trial: 0, predictions: truth.map { _ in 0.1 }, cost: 1.0), (trial: 1, predictions: truth.map { _ in 0.9 }, cost: 1.0)]
        let equal = try #require(GreedyEnsemble.select(candidates, truth: truth, problem: .binary))
        let problem = LearningProblem(task: .binary, classes: 2, seed: 1, classWeights: [0.625, 2.5])
        let balanced = try #require(GreedyEnsemble.select(candidates, truth: truth, problem: problem))
        func share(_ ensemble: GreedyEnsemble) -> Double { ensemble.members.first { $0.trial == 1 }?.weight ?? 0 }
        #expect(abs(0.1 + 0.8 * share(equal) - 0.2) < 0.03)
        #expect(abs(0.1 + 0.8 * share(balanced) - 0.5) < 0.03)
    }
}
