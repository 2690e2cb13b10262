import CLightGBM
package import Core

/// Scores single rows through LightGBM's fast path, with everything prepared. For one thread at a time.
package final class PointScorer: @unchecked Sendable {
    // Proof of Sendable: its owner calls it under a lock; the buffers are its own.
    private let model: Model
    private let fast: FastConfigHandle
    private let row: UnsafeMutablePointer<Double>
    private let result: UnsafeMutablePointer<Double>

    init(model: Model) throws {
        self.model = model
        var made: FastConfigHandle?
        omp_set_num_threads(1)
        try checked(
            LGBM_BoosterPredictForMatSingleRowFastInit(
                model.booster.handle, C_API_PREDICT_NORMAL, 0, -1, C_API_DTYPE_FLOAT64, Int32(model.layout.width), "", &made))
        guard let made else { throw SQLFailure(.internalError, "LightGBM gave no fast path") }
        fast = made
        row = .allocate(capacity: max(1, model.layout.width))
        result = .allocate(capacity: model.outputCount)
    }

    deinit {
        LGBM_FastConfigFree(fast)
        row.deallocate()
        result.deallocate()
    }

    /// - Parameter inputs: in the model's `inputs` order, NULL where nothing is known.
    /// - Returns: `outputCount` numbers, equal to what a batch gives.
    package func score(_ inputs: [Value]) throws -> [Double] {
        precondition(inputs.count == model.inputs.count)
        for (encoder, offset) in zip(model.encoders, model.layout.offsets) {
            encoder.encode(inputs[encoder.input], into: row + offset, featureStride: 1)
        }
        var length: Int64 = 0
        try checked(LGBM_BoosterPredictForMatSingleRowFast(fast, row, &length, result))
        return Array(UnsafeBufferPointer(start: result, count: model.outputCount))
    }
}
