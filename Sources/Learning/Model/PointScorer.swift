import CLightGBM
package import Core

/// Scores single rows, with everything prepared, and no memory taken per row. For one thread at a time.
package final class PointScorer: @unchecked Sendable {
    // Proof of Sendable: its owner calls it under a lock; the buffers are its own.
    private let model: Model
    private let members: [Member]
    private let row: UnsafeMutablePointer<Double>
    private let part: UnsafeMutablePointer<Double>
    private let result: UnsafeMutablePointer<Double>

    /// How one member of the model scores a row.
    private enum Member {
        case quick(QuickScorer, QuickScorer.Scratch)
        /// Trees that are too large for that.
        case trees(FlatTrees)
        /// LightGBM's own path, for trees that are not walked here.
        case booster(FastConfigHandle)
        case other(any FittedLearner)
    }

    init(model: Model) throws {
        self.model = model
        members = try model.members.map { try Self.member($0.learner, width: model.layout.width) }
        row = .allocate(capacity: max(1, model.layout.width))
        part = .allocate(capacity: model.outputCount)
        result = .allocate(capacity: model.outputCount)
    }

    private static func member(_ learner: any FittedLearner, width: Int) throws -> Member {
        guard let boosting = learner as? FittedBoosting else { return .other(learner) }
        if let trees = try boosting.booster.flatTrees(rounds: boosting.rounds, rows: nil), trees.columnCount == width, trees.outputs == boosting.outputs {
            return boosting.booster.quickScorer(of: trees, rounds: boosting.rounds).map { .quick($0, .init($0)) } ?? .trees(trees)
        }
        omp_set_num_threads(1)
        var made: FastConfigHandle?
        try checked(
            LGBM_BoosterPredictForMatSingleRowFastInit(
                boosting.booster.handle, C_API_PREDICT_NORMAL, 0, Int32(boosting.rounds), C_API_DTYPE_FLOAT64, Int32(width), "", &made))
        guard let made else { throw SQLFailure(.internalError, "LightGBM gave no fast path") }
        return .booster(made)
    }

    deinit {
        for case .booster(let handle) in members { LGBM_FastConfigFree(handle) }
        row.deallocate()
        part.deallocate()
        result.deallocate()
    }

    /// - Parameter inputs: in the model's `inputs` order, NULL where nothing is known.
    /// - Returns: `outputCount` numbers, equal to what a batch gives.
    package func score(_ inputs: [Value]) throws -> [Double] {
        precondition(inputs.count == model.inputs.count)
        // Through buffers: iterating over the arrays would copy and count each element.
        model.encoders.withUnsafeBufferPointer { encoders in
            for index in encoders.indices {
                encoders[index].encode(inputs[encoders[index].input], into: row + model.layout.offsets[index], featureStride: 1)
            }
        }
        let outputs = model.outputCount
        for index in 0..<outputs { result[index] = 0 }
        try members.withUnsafeBufferPointer { members in
            for place in members.indices {
                try predict(members[place])
                for index in 0..<outputs { result[index] += model.members[place].weight * model.mean.scaled(part[index], model.task) }
            }
        }
        model.finish(result)
        return Array(UnsafeBufferPointer(start: result, count: outputs))
    }

    private func predict(_ member: Member) throws {
        switch member {
        case .quick(let scorer, let scratch): scorer.predict(row, into: part, scratch)
        case .trees(let trees): trees.predict(row, rows: 1, into: part)
        case .booster(let handle):
            var length: Int64 = 0
            try checked(LGBM_BoosterPredictForMatSingleRowFast(handle, row, &length, part))
        case .other(let learner): try learner.predict(row, rows: 1, features: model.layout.width, into: part)
        }
    }
}
