import Core

/// Where each encoder's numbers stand in a row of the learner's matrix.
struct FeatureLayout: Sendable {
    let encoders: [FeatureEncoder]
    let offsets: [Int]
    /// Numbers per row.
    let width: Int

    init(_ encoders: [FeatureEncoder]) {
        self.encoders = encoders
        var offset = 0
        offsets = encoders.map { encoder in
            defer { offset += encoder.width }
            return offset
        }
        width = offset
    }

    /// Indices of the numbers that are categories.
    var categorical: [Int] { encoders.indices.filter { encoders[$0].isCategorical }.map { offsets[$0] } }

    /// LightGBM allows few characters in names; ours are by position.
    var names: [String] { (0..<width).map { "f\($0)" } }

    /// - Returns: rows x width, column-major.
    func columnMajor(_ columns: [ColumnVector], rows: [Int]) -> [Double] {
        fill(columns, rows: rows, rowStride: 1, featureStride: rows.count)
    }

    /// - Returns: rows x width, row-major.
    func rowMajor(_ columns: [ColumnVector], rows: some RandomAccessCollection<Int>) -> [Double] {
        fill(columns, rows: rows, rowStride: width, featureStride: 1)
    }

    private func fill(_ columns: [ColumnVector], rows: some RandomAccessCollection<Int>, rowStride: Int, featureStride: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: rows.count * width) { buffer, count in
            count = rows.count * width
            guard let base = buffer.baseAddress else { return }
            for (encoder, offset) in zip(encoders, offsets) {
                encoder.encode(columns[encoder.input], rows: rows, into: base + offset * featureStride, rowStride: rowStride, featureStride: featureStride)
            }
        }
    }

    /// Adds up what belongs to each encoder.
    func sumByInput(_ values: some RandomAccessCollection<Double>) -> [Double] {
        encoders.indices.map { index in
            (0..<encoders[index].width).reduce(0) { sum, part in
                sum + values[values.index(values.startIndex, offsetBy: offsets[index] + part)]
            }
        }
    }
}
