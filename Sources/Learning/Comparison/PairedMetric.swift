package import Core

/// A metric of two models on the same rows.
package struct PairedMetric: Sendable, Hashable {
    package var name: String
    package var isHigherBetter: Bool
    package var first: Double
    package var second: Double
    /// By how much the second is better; negative when it is worse.
    package var improvement: Double
    /// Ends of the 95 % interval of the improvement (paired bootstrap, percentiles).
    package var lower: Double
    package var upper: Double

    /// - Parameters:
    ///   - values: of the first and of the second.
    ///   - interval: of second - first.
    init(_ kind: MetricKind, _ task: LearningTask, _ values: (Double, Double), _ interval: (low: Double, high: Double)) {
        name = Evaluation.name(kind, task)
        isHigherBetter = kind.isHigherBetter
        (first, second) = values
        let difference = second - first
        (improvement, lower, upper) = isHigherBetter ? (difference, interval.low, interval.high) : (-difference, -interval.high, -interval.low)
    }

    package var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("higher_is_better", .boolean(isHigherBetter)), .init("first", .number(first)),
            .init("second", .number(second)), .init("improvement", .number(improvement)), .init("lower", .number(lower)),
            .init("upper", .number(upper)),
        ])
    }
}
