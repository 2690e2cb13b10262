import CLightGBM
import Core
import Synchronization

/// Boosted trees, trained or read back.
struct FittedBoosting: FittedLearner {
    let booster: Booster
    /// Rounds that count; those after the best one are not used.
    let rounds: Int
    let outputs: Int

    init(booster: Booster, rounds: Int, outputs: Int) {
        self.booster = booster
        self.rounds = rounds
        self.outputs = outputs
    }

    /// - Throws: `SQLFailure` XX001 when the bytes are no trees.
    init(_ stored: StoredLearner, outputs: Int) throws {
        guard let rounds = stored.description["rounds"]?.integer else { throw SQLFailure(.dataCorrupted, "the model's trees have no number of rounds") }
        self.init(booster: try Booster(text: String(decoding: stored.bytes, as: UTF8.self)), rounds: rounds, outputs: outputs)
    }

    var kind: LearnerKind { .lightgbm }

    func predict(_ matrix: UnsafePointer<Double>, rows: Int, features: Int, into output: UnsafeMutablePointer<Double>) throws {
        if let trees = try booster.flatTrees(rounds: rounds, rows: rows), trees.columnCount == features, trees.outputs == outputs {
            trees.predict(matrix, rows: rows, into: output)
        } else {
            try booster.predict(matrix, rows: rows, features: features, rounds: rounds, into: output)
        }
    }

    func stored() throws -> StoredLearner {
        StoredLearner(
            kind: .lightgbm, description: .object([.init("rounds", .number(Double(rounds))), .init("version", .string("4.7.0"))]),
            bytes: Array(try booster.text(rounds: rounds).utf8))
    }

    /// The same trees without the data that they were grown on.
    func detached() throws -> FittedBoosting {
        let alone = try Booster(text: try booster.text(rounds: rounds), keepsText: true)
        let flat = booster.flat.withLock { $0 }
        if flat?.rounds == rounds { alone.flat.withLock { $0 = flat } }
        return FittedBoosting(booster: alone, rounds: rounds, outputs: outputs)
    }

    /// One ensemble of trees that says the mean of what several say, on the scale of their scores.
    /// - Parameter several: at least one; none has linear leaves.
    static func mean(_ several: [FittedBoosting]) throws -> FittedBoosting {
        guard several.count > 1, let first = several.first else { return several[0] }
        let share = 1 / Double(several.count)
        let joined = try first.booster.scaled(by: share, rounds: first.rounds)
        for other in several.dropFirst() { try joined.prepend(try other.booster.scaled(by: share, rounds: other.rounds)) }
        return try FittedBoosting(booster: joined, rounds: several.reduce(0) { $0 + $1.rounds }, outputs: first.outputs).detached()
    }

    /// A tree costs about forty nanoseconds to walk.
    var estimatedCost: Double { 40 * Double(rounds * outputs) }

    var hasLinearLeaves: Bool { get throws { try booster.firstRound().contains("is_linear=1") } }
}

extension FittedBoosting {
    /// - Parameters:
    ///   - validation: row-major; its loss says when to stop. Empty: all rounds are made.
    ///   - patience: rounds without a better loss; 0: never stop.
    ///   - onRound: round, limit, loss on the validation rows.
    static func fit(
        _ training: EncodedRows, validation: EncodedRows?, problem: LearningProblem, parameters: BoostingParameters, rounds limit: Int,
        patience: Int, threads: Int, onRound: (Int, Int, Double?) throws -> Void = { _, _, _ in }
    ) throws -> FittedBoosting {
        omp_set_num_threads(Int32(threads))
        let dataset = try Dataset(training, parameters: parameters.text, reference: nil)
        let stops = patience > 0 && validation != nil
        let watched = stops ? try validation.map { try Dataset($0, parameters: parameters.text, reference: dataset) } : nil
        let booster = try Booster(training: dataset, validation: watched, parameters: parameters.text)
        var best = (round: 0, loss: Double.infinity)
        var round = 0
        while round < limit {
            guard let made = try booster.update() else { break }
            round = made
            var loss: Double?
            if stops {
                let value = try booster.validationMetric()
                loss = value
                if value < best.loss { best = (round, value) }
                if round - best.round >= patience { break }
            }
            if round.isMultiple(of: 10) || round == limit { try onRound(round, limit, loss) }
        }
        return FittedBoosting(booster: booster, rounds: max(1, stops ? best.round : round), outputs: problem.outputs)
    }
}
