/// The metrics that can be asked for, under scikit-learn's names without "_score".
package enum MetricKind: String, Sendable, Hashable, CaseIterable {
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case f1, precision, recall, mcc
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case logLoss = "log_loss"
    case brier
    case r2, mae, mse, rmse, mape, rmsle, pinball, coverage

    /// What a metric compares with the truth.
    package enum Need: Sendable, Hashable { case classes, scores, probabilities, values, interval }

    package var need: Need {
        switch self {
        case .accuracy, .balancedAccuracy, .f1, .precision, .recall, .mcc: .classes
        case .rocAUC, .averagePrecision: .scores
        case .logLoss, .brier: .probabilities
        case .r2, .mae, .mse, .rmse, .mape, .rmsle, .pinball: .values
        case .coverage: .interval
        }
    }

    package var isHigherBetter: Bool {
        switch self {
        case .accuracy, .balancedAccuracy, .f1, .precision, .recall, .mcc, .rocAUC, .averagePrecision, .r2, .coverage: true
        case .logLoss, .brier, .mae, .mse, .rmse, .mape, .rmsle, .pinball: false
        }
    }

    /// Other names of the same.
    private static let aliases: [String: MetricKind] = [
        "auc": .rocAUC, "matthews_corrcoef": .mcc, "brier_score_loss": .brier, "ap": .averagePrecision, "logloss": .logLoss,
        "mean_absolute_error": .mae, "mean_squared_error": .mse, "root_mean_squared_error": .rmse, "mean_absolute_percentage_error": .mape,
        "root_mean_squared_log_error": .rmsle, "mean_pinball_loss": .pinball,
    ]

    /// All names that `init(name:)` takes.
    package static let names = allCases.map(\.rawValue) + aliases.keys.sorted()

    /// nil for an unknown name. "accuracy_score" is `accuracy`.
    package init?(name: String) {
        let short = name.hasSuffix("_score") ? String(name.dropLast("_score".count)) : name
        guard let kind = Self.aliases[name] ?? MetricKind(rawValue: short) else { return nil }
        self = kind
    }
}
