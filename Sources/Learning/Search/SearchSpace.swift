package import Core

/// The values that a hyper-parameter may take.
package enum SearchRange: Sendable, Hashable {
    case numbers(ClosedRange<Double>, isLogarithmic: Bool, isWhole: Bool)
    case candidates([Double])

    /// Position of a value in 0...1; for candidates, their index.
    func position(_ value: Double) -> Double {
        switch self {
        case .numbers(let range, let isLogarithmic, _):
            guard range.upperBound > range.lowerBound else { return 0 }
            return isLogarithmic
                ? naturalLogarithm(value / range.lowerBound) / naturalLogarithm(range.upperBound / range.lowerBound)
                : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .candidates(let values): return Double(values.firstIndex(of: value) ?? 0)
        }
    }

    func value(at position: Double) -> Double {
        switch self {
        case .numbers(let range, let isLogarithmic, let isWhole):
            let inside = min(max(position, 0), 1)
            let value = isLogarithmic
                ? range.lowerBound * exponential(inside * naturalLogarithm(range.upperBound / range.lowerBound))
                : range.lowerBound + inside * (range.upperBound - range.lowerBound)
            let kept = isWhole ? value.rounded() : Self.rounded(value)
            return min(max(kept, range.lowerBound), range.upperBound)
        case .candidates(let values): return values[min(max(Int(position.rounded()), 0), values.count - 1)]
        }
    }

    /// Four significant digits: readable, and finer than any effect.
    static func rounded(_ value: Double) -> Double {
        guard value != 0 else { return 0 }
        let scale = exponential((3 - (naturalLogarithm(abs(value)) / naturalLogarithm(10)).rounded(.down)) * naturalLogarithm(10)).rounded()
        return scale >= 1 ? (value * scale).rounded() / scale : value
    }

    /// Whether a wider range might have been better. A share of 1 is the whole.
    package func isAtEdge(_ value: Double, isShare: Bool) -> Bool {
        guard case .numbers(let range, _, _) = self, range.upperBound > range.lowerBound else { return false }
        let position = position(value)
        return position < 0.02 || position > 0.98 && !(isShare && value == 1)
    }

    package var json: JSONValue {
        switch self {
        case .numbers(let range, _, _): .array([.number(range.lowerBound), .number(range.upperBound)])
        case .candidates(let values): .object([.init("candidates", .array(values.map(JSONValue.number)))])
        }
    }
}

/// The hyper-parameters that are searched, with their defaults for a table's size.
struct SearchSpace: Sendable {
    struct Parameter: Sendable, Hashable {
        /// With the learner before the dot: `lightgbm.num_leaves`.
        var name: String
        var range: SearchRange
        var standard: Double
    }

    private(set) var parameters: [Parameter]
    /// What the user fixed.
    let fixed: [String: Double]

    /// - Parameter rows: to learn from.
    init(rows: Int, problem: LearningProblem, canCount: Bool, configuration: LearningConfiguration) {
        let isSmall = rows < 2000
        func whole(_ range: ClosedRange<Double>) -> SearchRange { .numbers(range, isLogarithmic: true, isWhole: true) }
        func log(_ range: ClosedRange<Double>) -> SearchRange { .numbers(range, isLogarithmic: true, isWhole: false) }
        func linear(_ range: ClosedRange<Double>) -> SearchRange { .numbers(range, isLogarithmic: false, isWhole: false) }
        var parameters: [Parameter] = [
            .init(name: "lightgbm.num_leaves", range: whole(4...(isSmall ? 63 : 255)), standard: isSmall ? 8 : rows < 100_000 ? 31 : 63),
            // Thousands of small steps take long and gain little where rows are few; a strong penalty on small leaves makes steps as small.
            .init(name: "lightgbm.learning_rate", range: log((isSmall ? 0.02 : 0.01)...0.2), standard: 0.05),
            .init(name: "lightgbm.min_data_in_leaf", range: whole(2...200), standard: max(3, min(20, (Double(rows) / 60).rounded()))),
            .init(name: "lightgbm.feature_fraction", range: linear(0.3...1), standard: isSmall ? 0.6 : 0.9),
            .init(name: "lightgbm.feature_fraction_bynode", range: linear(0.2...1), standard: 1),
            .init(name: "lightgbm.bagging_fraction", range: linear(0.5...1), standard: isSmall ? 0.8 : 1),
            .init(name: "lightgbm.lambda_l2", range: log(0.001...(isSmall ? 20 : 100)), standard: isSmall ? 1 : 0.1),
            .init(name: "lightgbm.extra_trees", range: .candidates([0, 1]), standard: 0),
        ]
        // Leaves of a quantile are numbers that were counted, not lines that were fitted.
        if problem.quantile == nil { parameters.append(.init(name: "lightgbm.linear_tree", range: .candidates([0, 1]), standard: 0)) }
        if canCount, problem.quantile == nil { parameters.append(.init(name: "lightgbm.poisson", range: .candidates([0, 1]), standard: 0)) }
        parameters.append(.init(name: "linear.l2", range: log(0.01...1000), standard: 1))
        parameters.append(.init(name: "network.hidden", range: .candidates([24, 48, 96]), standard: 48))
        parameters.append(.init(name: "network.decay", range: log(0.0001...1), standard: 0.02))
        for index in parameters.indices {
            if let range = configuration.ranges[parameters[index].name] {
                parameters[index].range = range
                if range.value(at: range.position(parameters[index].standard)) != parameters[index].standard {
                    parameters[index].standard = range.value(at: 0.5)
                }
            }
        }
        var fixed: [String: Double] = [:]
        for (name, value) in configuration.lightgbm.sorted(by: { $0.key < $1.key }) { fixed["lightgbm.\(name)"] = value }
        for (name, value) in configuration.learnerOptions.sorted(by: { $0.key < $1.key }) { fixed[name] = value }
        for (name, range) in configuration.ranges.sorted(by: { $0.key < $1.key }) where !parameters.contains(where: { $0.name == name }) {
            parameters.append(.init(name: name, range: range, standard: range.value(at: 0.5)))
        }
        let taken = fixed
        self.parameters = parameters.filter { taken[$0.name] == nil }
        self.fixed = fixed
    }

    func parameters(of learner: LearnerKind) -> [Parameter] { parameters.filter { $0.name.hasPrefix("\(learner.rawValue).") } }

    /// A learner with the defaults, but for some values.
    func candidate(_ learner: LearnerKind, _ changes: [String: Double] = [:]) -> Candidate {
        var values: [String: Double] = [:]
        let prefix = "\(learner.rawValue)."
        for parameter in parameters(of: learner) {
            let name = String(parameter.name.dropFirst(prefix.count))
            values[name] = changes[name].map { parameter.range.value(at: parameter.range.position($0)) } ?? parameter.standard
        }
        for (name, value) in fixed where name.hasPrefix(prefix) { values[String(name.dropFirst(prefix.count))] = value }
        return Candidate(learner: learner, values: values)
    }
}

/// A learner with its hyper-parameters.
struct Candidate: Sendable, Hashable {
    var learner: LearnerKind
    /// Without the learner's name.
    var values: [String: Double]

    var json: JSONValue { .object(values.sorted { $0.key < $1.key }.map { .init("\(learner.rawValue).\($0.key)", .number($0.value)) }) }
}
