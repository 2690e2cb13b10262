import CLightGBM
package import Core

/// Scores single rows, with everything prepared: LightGBM's fast path for trees. For one thread at a time.
package final class PointScorer: @unchecked Sendable {
    // Proof of Sendable: its owner calls it under a lock; the buffers are its own.
    private let model: Model
    /// One per member; nil for those that are no trees.
    private var fast: [FastConfigHandle?]
    private let row: UnsafeMutablePointer<Double>
    private let part: UnsafeMutablePointer<Double>
    private let result: UnsafeMutablePointer<Double>

    init(model: Model) throws {
        self.model = model
        row = .allocate(capacity: max(1, model.layout.width))
        part = .allocate(capacity: model.outputCount)
        result = .allocate(capacity: model.outputCount)
        fast = []
        omp_set_num_threads(1)
        for member in model.members {
            guard let trees = member.learner as? FittedBoosting else {
                fast.append(nil)
                continue
            }
            var made: FastConfigHandle?
            try checked(
                LGBM_BoosterPredictForMatSingleRowFastInit(
                    trees.booster.handle, C_API_PREDICT_NORMAL, 0, Int32(trees.rounds), C_API_DTYPE_FLOAT64, Int32(model.layout.width), "", &made))
            guard let made else { throw SQLFailure(.internalError, "LightGBM gave no fast path") }
            fast.append(made)
        }
    }

    deinit {
        for handle in fast { if let handle { LGBM_FastConfigFree(handle) } }
        row.deallocate()
        part.deallocate()
        result.deallocate()
    }

    /// - Parameter inputs: in the model's `inputs` order, NULL where nothing is known.
    /// - Returns: `outputCount` numbers, equal to what a batch gives.
    package func score(_ inputs: [Value]) throws -> [Double] {
        precondition(inputs.count == model.inputs.count)
        // Through the buffer: iterating over the array would copy each encoder.
        model.encoders.withUnsafeBufferPointer { encoders in
            for index in encoders.indices {
                encoders[index].encode(inputs[encoders[index].input], into: row + model.layout.offsets[index], featureStride: 1)
            }
        }
        let outputs = model.outputCount
        for index in 0..<outputs { result[index] = 0 }
        for (member, handle) in zip(model.members, fast) {
            if let handle {
                var length: Int64 = 0
                try checked(LGBM_BoosterPredictForMatSingleRowFast(handle, row, &length, part))
            } else {
                try member.learner.predict(row, rows: 1, features: model.layout.width, into: part)
            }
            for index in 0..<outputs { result[index] += member.weight * part[index] }
        }
        model.calibrator.apply(result, outputs: outputs, task: model.task)
        return Array(UnsafeBufferPointer(start: result, count: outputs))
    }
}
