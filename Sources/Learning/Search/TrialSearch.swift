import Core
import Synchronization

/// Tries candidates on the folds: first a few that are known to do well, then what the results so far suggest.
///
/// Trials are made in batches of a fixed size, so that the same are made for any number of threads. A trial that is clearly
/// behind after its first fold is not tried on the others.
struct TrialSearch {
    let problem: LearningProblem
    let space: SearchSpace
    let folds: [EncodedFold]
    let rounds: RoundLimits
    let learners: [LearnerKind]
    let count: Int
    let threads: Int
    /// What is told while fits go on; its share is of the search, 0...1.
    let progress: @Sendable (TrainingProgress) throws -> Void

    private static let batch = 4

    /// Rows of one fold as numbers.
    struct EncodedFold: Sendable {
        let training: EncodedRows
        /// Row-major.
        let validation: EncodedRows
        /// Those of the table that judge.
        let validationRows: [Int]
    }

    struct RoundLimits: Sendable {
        var limit: Int
        /// Rounds without gain after which boosting stops; 0: never.
        var patience: Int
    }

    func run() throws -> [Trial] {
        var trials: [Trial] = []
        var generator = SeededGenerator(seed: problem.seed, stage: 200)
        let portfolio = Portfolio.candidates(space, problem: problem, learners: learners, rows: folds[0].training.count)
        while trials.count < count {
            var batch: [Candidate] = []
            var tried = trials.map(\.candidate)
            // The first batch is all that is known beforehand.
            let size = trials.isEmpty ? max(Self.batch, portfolio.count) : Self.batch
            while trials.count + batch.count < count, batch.count < size {
                let number = trials.count + batch.count
                guard let candidate = number < portfolio.count ? portfolio[number] : propose(trials, tried, &generator) else { break }
                batch.append(candidate)
                tried.append(candidate)
            }
            if batch.isEmpty { break }
            trials += try self.try(batch, after: trials)
        }
        return trials
    }

    /// nil: there is nothing left to vary.
    private func propose(_ trials: [Trial], _ tried: [Candidate], _ generator: inout SeededGenerator) -> Candidate? {
        let best = trials.filter { $0.status == .completed }.min { $0.loss < $1.loss }
        // Mostly the learner that leads; now and then trees, which gain the most from a search.
        let leading = best?.candidate.learner ?? (learners.contains(.lightgbm) ? .lightgbm : learners[0])
        let learner = learners.contains(.lightgbm) && Double.random(in: 0..<1, using: &generator) < 0.5 ? .lightgbm : leading
        let parameters = space.parameters(of: learner)
        guard !parameters.isEmpty else { return nil }
        let prefix = "\(learner.rawValue)."
        let history = trials.filter { $0.candidate.learner == learner && $0.status != .failed }.map { trial in
            (values: Dictionary(uniqueKeysWithValues: trial.candidate.values.map { (prefix + $0.key, $0.value) }), loss: comparable(trial, best))
        }
        for _ in 0..<20 {
            let values = TreeParzenEstimator.propose(parameters, history: history, generator: &generator)
            let candidate = space.candidate(learner, Dictionary(uniqueKeysWithValues: values.map { (String($0.key.dropFirst(prefix.count)), $0.value) }))
            if !tried.contains(candidate) { return candidate }
        }
        return nil
    }

    /// A pruned trial's loss as it would be on all folds, judged by its first.
    private func comparable(_ trial: Trial, _ best: Trial?) -> Double {
        guard trial.status == .pruned, let best, let own = trial.losses.first, let first = best.losses.first else { return trial.loss }
        return best.loss + own - first
    }

    // MARK: One batch

    private struct Piece: Sendable {
        var candidate: Int
        var fold: Int
    }

    private struct FoldResult: Sendable {
        var predictions: [Double] = []
        var loss = Double.infinity
        var rounds = 0
        var cost = 0.0
        var seconds = 0.0
        var failure: String?
        var learner: (any FittedLearner)?
    }

    private func `try`(_ batch: [Candidate], after trials: [Trial]) throws -> [Trial] {
        let share = Double(trials.count) / Double(count)...Double(trials.count + batch.count) / Double(count)
        let middle = share.lowerBound + (share.upperBound - share.lowerBound) / Double(folds.count)
        let first = try results(batch, batch.indices.map { Piece(candidate: $0, fold: 0) }, after: trials.count, share.lowerBound...middle)
        let leader = trials.filter { $0.status == .completed }.min { $0.loss < $1.loss }
        var made = batch.indices.map { index in
            Trial(
                number: trials.count + index + 1, candidate: batch[index], losses: first[index].failure == nil ? [first[index].loss] : [],
                rounds: [first[index].rounds], seconds: first[index].seconds, status: first[index].failure == nil ? .completed : .failed,
                note: first[index].failure, predictions: [first[index].predictions], cost: first[index].cost, learner: first[index].learner)
        }
        if folds.count > 1 {
            let ahead = ([leader].compactMap(\.self) + made).filter { $0.status == .completed }.min { $0.losses[0] < $1.losses[0] }
            for index in made.indices where made[index].status == .completed {
                if let ahead, isHopeless(made[index], beside: ahead) {
                    made[index].status = .pruned
                    made[index].note = "behind the best by \(Self.percent(made[index].losses[0] / ahead.losses[0] - 1)) on the first fold"
                }
            }
            let rest = made.indices.filter { made[$0].status == .completed }
            let pieces = rest.flatMap { candidate in (1..<folds.count).map { Piece(candidate: candidate, fold: $0) } }
            for (piece, result) in zip(pieces, try results(batch, pieces, after: trials.count, middle...share.upperBound)) {
                made[piece.candidate].seconds += result.seconds
                if let failure = result.failure {
                    made[piece.candidate].status = .failed
                    made[piece.candidate].note = failure
                } else {
                    made[piece.candidate].losses.append(result.loss)
                    made[piece.candidate].rounds.append(result.rounds)
                    made[piece.candidate].predictions.append(result.predictions)
                }
            }
        }
        for index in made.indices where made[index].status != .completed { made[index].predictions = [] }
        return made
    }

    /// Whether a trial is behind another on the first fold by much, and by more than chance can make up for; by very much is enough.
    private func isHopeless(_ trial: Trial, beside ahead: Trial) -> Bool {
        // A different kind of learner may help an ensemble though it is behind. A small fold says little, least of all of the luckiest of
        // many, and a trial on it costs little.
        let isSmall = folds[0].validation.count < Self.smallFold
        let slack = trial.candidate.learner != .lightgbm ? 0.25 : isSmall ? 0.15 : 0.06
        let distance = (trial.losses[0] - ahead.losses[0]) / abs(ahead.losses[0])
        guard distance > slack, distance < 4 * slack else { return distance > slack }
        let truth = folds[0].validation.truth
        let difference = zip(Loss.rows(trial.predictions[0], truth, problem), Loss.rows(ahead.predictions[0], truth, problem)).map { $0 - $1 }
        return PairedDifference(difference).isClear(errors: 2)
    }

    private static func percent(_ share: Double) -> String { "\(Value.text(of: (share * 1000).rounded() / 10)) %" }

    private func results(_ batch: [Candidate], _ pieces: [Piece], after done: Int, _ share: ClosedRange<Double>) throws -> [FoldResult] {
        // Large tables use the threads inside of one fit, small ones fit several at a time.
        let isLarge = folds[0].training.count >= Self.largeTable
        let (problem, folds, rounds) = (problem, folds, rounds)
        let fitting = LearnerFitting(problem: problem, rounds: rounds, threads: isLarge ? threads : 1)
        let told = FitProgress(fits: pieces.count, range: share, metricName: problem.lossName, tell: progress)
        let (count, threads) = (count, threads)
        return try Parallel.map(Array(pieces.enumerated()), threads: isLarge ? 1 : threads) { index, piece in
            let clock = ContinuousClock()
            let start = clock.now
            var result = FoldResult()
            do {
                let fold = folds[piece.fold]
                let stage = "trial \(done + piece.candidate + 1) of \(count)"
                try told.report(index, stage: stage, round: 0, of: rounds.limit, loss: nil)
                let (learner, rounds) = try fitting.fit(batch[piece.candidate], fold.training, validation: fold.validation) { round, limit, loss in
                    try told.report(index, stage: stage, round: round, of: limit, loss: loss)
                }
                told.ended(index)
                result.predictions = try learner.predict(
                    fold.validation.matrix, rows: fold.validation.count, features: fold.validation.width, outputs: problem.outputs, threads: isLarge ? threads : 1)
                result.loss = Loss.mean(result.predictions, fold.validation.truth, problem)
                result.rounds = rounds
                result.cost = learner.estimatedCost
                if folds.count == 1 { result.learner = learner }
                if !result.loss.isFinite { result.failure = "its predictions are not numbers" }
            } catch let failure as SQLFailure {
                result.failure = failure.message
            }
            let spent = (clock.now - start).components
            result.seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
            return result
        }
    }

    static let largeTable = 100_000
    private static let smallFold = 1000
}
