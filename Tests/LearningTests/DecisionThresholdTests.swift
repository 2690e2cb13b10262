@testable import Learning
import Core
import Foundation
import Testing

@Suite("The threshold between two classes")
struct DecisionThresholdTests {
    private static let problem = LearningProblem(task: .binary, classes: 2, seed: 1)

    private func threshold(
        _ probabilities: [Double], _ truth: [Double], _ rule: ThresholdRule = .automatic, problem: LearningProblem = Self.problem
    ) -> DecisionThreshold {
        DecisionThreshold(probabilities, truth: truth, problem: problem, rule: rule)
    }

    /// Calibrated by construction; a fifth of the rows is of the second class.
    private func rows(_ count: Int, seed: UInt64 = 3) -> (probabilities: [Double], truth: [Double]) {
        var chance = Chance(seed)
        let probabilities = (0..<count).map { _ in Link.logistic(1.2 * chance.normal() - 1.8) }
        return (probabilities, probabilities.map { chance.number() < $0 ? 1 : 0 })
    }

    /// By trying every threshold on a grid, with metrics written down once more.
    private func bestOnGrid(_ probabilities: [Double], _ worth: (_ tp: Double, _ fp: Double, _ fn: Double, _ tn: Double) -> Double) -> Double {
        func expected(_ threshold: Double) -> Double {
            var (tp, fp, fn, tn) = (0.0, 0.0, 0.0, 0.0)
            for p in probabilities {
                if p >= threshold { (tp, fp) = (tp + p, fp + 1 - p) } else { (fn, tn) = (fn + p, tn + 1 - p) }
            }
            let expected = worth(tp, fp, fn, tn)
            return expected.isNaN ? -1 : expected
        }
        return (1..<1000).map { Double($0) / 1000 }.max { expected($0) < expected($1) } ?? .nan
    }

    @Test("each metric has its own best threshold, the one that a second way of counting finds")
    func metrics() {
        let (probabilities, truth) = rows(2000)
        let mcc = bestOnGrid(probabilities) { tp, fp, fn, tn in (tp * tn - fp * fn) / ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)).squareRoot() }
        let f1 = bestOnGrid(probabilities) { tp, fp, fn, _ in 2 * tp / (2 * tp + fp + fn) }
        let balanced = bestOnGrid(probabilities) { tp, fp, fn, tn in tp / (tp + fn) + tn / (tn + fp) }
        let found = [ThresholdMetric.mcc, .f1, .balancedAccuracy, .accuracy].map { threshold(probabilities, truth, .best($0)).value }
        let others = [mcc, f1, balanced, 0.5]
        #expect(zip(found, others).allSatisfy { abs($0 - $1) < 0.004 }, "\(found) \(others)")
        // The share of the second class is the best for balanced accuracy.
        #expect(abs(found[2] - probabilities.reduce(0, +) / 2000) < 0.004)
    }

    @Test("by itself it moves where that helps clearly, says by how much, and stays at one half elsewhere")
    func automatic() throws {
        let (probabilities, truth) = rows(5000)
        let moved = threshold(probabilities, truth)
        #expect((0.2...0.4).contains(moved.value))
        let evidence = try #require(moved.evidence)
        func correlation(_ threshold: Double) -> Double {
            ConfusionMatrix(truth.map(Int.init), probabilities.map { $0 >= threshold ? 1 : 0 }, classes: 2).matthewsCorrelation
        }
        #expect(abs(evidence.atHalf - correlation(0.5)) < 1e-12 && abs(evidence.moved - correlation(moved.value)) < 1e-12)
        // As many of one class as of the other: nothing to gain.
        let even = probabilities.indices.map { $0.isMultiple(of: 2) ? probabilities[$0] : 1 - probabilities[$0] }
        let evenTruth = truth.indices.map { $0.isMultiple(of: 2) ? truth[$0] : 1 - truth[$0] }
        #expect(threshold(even, evenTruth).value == 0.5)
        // Above one half where the second class is the frequent one.
        let frequent = threshold(probabilities.map { 1 - $0 }, truth.map { 1 - $0 })
        let mirrored = try #require(frequent.evidence)
        #expect(abs(frequent.value - (1 - moved.value)) < 1e-9 && abs(mirrored.moved - evidence.moved) < 1e-12)
        // Probabilities that promise what the rows do not keep.
        #expect(threshold(probabilities, truth.map { 1 - $0 }).value == 0.5)
    }

    @Test("the standard error is the one that leaving out each row in turn gives")
    func jackknife() throws {
        let (probabilities, truth) = rows(2000, seed: 8)
        let moved = threshold(probabilities, truth).value
        func gain(without: Int?) -> Double {
            let kept = truth.indices.filter { $0 != without }
            func correlation(_ threshold: Double) -> Double {
                ConfusionMatrix(kept.map { Int(truth[$0]) }, kept.map { probabilities[$0] >= threshold ? 1 : 0 }, classes: 2).matthewsCorrelation
            }
            return correlation(moved) - correlation(0.5)
        }
        let gains = truth.indices.map { gain(without: $0) }
        let mean = gains.reduce(0, +) / 2000
        let error = (gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 1999 / 2000).squareRoot()
        #expect(abs(try #require(threshold(probabilities, truth).evidence).error - error) < 1e-12)
    }

    @Test("weights of classes leave it at one half, and a metric counts rows as they are")
    func weights() {
        let (probabilities, truth) = rows(2000)
        let weighted = LearningProblem(task: .binary, classes: 2, seed: 1, classWeights: [0.5, 2])
        // What weights make of the probabilities.
        let heavier = probabilities.map { $0 * 2 / ($0 * 2 + (1 - $0) * 0.5) }
        #expect(threshold(heavier, truth, problem: weighted).value == 0.5)
        let plain = threshold(probabilities, truth, .best(.f1)).value
        let same = threshold(heavier, truth, .best(.f1), problem: weighted).value
        #expect(abs(same - plain * 2 / (plain * 2 + (1 - plain) * 0.5)) < 0.002)
    }

    @Test("a model that knows little does not give more wrong answers than no model", arguments: 1...20)
    func accuracy(seed: UInt64) {
        var chance = Chance(seed)
        let probabilities = (0..<1500).map { _ in Link.logistic(0.2 * chance.normal() - 1.8) }
        let truth = probabilities.map { chance.number() < $0 ? 1.0 : 0 }
        #expect(threshold(probabilities, truth).value == 0.5)
    }

    @Test("half of what the likelier class gains over the trivial answer stays")
    func kept() {
        let (probabilities, truth) = rows(5000)
        func expected(_ threshold: Double) -> Double { probabilities.reduce(0) { $0 + ($1 >= threshold ? $1 : 1 - $1) } / 5000 }
        let trivial = 1 - probabilities.reduce(0, +) / 5000
        let (automatic, free) = (threshold(probabilities, truth).value, threshold(probabilities, truth, .best(.mcc)).value)
        #expect(automatic > free)
        #expect(expected(automatic) >= trivial + (expected(0.5) - trivial) / 2 && expected(automatic - 0.002) < trivial + (expected(0.5) - trivial) / 2)
    }

    @Test(
        "no rows, rows of one class, equal probabilities, certain ones",
        arguments: [
            (ThresholdRule.automatic, [], [], 0.5), (.best(.mcc), [], [], 1.000001), (.automatic, [0.2, 0.4], [0, 0], 0.5),
            (.best(.f1), [0.25, 0.5], [0, 0], 0.375), (.best(.mcc), [0.3, 0.3, 0.3], [0, 1, 0], 0), (.automatic, [0.3, 0.3, 0.3], [0, 1, 0], 0.5),
            (.automatic, [0, 1], [0, 1], 0.5), (.best(.balancedAccuracy), [0, 1], [0, 1], 0.5),
        ] as [(ThresholdRule, [Double], [Double], Double)])
    func degenerate(rule: ThresholdRule, probabilities: [Double], truth: [Double], expected: Double) {
        #expect(threshold(probabilities, truth, rule).value == expected)
    }
}

@Suite("The option threshold")
struct ThresholdOptionTests {
    private func rule(_ value: JSONValue) throws -> ThresholdRule { try LearningConfiguration.from(options: [("threshold", value)]).threshold }

    @Test("a probability, a metric, or nothing")
    func accepted() throws {
        #expect(try rule(.number(0.3)) == .at(0.3))
        #expect(try rule(.string("F1")) == .best(.f1) && rule(.string("balanced_accuracy")) == .best(.balancedAccuracy))
        #expect(try rule(.string("auto")) == .automatic && LearningConfiguration().threshold == .automatic)
    }

    @Test("anything else says what is possible", arguments: [JSONValue.number(0), .number(1), .number(-3), .number(.nan), .string("roc_auc"), .boolean(true), .null])
    func refused(value: JSONValue) {
        #expect { try rule(value) } throws: {
            ($0 as? SQLFailure)?.sqlState == .invalidParameterValue
                && ($0 as? SQLFailure)?.message
                    == "option \"threshold\" must be a probability between 0 and 1, 'auto', 'accuracy', 'balanced_accuracy', 'f1', 'mcc'"
        }
    }

    @Test("not beside value, and only for two classes")
    func conflicts() throws {
        let value: JSONValue = .object([.init("tp", .number(1))])
        #expect { try LearningConfiguration.from(options: [("threshold", .number(0.2)), ("value", value)]) } throws: {
            ($0 as? SQLFailure)?.message == "option \"value\" chooses the threshold itself"
        }
        let numbers = TrainingTable(("x", .doubles((0..<60).map(Double.init))), ("y", .doubles((0..<60).map { Double($0) / 7 })))
        #expect { try Trainer.train(numbers, target: "y", configuration: .quick(["threshold": .string("mcc")])) } throws: {
            ($0 as? SQLFailure)?.message == "option \"threshold\" chooses between two classes; the target \"y\" has none"
        }
    }

    @Test("a model answers by it, and its note says what moved it")
    func trained() throws {
        var chance = Chance(11)
        let x = (0..<20000).map { _ in chance.normal() }
        let y = x.map { chance.number() < Link.logistic(1.3 * $0 - 2) ? "yes" : "no" }
        let table = TrainingTable(("x", .doubles(x)), ("y", .strings(y)))
        let plain: KeyValuePairs<String, JSONValue> = ["learners": .string("linear"), "trials": .number(1)]
        let moved = try Trainer.train(table, target: "y", configuration: .quick(plain))
        let half = try Trainer.train(
            table, target: "y", configuration: .quick(["learners": .string("linear"), "trials": .number(1), "threshold": .number(0.5)]))
        #expect((0.2...0.4).contains(moved.model.threshold) && half.model.threshold == 0.5)
        let note = try #require(moved.report.warnings.first { $0.code == "threshold" })
        #expect(note.severity == .note && note.message.hasPrefix("'yes' is the answer from a probability of 0.") && note.advice.contains("threshold = 0.5"))
        #expect(!half.report.warnings.contains { $0.code == "threshold" })
        func metric(_ outcome: TrainingOutcome, _ name: String) -> Double { outcome.report.metrics.first { $0.name == name }?.value ?? .nan }
        #expect(metric(moved, "balanced_accuracy") > metric(half, "balanced_accuracy") + 0.01)
        #expect(metric(moved, "accuracy") > (moved.report.metrics.first { $0.name == "accuracy" }?.baseline ?? .nan))
        #expect(metric(moved, "log_loss") == metric(half, "log_loss"))
    }
}
