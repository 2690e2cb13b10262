import CLightGBM
import Core

/// Encoded rows with their labels, in LightGBM's binned form.
final class Dataset {
    let handle: DatasetHandle
    let rows: Int

    /// - Parameters:
    ///   - matrix: column-major, rows x features.
    ///   - reference: the dataset whose bins are to be used; nil makes new ones.
    init(matrix: [Double], rows: Int, featureNames: [String], labels: [Float], weights: [Float]?, parameters: String, reference: Dataset?) throws {
        self.rows = rows
        var made: DatasetHandle?
        let features = featureNames.count
        try matrix.withUnsafeBufferPointer { buffer in
            try checked(
                LGBM_DatasetCreateFromMat(
                    buffer.baseAddress, C_API_DTYPE_FLOAT64, Int32(rows), Int32(features), 0, parameters, reference?.handle, &made))
        }
        guard let made else { throw SQLFailure(.internalError, "LightGBM gave no dataset") }
        handle = made
        try labels.withUnsafeBufferPointer {
            try checked(LGBM_DatasetSetField(handle, "label", $0.baseAddress, Int32(rows), C_API_DTYPE_FLOAT32))
        }
        if let weights {
            try weights.withUnsafeBufferPointer {
                try checked(LGBM_DatasetSetField(handle, "weight", $0.baseAddress, Int32(rows), C_API_DTYPE_FLOAT32))
            }
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
