import CLightGBM
import Core

/// Encoded rows with their labels, in LightGBM's binned form.
final class Dataset {
    let handle: DatasetHandle
    let rows: Int

    /// - Parameters:
    ///   - reference: the dataset whose bins are to be used; nil makes new ones.
    ///   - start: scores that boosting starts from, output by output; nil: the mean.
    init(_ encoded: EncodedRows, parameters: String, reference: Dataset?, start: [Double]? = nil) throws {
        rows = encoded.count
        var made: DatasetHandle?
        try encoded.matrix.withUnsafeBufferPointer { buffer in
            try checked(
                LGBM_DatasetCreateFromMat(
                    buffer.baseAddress, C_API_DTYPE_FLOAT64, Int32(encoded.count), Int32(encoded.width), encoded.isRowMajor ? 1 : 0, parameters,
                    reference?.handle, &made))
        }
        guard let made else { throw SQLFailure(.internalError, "LightGBM gave no dataset") }
        handle = made
        try set("label", encoded.truth.map { Float($0) })
        if let start {
            try start.withUnsafeBufferPointer {
                try checked(LGBM_DatasetSetField(handle, "init_score", $0.baseAddress, Int32(start.count), C_API_DTYPE_FLOAT64))
            }
        }
        if let weights = encoded.weights { try set("weight", weights) }
    }

    private func set(_ field: String, _ values: [Float]) throws {
        try values.withUnsafeBufferPointer {
            try checked(LGBM_DatasetSetField(handle, field, $0.baseAddress, Int32(values.count), C_API_DTYPE_FLOAT32))
        }
    }

    deinit { LGBM_DatasetFree(handle) }
}

/// Turns LightGBM's return code into a failure.
func checked(_ code: Int32) throws {
    guard code != 0 else { return }
    let message = LGBM_GetLastError().map { String(cString: $0) } ?? "unknown error"
    throw SQLFailure(message.contains("bad_alloc") ? .outOfMemory : .internalError, "the learner failed: \(message)")
}
