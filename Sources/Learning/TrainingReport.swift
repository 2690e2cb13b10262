package import Core

/// How far a training is.
package struct TrainingProgress: Sendable, Hashable {
    package var stage: String
    /// Of the whole, 0...1.
    package var share: Double
    package var round: Int?
    package var rounds: Int?
    package var metricName: String?
    package var metricValue: Double?
}

/// What a training found out, for the record.
package struct TrainingReport: Sendable {
    package var task: LearningTask
    /// The class of two that metrics such as f1 look for, as text; nil: there are not two.
    package var positive: String?
    /// On the kept-back rows; the primary metric first.
    package var metrics: [Metric]
    package var features: [FeatureReport]
    package var warnings: [TrainingWarning]
    package var trials: [Trial]
    /// The members of the model, the best first.
    package var ensemble: [EnsembleMember]
    package var tuning: TuningReport
    /// Boosting rounds of the leading trial.
    package var rounds: Int
    /// Rows that were learnt from and judged by in the search.
    package var trainingRows: Int
    package var holdoutRows: Int
    /// Rows of the snapshot whose target is NULL or no number.
    package var unusableRows: Int
    package var folds: Int
    /// What each stage made, as SHA-256.
    package var stages: [(name: String, hash: String)]
    /// Calibration, intervals and effects, as they are shown.
    package var findings: [JSONValue.Member]

    package struct EnsembleMember: Sendable, Hashable {
        package var trial: Int
        package var learner: LearnerKind
        /// 0 for a trial that does not serve.
        package var weight: Double
        /// Mean over the folds, and its deviation.
        package var loss: Double
        package var deviation: Double
        /// For one row, estimated.
        package var microseconds: Double
        /// Of its part of the model's file; 0 for a trial that does not serve.
        package var bytes: Int
    }
}

package struct TrainingOutcome: Sendable {
    package let model: Model
    package let report: TrainingReport
    /// The model that was measured: it has not learnt from the kept-back rows.
    package let held: Model
    /// The rows that were kept back, by number in the table, ascending.
    package let holdout: [Int]

    /// The same, of models over what their inputs are computed from.
    package func taking(_ transform: FittedTransform) -> TrainingOutcome {
        TrainingOutcome(model: model.taking(transform), report: report, held: held.taking(transform), holdout: holdout)
    }
}
