package import Core

/// Answers as a query gives them, row by row, before they are numbers.
package struct EvaluationAnswers: Sendable {
    /// What was true.
    package var actual: [Value] = []
    /// A class, a number, or the probability of the positive class; empty when only an interval is judged.
    package var prediction: [Value] = []
    /// JSON objects, class -> probability; empty without them.
    package var probabilities: [Value] = []
    package var low: [Value] = []
    package var high: [Value] = []
    /// Empty: all 1.
    package var weights: [Value] = []
    /// The class that is looked for, of two; nil: the second in order.
    package var positive: String?
    /// Score from which on the positive class is predicted.
    package var threshold = 0.5
    /// The quantile that pinball is about.
    package var alpha = 0.5

    package init() {}

    private static let maximumClasses = 1000

    /// What some metrics need of them.
    /// - Throws: `SQLFailure` 42804 when a metric does not suit the answers, 22023 and 22000 for values that make no sense.
    package func rows(for metrics: [MetricKind]) throws -> EvaluationRows {
        var rows = EvaluationRows(count: actual.count)
        rows.alpha = alpha
        if !weights.isEmpty { rows.weights = try numbers(weights, "weight") }
        if let weight = rows.weights?.first(where: { $0 < 0 }) {
            throw SQLFailure(.invalidParameterValue, "a weight is \(Value.text(of: weight))", hint: "weights are 0 or more")
        }
        if let metric = metrics.first(where: { $0.need == .values || $0.need == .interval }) {
            rows.truth = try numbers(actual, "actual", for: metric)
            if metric.need == .values || metrics.contains(where: { $0.need == .values }) { rows.values = try numbers(prediction, "prediction", for: metric) }
            if metrics.contains(.coverage) {
                rows.low = try numbers(low, "low")
                rows.high = try numbers(high, "high")
            }
            if metrics.contains(.rmsle), let number = (rows.truth + rows.values).first(where: { $0 <= -1 }) {
                throw SQLFailure(.invalidParameterValue, "rmsle takes numbers above -1, not \(Value.text(of: number))", hint: "use rmse")
            }
        }
        let ofClasses = metrics.filter { ![.values, .interval].contains($0.need) }
        if !ofClasses.isEmpty { try addClasses(to: &rows, ofClasses) }
        return rows
    }

    private func numbers(_ values: [Value], _ what: String, for metric: MetricKind? = nil) throws -> [Double] {
        try values.map { value in
            let number = FeatureEncoder.number(value)
            guard number.isFinite else {
                throw SQLFailure(
                    .datatypeMismatch, (metric.map { "\($0.rawValue) compares numbers, and" } ?? "the column") + " \"\(what)\" holds '\(value.text ?? "NULL")'",
                    hint: metric == nil ? nil : "for classes there are accuracy, f1, auc, log_loss")
            }
            return number
        }
    }

    // MARK: Classes

    private func addClasses(to rows: inout EvaluationRows, _ metrics: [MetricKind]) throws {
        let actual = actual.map(Self.label)
        let objects = try probabilities.map(Self.object)
        let predicted = prediction.map(Self.label)
        let known = Set(actual)
        let areScores = !prediction.isEmpty && prediction.allSatisfy(Self.isNumber)
        let areLabels = !prediction.isEmpty && (!areScores || predicted.allSatisfy(known.contains))
        var names = known.union(objects.flatMap { $0.map(\.name) })
        if areLabels { names.formUnion(predicted) }
        if let positive { names.insert(positive) }
        // Scores are of one of two classes, though rows of one may be missing.
        if names.count == 1, !areLabels, let only = names.first { names.insert(Self.isTrue(only) ? "" : "\u{10FFFF}") }
        guard names.count <= Self.maximumClasses else {
            throw SQLFailure(
                .datatypeMismatch, "\(metrics[0].rawValue) compares classes, and there are \(names.count)", hint: "for numbers there are mae, rmse, r2")
        }
        let labels = names.sorted(by: Self.precedes)
        let index = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        rows.classes = max(2, labels.count)
        rows.labels = actual.compactMap { index[$0] }
        rows.positive = positive.flatMap { index[$0] } ?? 1
        let isBinary = labels.count <= 2
        let scores = areScores && isBinary ? prediction.map(FeatureEncoder.number) : []
        if !objects.isEmpty {
            rows.probabilities = objects.flatMap { object in
                let row = Dictionary(object.map { ($0.name, $0.share) }, uniquingKeysWith: { first, _ in first })
                return labels.map { row[$0] ?? 0 } + (labels.count == 1 ? [0] : [])
            }
            if isBinary { rows.scores = rows.labels.indices.map { rows.probabilities[$0 * 2 + rows.positive] } }
        } else {
            rows.scores = scores
            if scores.allSatisfy({ (0...1).contains($0) }) {
                rows.probabilities = scores.flatMap { rows.positive == 1 ? [1 - $0, $0] : [$0, 1 - $0] }
            }
        }
        if areLabels {
            rows.predicted = predicted.compactMap { index[$0] }
        } else if isBinary {
            rows.predicted = rows.scores.map { $0 >= threshold ? rows.positive : 1 - rows.positive }
        } else {
            rows.predicted = rows.labels.indices.map { row in
                rows.probabilities.isEmpty ? 0 : TargetEncoder.argmax(rows.probabilities[row * rows.classes..<(row + 1) * rows.classes])
            }
        }
        try check(rows, metrics)
    }

    private func check(_ rows: EvaluationRows, _ metrics: [MetricKind]) throws {
        guard rows.count > 0 else { return }
        for metric in metrics {
            let isMissing = switch metric.need {
            case .classes: rows.predicted.isEmpty || rows.classes > 2 && prediction.isEmpty && probabilities.isEmpty
            case .scores: rows.scores.isEmpty && rows.probabilities.isEmpty
            case .probabilities: rows.probabilities.isEmpty
            case .values, .interval: false
            }
            guard isMissing else { continue }
            let sample = prediction.first?.text ?? "NULL"
            throw SQLFailure(
                .datatypeMismatch, "\(metric.rawValue) needs \(metric.need == .scores ? "scores" : "probabilities"), and \"prediction\" holds '\(sample)'",
                hint: rows.classes > 2
                    ? "for \(rows.classes) classes select the model's column <target>_probabilities AS probabilities"
                    : "select the model's column <target>_probabilities AS probabilities beside it, or a probability from 0 to 1 AS prediction")
        }
    }

    private static func isNumber(_ value: Value) -> Bool {
        switch value {
        case .integer, .double: true
        case .boolean, .text: false
        default: FeatureEncoder.number(value).isFinite
        }
    }

    /// A class as a text: whole numbers without a fraction, booleans in words, so that 1, 1.0 and "1" are one class.
    private static func label(_ value: Value) -> String {
        switch value {
        case .boolean(let flag): flag ? "true" : "false"
        case .double(let number) where number == number.rounded() && abs(number) < 1e15: String(Int64(number))
        default: value.text ?? ""
        }
    }

    private static func isTrue(_ label: String) -> Bool { ["1", "true", "t", "yes", "y"].contains(label.lowercased()) }

    /// Numbers by size, texts by code points; false before true either way.
    private static func precedes(_ first: String, _ second: String) -> Bool {
        if let a = Double(first), let b = Double(second), a != b { return a < b }
        return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
    }

    private static func object(_ value: Value) throws -> [(name: String, share: Double)] {
        let members = value.text.flatMap { try? JSONValue(parsing: $0) }?.members ?? []
        let shares = members.compactMap { member in member.value.number.map { (name: member.key, share: $0) } }
        guard !shares.isEmpty, shares.count == members.count else {
            throw SQLFailure(
                .datatypeMismatch, "probabilities are objects of classes and numbers, not '\((value.text ?? "NULL").prefix(60))'",
                hint: "select the model's column <target>_probabilities")
        }
        return shares
    }
}
