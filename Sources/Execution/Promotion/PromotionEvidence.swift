import CatalogStore
import Core

/// What a promotion is decided from: the metrics of a champion and of its challenger on the same rows.
struct PromotionEvidence {
    struct Metric {
        var name: String
        var champion: Double
        var challenger: Double
        /// By how much the challenger is better, and the ends of the 95 % interval of that.
        var difference: Double
        var lower: Double
        var upper: Double
    }

    let rows: Double
    let changed: Double
    /// By how much the challenger is better on the primary metric, in each segment of the rows.
    let segments: [Metric]
    /// Microseconds for a row.
    let latency: (champion: Double, challenger: Double)
    /// The primary one first.
    let metrics: [Metric]

    /// Every metric that a training can have.
    private static let names = ["roc_auc", "accuracy", "balanced_accuracy", "f1", "f1_macro", "average_precision", "log_loss", "brier", "r2", "mae", "rmse", "pinball"]

    /// - Parameter comparison: `PairedComparison.json`, the champion first; nil when it is none.
    init?(_ comparison: JSONValue) {
        func number(_ json: JSONValue?, _ key: String) -> Double { json?[key]?.number ?? .nan }
        func list(_ key: String) -> [Metric] {
            (comparison[key]?.array ?? []).map { metric in
                Metric(
                    name: metric["name"]?.string ?? "", champion: number(metric, "first"), challenger: number(metric, "second"),
                    difference: number(metric, "improvement"), lower: number(metric, "lower"), upper: number(metric, "upper"))
            }
        }
        metrics = list("metrics")
        segments = list("segments")
        guard !metrics.isEmpty else { return nil }
        rows = number(comparison, "rows")
        changed = number(comparison, "changed")
        latency = (number(comparison["microseconds"], "first"), number(comparison["microseconds"], "second"))
    }

    /// The names by which a condition reads it, with their values.
    var values: [(name: String, value: Double)] {
        func least(_ value: (Metric) -> Double) -> Double { segments.map(value).filter(\.isFinite).min() ?? .nan }
        var values = Self.primary(metrics.first)
        values += [
            ("rows", rows), ("changed", changed), ("latency", latency.challenger), ("champion_latency", latency.champion),
            ("segments", Double(segments.count)), ("worst_segment", least(\.difference)), ("worst_segment_lower", least(\.lower)),
            ("worst_segment_upper", least(\.upper)),
        ]
        for name in Self.names { values += Self.named(name, metrics.first { $0.name == name }) }
        return values
    }

    /// The same names without values.
    static var unknown: [(name: String, value: Double)] {
        primary(nil)
            + ["rows", "changed", "latency", "champion_latency", "segments", "worst_segment", "worst_segment_lower", "worst_segment_upper"].map { ($0, .nan) }
            + names.flatMap { named($0, nil) }
    }

    private static func primary(_ metric: Metric?) -> [(name: String, value: Double)] {
        [
            ("score", metric?.challenger ?? .nan), ("champion_score", metric?.champion ?? .nan), ("difference", metric?.difference ?? .nan),
            ("lower", metric?.lower ?? .nan), ("upper", metric?.upper ?? .nan),
        ]
    }

    private static func named(_ name: String, _ metric: Metric?) -> [(name: String, value: Double)] {
        [
            (name, metric?.challenger ?? .nan), ("champion_\(name)", metric?.champion ?? .nan), ("\(name)_difference", metric?.difference ?? .nan),
            ("\(name)_lower", metric?.lower ?? .nan), ("\(name)_upper", metric?.upper ?? .nan),
        ]
    }

    /// The primary metric in words. - Parameter kind: what the rows are.
    func sentence(_ kind: String) -> String {
        guard let metric = metrics.first else { return "" }
        func shown(_ number: Double) -> String { Value.text(of: (number * 1e5).rounded() / 1e5) }
        return "\(metric.name) is \(shown(metric.challenger)) against \(shown(metric.champion)), \(metric.difference < 0 ? "worse" : "better") by "
            + "\(shown(abs(metric.difference))) (95 % interval \(shown(metric.lower)) to \(shown(metric.upper))) on \(Int(rows)) \(kind)"
    }
}
