import Foundation

/// What trials are compared by: log loss of classes, squared error of values or the pinball loss of quantiles; by the weights of the classes when they have any.
enum Loss {
    /// Of each row.
    /// - Parameter predictions: row-major, rows x outputs.
    static func rows(_ predictions: [Double], _ truth: [Double], _ problem: LearningProblem) -> [Double] {
        let outputs = problem.outputs
        return truth.indices.map { row in
            switch problem.task {
            case .regression: problem.loss(of: predictions[row], truth[row])
            case .binary: -log(max(truth[row] > 0.5 ? predictions[row] : 1 - predictions[row], 1e-15)) * problem.weight(truth[row])
            case .multiclass: -log(max(predictions[row * outputs + Int(truth[row])], 1e-15)) * problem.weight(truth[row])
            }
        }
    }

    static func mean(_ predictions: [Double], _ truth: [Double], _ problem: LearningProblem) -> Double {
        rows(predictions, truth, problem).reduce(0, +) / Double(max(1, truth.count))
    }
}
