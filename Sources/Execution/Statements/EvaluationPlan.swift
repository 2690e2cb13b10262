import Core
import Learning
import SQLFrontEnd

/// What EVALUATE reads of its query, and what it gives back.
struct EvaluationPlan: Sendable {
    let metrics: [(name: String, kind: MetricKind)]
    /// Places of the query's columns; nil: there is none.
    let actual: Int
    let prediction: Int?
    let probabilities: Int?
    let low: Int?
    let high: Int?
    let weight: Int?
    let segments: [Int]
    /// Resamples for intervals; 0: none.
    private(set) var resamples = 0
    private(set) var confidence = 0.95
    private(set) var seed: UInt64 = 42
    private(set) var answers = EvaluationAnswers()
    let columns: [Column]

    private static let options = ["actual", "prediction", "probabilities", "low", "high", "weight", "positive", "threshold", "alpha", "bootstrap", "confidence", "seed"]

    /// - Parameter columns: of the query.
    /// - Throws: `SQLFailure` 42703, 22023
    init(_ evaluate: Evaluate, columns: [Column]) throws {
        metrics = try evaluate.metrics.map { name in
            guard let kind = MetricKind(name: name.text) else {
                throw SQLFailure(
                    .invalidParameterValue, "there is no metric \"\(name.text)\"",
                    hint: nearestName(to: name.text, among: MetricKind.names).map { "did you mean \($0)?" } ?? "the metrics are: " + MetricKind.allCases.map(\.rawValue).joined(separator: ", "),
                    position: name.position)
            }
            return (name.text, kind)
        }
        func place(_ name: String) -> Int? { columns.firstIndex { $0.name.lowercased() == name.lowercased() } }
        func missing(_ name: String, _ position: Int?) -> SQLFailure {
            SQLFailure(
                .undefinedColumn, "the query returns no column \"\(name)\"",
                hint: nearestName(to: name, among: columns.map(\.name)).map { "did you mean \"\($0)\"?" }
                    ?? "EVALUATE ... FROM (SELECT ... AS actual, ... AS prediction FROM ...)", position: position)
        }
        var named: [String: Int] = [:]
        for option in evaluate.options {
            switch option.key {
            case "actual", "prediction", "probabilities", "low", "high", "weight":
                guard let name = option.value.string else {
                    throw SQLFailure(.invalidParameterValue, "option \"\(option.key)\" must be a column's name", position: option.valuePosition)
                }
                guard let found = place(name) else { throw missing(name, option.valuePosition) }
                named[option.key] = found
            case "positive": answers.positive = option.value.string ?? option.value.json.text
            case "threshold": answers.threshold = try Self.number(option, -1e300...1e300)
            case "alpha": answers.alpha = try Self.number(option, 0...1)
            case "bootstrap": resamples = Int(try Self.number(option, 1...100_000))
            case "confidence":
                confidence = try Self.number(option, 0.01...0.9999)
                if resamples == 0 { resamples = 1000 }
            case "seed": seed = UInt64(try Self.number(option, 0...9e15))
            default:
                throw SQLFailure(
                    .invalidParameterValue, "EVALUATE has no option \"\(option.key)\"",
                    hint: nearestName(to: option.key, among: Self.options).map { "did you mean \"\($0)\"?" } ?? "the options are: " + Self.options.joined(separator: ", "),
                    position: option.position)
            }
        }
        // A model's own columns say which they are.
        let target = columns.first { column in place(column.name + "_original") != nil }?.name
        guard let actual = named["actual"] ?? place("actual") ?? target.flatMap({ place($0 + "_original") }) else { throw missing("actual", nil) }
        self.actual = actual
        // Beside the table's own column of that name, which stands before the model's.
        let prediction = named["prediction"] ?? place("prediction") ?? target.flatMap { name in columns.lastIndex { $0.name.lowercased() == name.lowercased() } }
        let isJSON = prediction.map { columns[$0].type == .json } ?? false
        self.prediction = isJSON ? nil : prediction
        probabilities = isJSON ? prediction : named["probabilities"] ?? place("probabilities") ?? (named["prediction"] == nil && place("prediction") == nil ? target.flatMap { place($0 + "_probabilities") } : nil)
        low = named["low"] ?? place("low") ?? target.flatMap { place($0 + "_min") }
        high = named["high"] ?? place("high") ?? target.flatMap { place($0 + "_max") }
        weight = named["weight"]
        if prediction == nil, metrics.contains(where: { $0.kind != .coverage }) { throw missing("prediction", nil) }
        if metrics.contains(where: { $0.kind == .coverage }) {
            if low == nil { throw missing("low", nil) }
            if high == nil { throw missing("high", nil) }
        }
        segments = try evaluate.segments.map { name in
            guard let place = place(name.text) else { throw missing(name.text, name.position) }
            return place
        }
        let intervals = resamples > 0 ? ["", "_low", "_high"] : [""]
        self.columns = segments.map { columns[$0] } + metrics.flatMap { metric in intervals.map { Column(metric.name + $0, .double) } }
    }

    private static func number(_ option: Option, _ range: ClosedRange<Double>) throws -> Double {
        guard let number = option.value.number, range.contains(number) else {
            throw SQLFailure(
                .invalidParameterValue, "option \"\(option.key)\" must be a number from \(Value.text(of: range.lowerBound)) to \(Value.text(of: range.upperBound))",
                position: option.valuePosition)
        }
        return number
    }
}
