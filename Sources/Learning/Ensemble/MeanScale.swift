import Core
import Foundation

/// On what the predictions of a model's members are averaged.
enum MeanScale: String, Sendable, Hashable {
    /// Values, or probabilities as they are.
    case plain
    /// Log-odds; for several classes the logarithms of their probabilities. What features contribute to a mean of scores is the mean of
    /// what they contribute to each.
    case logOdds = "log_odds"

    /// That of new models.
    init(_ task: LearningTask) { self = task == .regression ? .plain : .logOdds }

    /// A member's prediction on this scale.
    func scaled(_ prediction: Double, _ task: LearningTask) -> Double {
        switch self {
        case .plain: prediction
        case .logOdds: task == .binary ? Link.logit(prediction) : log(max(prediction, 1e-12))
        }
    }

    /// A mean on this scale becomes a prediction, in place.
    /// - Parameter mean: one row of `outputs` numbers.
    func unscale(_ mean: UnsafeMutablePointer<Double>, _ task: LearningTask, outputs: Int) {
        if self == .logOdds { Link.apply(task, mean, outputs) }
    }
}
