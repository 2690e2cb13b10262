import Core
import Foundation

/// Turns the features that trees take into those that weights can be put on: numbers scaled, missing ones marked, categories
/// spread over one column each.
struct DenseEncoder: Sendable, Hashable {
    enum Column: Sendable, Hashable {
        /// Scaled to mean 0 and deviation 1 within the training range, and, by its rank, to a normal distribution.
        case number(mean: Double, deviation: Double, low: Double, high: Double, knots: [Double], marksMissing: Bool)
        /// Levels with a column of their own, in order; all others share one.
        case levels([Int])
    }

    let columns: [Column]
    /// Whether numbers appear on their own scale too, beside their rank.
    let keepsScale: Bool
    /// Numbers per row.
    let width: Int

    static let knotCount = 65
    static let maximumLevels = 100

    init(columns: [Column], keepsScale: Bool) {
        self.columns = columns
        self.keepsScale = keepsScale
        width = columns.reduce(0) { $0 + Self.width($1, keepsScale) }
    }

    private static func width(_ column: Column, _ keepsScale: Bool) -> Int {
        switch column {
        case .number(_, _, _, _, _, let marksMissing): (keepsScale ? 2 : 1) + (marksMissing ? 1 : 0)
        case .levels(let levels): levels.count + 1
        }
    }

    init(fitting rows: EncodedRows, keepsScale: Bool) {
        let categorical = Set(rows.categorical)
        self.init(columns: (0..<rows.width).map { categorical.contains($0) ? Self.levels(rows, $0) : Self.number(rows, $0) }, keepsScale: keepsScale)
    }

    private static func values(_ rows: EncodedRows, _ feature: Int) -> [Double] {
        (0..<rows.count).map { rows.matrix[$0 * rows.rowStride + feature * rows.featureStride] }
    }

    private static func number(_ rows: EncodedRows, _ feature: Int) -> Column {
        let all = values(rows, feature)
        let known = all.filter { !$0.isNaN }.sorted()
        guard let low = known.first, let high = known.last else {
            return .number(mean: 0, deviation: 1, low: 0, high: 0, knots: [], marksMissing: true)
        }
        let mean = known.reduce(0, +) / Double(known.count)
        let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
        let deviation = variance > 0 && variance.isFinite ? variance.squareRoot() : 1
        let knots = (0..<knotCount).map { known[Int((Double($0) / Double(knotCount - 1) * Double(known.count - 1)).rounded())] }
        return .number(mean: mean, deviation: deviation, low: low, high: high, knots: knots, marksMissing: known.count < all.count)
    }

    private static func levels(_ rows: EncodedRows, _ feature: Int) -> Column {
        var counts: [Int: Int] = [:]
        for value in values(rows, feature) where !value.isNaN { counts[Int(value), default: 0] += 1 }
        let common = counts.filter { $0.value >= 5 }.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return .levels(common.prefix(maximumLevels).map(\.key).sorted())
    }

    /// - Parameters:
    ///   - row: where its first feature stands.
    ///   - output: `width` numbers.
    func encode(_ row: UnsafePointer<Double>, featureStride: Int, into output: UnsafeMutablePointer<Float>) {
        var place = output
        for (feature, column) in columns.enumerated() {
            let value = row[feature * featureStride]
            switch column {
            case .number(let mean, let deviation, let low, let high, let knots, let marksMissing):
                let clipped = value.isNaN ? value : min(max(value, low), high)
                if keepsScale {
                    place.pointee = clipped.isNaN ? 0 : Float((clipped - mean) / deviation)
                    place += 1
                }
                place.pointee = clipped.isNaN || knots.isEmpty ? 0 : Float(Self.normalRank(clipped, knots))
                place += 1
                if marksMissing {
                    place.pointee = value.isNaN ? 1 : 0
                    place += 1
                }
            case .levels(let levels):
                for index in 0...levels.count { place[index] = 0 }
                place[value.isNaN ? levels.count : Self.index(of: Int(value), in: levels) ?? levels.count] = 1
                place += levels.count + 1
            }
        }
    }

    /// - Returns: row-major, rows x width.
    func encode(_ rows: EncodedRows) -> [Float] {
        rows.matrix.withUnsafeBufferPointer { matrix in
            [Float](unsafeUninitializedCapacity: rows.count * width) { buffer, count in
                guard let first = matrix.baseAddress, let base = buffer.baseAddress else { return }
                for row in 0..<rows.count { encode(first + row * rows.rowStride, featureStride: rows.featureStride, into: base + row * width) }
                count = rows.count * width
            }
        }
    }

    private static func index(of level: Int, in levels: [Int]) -> Int? {
        var (low, high) = (0, levels.count)
        while low < high {
            let middle = (low + high) / 2
            if levels[middle] < level { low = middle + 1 } else { high = middle }
        }
        return low < levels.count && levels[low] == level ? low : nil
    }

    /// The normal quantile of a value's rank among the knots, interpolated between them.
    private static func normalRank(_ value: Double, _ knots: [Double]) -> Double {
        func bound(_ isBefore: (Double) -> Bool) -> Int {
            var (low, high) = (0, knots.count)
            while low < high {
                let middle = (low + high) / 2
                if isBefore(knots[middle]) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let first = bound { $0 < value }
        let after = bound { $0 <= value }
        let rank: Double
        if after > first {
            rank = Double(first + after - 1) / 2
        } else {
            let (below, above) = (knots[max(0, first - 1)], knots[min(first, knots.count - 1)])
            rank = Double(first) - 1 + (above > below ? (value - below) / (above - below) : 0)
        }
        return NormalDistribution.quantile(min(max(rank / Double(knots.count - 1), 0.005), 0.995))
    }
}

extension DenseEncoder {
    var json: JSONValue {
        .object([
            .init("scale", .boolean(keepsScale)),
            .init(
                "columns",
                .array(
                    columns.map { column in
                        switch column {
                        case .number(let mean, let deviation, let low, let high, let knots, let marksMissing):
                            .object([
                                .init("mean", .number(mean)), .init("deviation", .number(deviation)), .init("low", .number(low)),
                                .init("high", .number(high)), .init("knots", .array(knots.map(JSONValue.number))), .init("missing", .boolean(marksMissing)),
                            ])
                        case .levels(let levels): .object([.init("levels", .array(levels.map { .number(Double($0)) }))])
                        }
                    })),
        ])
    }

    init?(_ json: JSONValue?) {
        guard let columns = json?["columns"]?.array, let scale = json?["scale"]?.boolean else { return nil }
        let read = columns.compactMap { column -> Column? in
            if let levels = column["levels"]?.array { return .levels(levels.compactMap(\.integer)) }
            guard let mean = column["mean"]?.number, let deviation = column["deviation"]?.number, let low = column["low"]?.number,
                let high = column["high"]?.number, let knots = column["knots"]?.array, let missing = column["missing"]?.boolean
            else { return nil }
            return .number(mean: mean, deviation: deviation, low: low, high: high, knots: knots.compactMap(\.number), marksMissing: missing)
        }
        guard read.count == columns.count else { return nil }
        self.init(columns: read, keepsScale: scale)
    }
}

/// The standard normal distribution.
enum NormalDistribution {
    /// The value below which a share of it lies. Relative error below 1.2e-9.
    /// Source: Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
    static func quantile(_ share: Double) -> Double {
        let a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716, 2.506628277459239]
        let b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
        let c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783]
        let d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
        func tail(_ share: Double) -> Double {
            let q = (-2 * log(share)).squareRoot()
            return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1)
        }
        if share < 0.02425 { return tail(share) }
        if share > 1 - 0.02425 { return -tail(1 - share) }
        let q = share - 0.5
        let r = q * q
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
            / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1)
    }
}
