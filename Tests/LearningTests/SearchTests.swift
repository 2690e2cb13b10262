@testable import Learning
import Core
import Foundation
import Testing

@Suite("Search")
struct SearchTests {
    private let parameters: [SearchSpace.Parameter] = [
        .init(name: "a", range: .numbers(0...1, isLogarithmic: false, isWhole: false), standard: 0.5),
        .init(name: "b", range: .numbers(0.001...1000, isLogarithmic: true, isWhole: false), standard: 1),
        .init(name: "c", range: .numbers(4...255, isLogarithmic: true, isWhole: true), standard: 31),
        .init(name: "d", range: .candidates([0, 1]), standard: 0),
    ]

    /// A bowl whose bottom is at a = 0.3, b = 10, c = 60, d = 1.
    private func bowl(_ values: [String: Double]) -> Double {
        func position(_ name: String, _ value: Double) -> Double { parameters.first { $0.name == name }?.range.position(value) ?? 0 }
        return ["a": 0.3, "b": 10.0, "c": 60].reduce(values["d"] == 1 ? 0 : 0.1) {
            let distance = position($1.key, values[$1.key] ?? 0) - position($1.key, $1.value)
            return $0 + distance * distance
        }
    }

    private func random(_ chance: inout Chance) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: parameters.map { parameter in
            if case .candidates(let values) = parameter.range { return (parameter.name, values[chance.whole(0..<values.count)]) }
            return (parameter.name, parameter.range.value(at: chance.number()))
        })
    }

    @Test("a model-based search finds better places than chance, and stays in the ranges")
    func bowl() {
        var (wins, found, drawn) = (0, 0.0, 0.0)
        for seed in 0..<60 as Range<UInt64> {
            var chance = Chance(seed)
            var generator = SeededGenerator(seed: seed, stage: 1)
            var history = (0..<8).map { _ in random(&chance) }.map { (values: $0, loss: bowl($0)) }
            var best = history.map(\.loss).min() ?? 0
            for _ in 0..<40 {
                let values = TreeParzenEstimator.propose(parameters, history: history, generator: &generator)
                for parameter in parameters {
                    let value = values[parameter.name] ?? .nan
                    switch parameter.range {
                    case .numbers(let range, _, let isWhole): #expect(range.contains(value) && (!isWhole || value == value.rounded()))
                    case .candidates(let candidates): #expect(candidates.contains(value))
                    }
                }
                history.append((values, bowl(values)))
                best = min(best, bowl(values))
            }
            var other = history.prefix(8).map(\.loss).min() ?? 0
            for _ in 0..<40 { other = min(other, bowl(random(&chance))) }
            if best < other { wins += 1 }
            found += best
            drawn += other
        }
        #expect(wins >= 50 && found < drawn / 3, "\(wins) wins, \(found) found, \(drawn) drawn")
    }

    @Test("a value goes to its position and back", arguments: [
        (SearchRange.numbers(0.01...0.2, isLogarithmic: true, isWhole: false), [0.01, 0.05, 0.2]), (.numbers(4...255, isLogarithmic: true, isWhole: true), [4, 31, 255]),
        (.numbers(0.3...1, isLogarithmic: false, isWhole: false), [0.3, 0.6, 1]), (.candidates([24, 48, 96]), [24, 48, 96]),
        (.numbers(-1...12, isLogarithmic: false, isWhole: true), [-1, 0, 12]),
    ])
    func positions(range: SearchRange, values: [Double]) {
        for value in values { #expect(range.value(at: range.position(value)) == value) }
    }

    @Test("edges of a range are seen, but not the whole of a share")
    func edges() {
        let share = SearchRange.numbers(0.5...1, isLogarithmic: false, isWhole: false)
        #expect(share.isAtEdge(0.5, isShare: true) && !share.isAtEdge(1, isShare: true) && share.isAtEdge(1, isShare: false))
        #expect(!share.isAtEdge(0.75, isShare: true) && !SearchRange.candidates([0, 1]).isAtEdge(0, isShare: false))
    }

    @Test("what is searched can be given, and the whole of it is no edge", arguments: ["feature_fraction", "feature_fraction_bynode", "bagging_fraction"])
    func shares(name: String) throws {
        let range: JSONValue = .object([.init("range", .array([.number(0.4), .number(1)]))])
        let configuration = try LearningConfiguration.from(options: [("lightgbm.\(name)", range), ("learners", .string("lightgbm")), ("trials", .number(3)), ("rounds", .number(5))])
        let outcome = try Trainer.train(table(), target: "y", configuration: configuration)
        let parameter = try #require(outcome.report.tuning.parameters.first { $0.name == "lightgbm.\(name)" })
        #expect((0.4...1).contains(parameter.chosen) && !(parameter.chosen == 1 && parameter.isAtEdge))
    }

    private func table() -> TrainingTable {
        var chance = Chance(8)
        let x = chance.numbers(300)
        return TrainingTable(("x", .doubles(x)), ("z", .doubles(chance.numbers(300))), ("y", .doubles(x.map { (4 * $0).rounded(.down).truncatingRemainder(dividingBy: 2) + 0.1 * chance.normal() })))
    }

    @Test("ranges and fixed values that were asked for are kept by every trial")
    func asked() throws {
        let report = try Trainer.train(
            table(), target: "y",
            configuration: .quick([
                "trials": .number(12), "lightgbm.num_leaves": .object([.init("range", .array([.number(5), .number(9)]))]), "lightgbm.lambda_l2": .number(3),
                "lightgbm.max_depth": .object([.init("candidates", .array([.number(2), .number(4)]))]), "linear.l2": .number(7), "rounds": .number(60),
            ])).report
        #expect(report.trials.count == 12)
        #expect(report.trials.map(\.number) == Array(1...12))
        for trial in report.trials {
            let values = trial.candidate.values
            switch trial.candidate.learner {
            case .lightgbm:
                #expect((5...9).contains(values["num_leaves"] ?? 0) && values["lambda_l2"] == 3 && [2, 4].contains(values["max_depth"] ?? 0))
            case .linear: #expect(values["l2"] == 7)
            case .network: break
            }
            #expect(trial.rounds.allSatisfy { $0 <= 60 })
        }
        #expect(report.tuning.parameters.contains { $0.name == "lightgbm.num_leaves" && $0.range == .numbers(5...9, isLogarithmic: false, isWhole: true) })
        #expect(!report.tuning.parameters.contains { $0.name == "lightgbm.lambda_l2" })
    }

    @Test("learners that were asked for are the only ones", arguments: LearnerKind.allCases)
    func learners(kind: LearnerKind) throws {
        let report = try Trainer.train(table(), target: "y", configuration: .quick(["learners": .array([.string(kind.rawValue)])])).report
        #expect(Set(report.trials.map(\.candidate.learner)) == [kind])
    }

    @Test("values of parameters that cannot be are refused", arguments: [
        ("lightgbm.num_leaves", #"{"candidates":[7.5]}"#, "option \"lightgbm.num_leaves\" must be a whole number"),
        ("lightgbm.num_leaves", #"{"range":[7.5,20]}"#, "option \"lightgbm.num_leaves\" must be a whole number"),
        ("lightgbm.num_leaves", #"{"range":[20,7]}"#, "option \"lightgbm.num_leaves\" must be range(least, greatest)"),
        ("lightgbm.num_leaves", #"{"range":[1,7]}"#, "option \"lightgbm.num_leaves\" must be a number from 2 to 131072"),
        ("lightgbm.num_leaves", #"{"candidates":[]}"#, "option \"lightgbm.num_leaves\" must be candidates(a, b, ...)"),
        ("learners", "[]", "option \"learners\" must be one or more of 'lightgbm', 'linear', 'network'"),
        ("learners", #"["forest"]"#, "option \"learners\" must be one of 'lightgbm', 'linear', 'network'"),
        ("lightgbm.extra_trees", "2", "option \"lightgbm.extra_trees\" must be a number from 0 to 1"),
        ("coverage", "1", "option \"coverage\" must be a number from 0.5 to 0.999"),
        ("weights", #"{}"#, "option \"weights\" must be what rows of a class count: {\"class\": 5}"),
        ("value", #"{"up": 1}"#, "option \"value\" has no part \"up\""),
        ("types", #"{"a": "number"}"#, "option \"types.a\" must be one of 'numeric', 'boolean', 'category', 'datetime', 'text'"),
    ])
    func refused(option: String, json: String, message: String) throws {
        let value = try JSONValue.parse(Array(json.utf8))
        #expect { try LearningConfiguration.from(options: [(option, value)]) } throws: {
            let failure = $0 as? SQLFailure
            return failure?.sqlState == .invalidParameterValue && failure?.message == message
        }
    }
}
