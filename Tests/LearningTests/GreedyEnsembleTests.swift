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
        check(try #require(GreedyEnsemble.select(candidates, truth: truth, problem: .binary)), [0.3333333333333333, 0.3, 0.23333333333333334, 0.13333333333333333, 0.18658358239635855])
    }

    @Test("several classes: the members and weights that brute force finds")
    func several() throws {
        let truth = (0..<24).map { Double($0 * 5 % 7 % 3) }
        let candidates = Self.factors.enumerated().map { trial, factor in
            let predictions = truth.enumerated().flatMap { row, label in
                let odds = (0..<3).map { exp((Double($0) == label ? 1.5 : 0) + Double((row * factor % 13 - 6) * ($0 + 1)) / 12) }
                return odds.map { $0 / odds.reduce(0, +) }
            }
            return (trial: trial, predictions: predictions, cost: 1.0)
        }
        let ensemble = try #require(GreedyEnsemble.select(candidates, truth: truth, problem: .multiclass(3)))
        check(ensemble, [0.3, 0.25, 0.1, 0.35, 0.3860502464400255])
        for row in truth.indices { #expect(abs(ensemble.predictions[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-12) }
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

    @Test("a member that hardly brings anything is dropped, one that does stays")
    func pruning() throws {
        var chance = Chance(5)
        let truth = (0..<2000).map { _ in chance.normal() }
        let errors = (0..<3).map { _ in truth.map { _ in chance.normal() } }
        func selected(_ errors: [[Double]]) throws -> (full: GreedyEnsemble, pruned: GreedyEnsemble) {
            let candidates = errors.enumerated().map { (trial: $0, predictions: zip(truth, $1).map(+), cost: 1.0) }
                .sorted { Loss.mean($0.predictions, truth, .regression) < Loss.mean($1.predictions, truth, .regression) }
            let full = try #require(GreedyEnsemble.select(candidates, truth: truth, problem: .regression))
            return (full, full.pruned(candidates, truth: truth, problem: .regression))
        }
        let nearly = try selected([errors[0], errors[1], errors[0].map { 0.9 * $0 + 0.5 * chance.normal() }])
        #expect(nearly.full.members.count == 3)
        #expect(nearly.pruned.members.map(\.trial).sorted() == [0, 1])
        #expect(nearly.pruned.members.reduce(0) { $0 + $1.weight } == 1)
        let gained = Loss.mean(zip(truth, errors[0]).map(+), truth, .regression) - nearly.full.loss
        #expect(nearly.pruned.loss >= nearly.full.loss && nearly.pruned.loss < nearly.full.loss + 0.06 * gained)
        let different = try selected(errors)
        #expect(different.full.members.count == 3 && different.pruned.members.count == 3 && different.pruned.loss == different.full.loss)
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
        func predicted(_ ensemble: GreedyEnsemble) -> Double { Link.logistic(Link.logit(0.9) * (2 * share(ensemble) - 1)) }
        #expect(abs(predicted(equal) - 0.2) < 0.03)
        #expect(abs(predicted(balanced) - 0.5) < 0.03)
    }
}
