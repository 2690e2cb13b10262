package import Core

/// What rows of each class count, in learning and wherever the learning judges itself. The metrics on the kept-back rows count each row once.
package enum ClassWeights: Sendable, Hashable {
    case equal
    /// Each class counts the same in all.
    case balanced
    /// Classes that are not named count 1.
    case given([Named])

    package struct Named: Sendable, Hashable {
        /// The text of the class.
        package var label: String
        package var weight: Double
    }

    package var json: JSONValue {
        switch self {
        case .equal: .string("none")
        case .balanced: .string("balanced")
        case .given(let named): .object(named.map { .init($0.label, .number($0.weight)) })
        }
    }

    /// - Parameter truth: the class of each row; each class occurs.
    /// - Returns: a weight for each class, 1 on average over the rows; nil when all count the same.
    /// - Throws: `SQLFailure` 22023 for a class that the target does not have, or without classes.
    func resolved(_ target: TargetEncoder, truth: [Double]) throws -> [Double]? {
        if case .equal = self { return nil }
        guard target.task != .regression else {
            throw SQLFailure(
                .invalidParameterValue, "option \"weights\" weighs classes; the target \"\(target.column.name)\" is a quantity", hint: "leave it out, or USING objective = 'multiclass'")
        }
        var counts = [Double](repeating: 0, count: target.labels.count)
        for label in truth { counts[Int(label)] += 1 }
        var weights = counts.map { 1 / max(1, $0) }
        if case .given(let named) = self {
            weights = counts.map { _ in 1 }
            let names = target.labels.map(Model.labelText)
            for named in named {
                guard let index = names.firstIndex(of: named.label) else {
                    throw SQLFailure(
                        .invalidParameterValue, "option \"weights\" names a class '\(named.label)' that the target \"\(target.column.name)\" does not have",
                        hint: nearestName(to: named.label, among: names).map { "did you mean '\($0)'?" } ?? "its classes are: " + names.prefix(20).joined(separator: ", "))
                }
                weights[index] = named.weight
            }
        }
        let mean = zip(weights, counts).reduce(0) { $0 + $1.0 * $1.1 } / Double(max(1, truth.count))
        return weights.map { $0 / mean }
    }
}
