@testable import Learning
import Foundation
import Testing

/// Known answers: Tests/KnownAnswers/learners.py, from scikit-learn and scipy.
@Suite("Calibration")
struct CalibratorTests {
    private let p = (0..<60).map { Double($0 * 29 % 61 + 1) / 63 }
    private var y: [Double] { p.indices.map { p[$0] * p[$0] * 60 > Double($0 * 17 % 60) ? 1 : 0 } }

    @Test("Platt's scaling equals scikit-learn's, priors included")
    func platt() throws {
        guard case .platt(let slope, let intercept) = Calibrator.platt(p, y, .binary) else {
            Issue.record("no calibration")
            return
        }
        #expect(abs(slope - 0.8103852071568859) < 1e-5)
        #expect(abs(intercept + 0.7713064320976565) < 1e-5)
    }

    @Test("temperature scaling finds the least log loss")
    func temperature() throws {
        var predictions: [Double] = []
        var truth: [Double] = []
        for row in 0..<60 {
            let raw = (1...3).map { Double((row * $0 * 7 + $0 * 3) % 11) / 4 }
            let sum = raw.reduce(0) { $0 + exp($1) }
            predictions += raw.map { exp($0) / sum }
            truth.append(Double(row % 3 != 0 ? TargetEncoder.argmax(raw[...]) : row % 2))
        }
        guard case .platt(let slope, 0) = Calibrator.platt(predictions, truth, .multiclass(3)) else {
            Issue.record("no calibration")
            return
        }
        #expect(abs(slope - 1.7863681896484558) < 1e-4)
    }

    @Test("pooled blocks equal scikit-learn's IsotonicRegression, with ties and weights")
    func isotonic() {
        let ties = p.map { ($0 * 8).rounded(.toNearestOrEven) / 8 }
        let blocks = IsotonicBlock.pool(ties, y, weights: y.map { 1 + $0 })
        let fitted = ties.map { tie in blocks.first { $0.low <= tie && tie <= $0.high }?.mean ?? .nan }
        #expect(distance(fitted, Self.isotonic) < 1e-12)
        #expect(zip(blocks, blocks.dropFirst()).allSatisfy { $0.high < $1.low && $0.mean < $1.mean })
    }

    /// Probabilities that exaggerate, and classes drawn from the true ones.
    private func exaggerated(_ rows: Int, seed: UInt64) -> (scores: [Double], truth: [Double]) {
        var chance = Chance(seed)
        let odds = (0..<rows).map { _ in chance.normal() }
        return (odds.map { Link.logistic(3 * $0) }, odds.map { chance.number() < Link.logistic($0) ? 1 : 0 })
    }

    @Test("exaggerated probabilities are calibrated, whatever the order of the rows", arguments: [false, true])
    func chosen(alternates: Bool) {
        var (scores, truth) = exaggerated(4000, seed: 1)
        if alternates {
            let (yes, no) = (truth.indices.filter { truth[$0] == 1 }, truth.indices.filter { truth[$0] == 0 })
            let order = zip(yes, no).flatMap { [$0, $1] }
            (scores, truth) = (order.map { scores[$0] }, order.map { truth[$0] })
        }
        let (calibrator, losses) = Calibrator.choose(scores, truth: truth, problem: .binary)
        guard case .platt(let slope, _) = calibrator else {
            Issue.record("no calibration: \(losses)")
            return
        }
        #expect(abs(slope - 1 / 3.0) < 0.05)
        #expect(losses.map(\.name) == ["none", "platt"] && losses[1].loss < losses[0].loss)
    }

    @Test("right probabilities are left nearly alone", arguments: 0..<10 as Range<UInt64>)
    func right(seed: UInt64) {
        var chance = Chance(seed)
        let scores = (0..<1000).map { _ in chance.number(0.02..<0.98) }
        let truth = scores.map { chance.number() < $0 ? 1.0 : 0 }
        // One standard error is passed by chance now and then; then little changes.
        let (calibrator, _) = Calibrator.choose(scores, truth: truth, problem: .binary)
        #expect(distance(calibrator.applied(scores, outputs: 1, task: .binary), scores) < 0.07)
    }

    @Test("a calibrator keeps the order of scores and stays a probability", arguments: [
        Calibrator.platt(slope: 0.4, intercept: -1), .isotonic(inputs: [0.2, 0.5, 0.9], outputs: [0.1, 0.3, 0.95]), .none,
    ])
    func monotone(calibrator: Calibrator) {
        let scores = (0...100).map { Double($0) / 100 }
        let made = calibrator.applied(scores, outputs: 1, task: .binary)
        #expect(made.allSatisfy { (0...1).contains($0) })
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(Calibrator(calibrator.json) == calibrator)
    }

    private static let isotonic: [Double] = [
        0.13793103448275862, 0.5, 0.9473684210526315, 0.13793103448275862, 0.9473684210526315, 0.13793103448275862, 0.9473684210526315,
        0.13793103448275862, 0.7692307692307693, 0.13793103448275862, 0.7692307692307693, 0.13793103448275862, 0.7692307692307693,
        0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.9473684210526315, 0.5,
        0.9473684210526315, 0.13793103448275862, 0.9473684210526315, 0.13793103448275862, 0.9473684210526315, 0.13793103448275862,
        0.7692307692307693, 0.13793103448275862, 0.7692307692307693, 0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.13793103448275862, 0.5,
        0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.9473684210526315, 0.5, 0.9473684210526315, 0.13793103448275862, 0.9473684210526315,
        0.13793103448275862, 0.7692307692307693, 0.13793103448275862, 0.7692307692307693, 0.13793103448275862, 0.7692307692307693,
        0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.13793103448275862, 0.5, 0.13793103448275862,
    ]
}
