import Core

/// Fits a candidate.
struct LearnerFitting: Sendable {
    let problem: LearningProblem
    let rounds: TrialSearch.RoundLimits
    let threads: Int

    /// Called with a round, the limit of rounds, and the loss on the rows that judge.
    typealias OnRound = (Int, Int, Double?) throws -> Void

    private static let epochs = 24

    /// - Parameter validation: row-major; says when to stop.
    /// - Returns: the learner, and its rounds or epochs.
    func fit(
        _ candidate: Candidate, _ training: EncodedRows, validation: EncodedRows, onRound: OnRound = { _, _, _ in }
    ) throws -> (any FittedLearner, Int) {
        switch candidate.learner {
        case .lightgbm:
            let fitted = try FittedBoosting.fit(
                training, validation: validation, problem: problem, parameters: BoostingParameters(candidate.values, problem: problem, categorical: training.categorical),
                rounds: rounds.limit, patience: patience(candidate), threads: threads, onRound: onRound)
            return (fitted, fitted.rounds)
        case .linear: return (FittedLinear.fit(training, problem: problem, penalty: candidate.values["l2"] ?? 1), 1)
        case .network:
            let fitted = try network(candidate, training, validation: validation, epochs: Self.epochs)
            return (fitted, fitted.epochs)
        }
    }

    /// Fits without rows that say when to stop.
    /// - Parameter bag: tells apart models that differ in chance only.
    func fit(_ candidate: Candidate, _ training: EncodedRows, rounds: Int, bag: Int, onRound: OnRound = { _, _, _ in }) throws -> any FittedLearner {
        switch candidate.learner {
        case .lightgbm:
            return try FittedBoosting.fit(
                training, validation: nil, problem: problem, parameters: BoostingParameters(candidate.values, problem: problem, categorical: training.categorical, bag: bag),
                rounds: rounds, patience: 0, threads: threads, onRound: onRound)
        case .linear: return FittedLinear.fit(training, problem: problem, penalty: candidate.values["l2"] ?? 1)
        case .network: return try network(candidate, training, validation: nil, epochs: min(rounds, Self.epochs))
        }
    }

    private func patience(_ candidate: Candidate) -> Int {
        guard rounds.patience > 0 else { return 0 }
        return (candidate.values["learning_rate"] ?? 0.1) < 0.04 ? rounds.patience * 2 : rounds.patience
    }

    private func network(_ candidate: Candidate, _ training: EncodedRows, validation: EncodedRows?, epochs: Int) throws -> FittedNetwork {
        try NetworkTraining.fit(
            training, validation: validation, problem: problem, hidden: Int(candidate.values["hidden"] ?? 48), decay: candidate.values["decay"] ?? 0.02,
            rate: 0.004, epochs: epochs, schedule: Self.epochs)
    }
}
