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
    private let steps: [Step]
    /// The knots of all columns, and the levels of all columns.
    private let knots: [Double]
    private let levels: [Int]

    /// A column as rows are encoded by it: without arrays of its own, which would be counted for each row.
    private struct Step: Sendable, Hashable {
        var isNumber = false
        var marksMissing = false
        var mean = 0.0
        var deviation = 1.0
        var low = 0.0
        var high = 0.0
        /// Place and number of its knots or levels.
        var start: Int
        var count: Int
    }

    static let knotCount = 65
    static let maximumLevels = 100

    init(columns: [Column], keepsScale: Bool) {
        self.columns = columns
        self.keepsScale = keepsScale
        width = columns.reduce(0) { $0 + Self.width($1, keepsScale) }
        var knots: [Double] = [], levels: [Int] = []
        steps = columns.map { column in
            switch column {
            case .number(let mean, let deviation, let low, let high, let own, let marksMissing):
                defer { knots += own }
                return Step(
                    isNumber: true, marksMissing: marksMissing, mean: mean, deviation: deviation, low: low, high: high, start: knots.count, count: own.count)
            case .levels(let own):
                defer { levels += own }
                return Step(start: levels.count, count: own.count)
            }
        }
        self.knots = knots
        self.levels = levels
    }

    private static func width(_ column: Column, _ keepsScale: Bool) -> Int {
        switch column {
        case .number(_, _, _, _, _, let marksMissing): (keepsScale ? 2 : 1) + (marksMissing ? 1 : 0)
        case .levels(let levels): levels.count + 1
        }
    }

    /// Numbers of each column.
    var widths: [Int] { columns.map { Self.width($0, keepsScale) } }

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
        let (mean, deviation) = moments(known, largest: max(abs(low), abs(high)))
        let knots = (0..<knotCount).map { known[Int((Double($0) / Double(knotCount - 1) * Double(known.count - 1)).rounded())] }
        return .number(mean: mean, deviation: deviation, low: low, high: high, knots: knots, marksMissing: known.count < all.count)
    }

    /// Mean and deviation; 1 for the deviation of equal numbers. Numbers whose squares leave the range of a double are scaled meanwhile.
    /// - Parameter largest: the greatest size of the values.
    private static func moments(_ values: [Double], largest: Double) -> (mean: Double, deviation: Double) {
        let count = Double(values.count)
        let unit = largest > 1e150 || (largest < 1e-150 && largest > 0) ? largest : 1
        let mean = values.reduce(0) { $0 + $1 / unit } / count
        let variance = values.reduce(0) { $0 + ($1 / unit - mean) * ($1 / unit - mean) } / count
        let deviation = variance.squareRoot() * unit
        return (mean * unit, deviation > 0 ? deviation : 1)
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
        steps.withUnsafeBufferPointer { steps in
            knots.withUnsafeBufferPointer { knots in
                levels.withUnsafeBufferPointer { levels in
                    encode(row, featureStride, steps, knots, levels, into: output)
                }
            }
        }
    }

    @inline(__always)
    private func encode(
        _ row: UnsafePointer<Double>, _ featureStride: Int, _ steps: UnsafeBufferPointer<Step>, _ knots: UnsafeBufferPointer<Double>,
        _ levels: UnsafeBufferPointer<Int>, into output: UnsafeMutablePointer<Float>
    ) {
        var place = output
        for feature in steps.indices {
            let step = steps[feature]
            let value = row[feature * featureStride]
            let own = step.start..<step.start + step.count
            if step.isNumber {
                let clipped = value.isNaN ? value : min(max(value, step.low), step.high)
                if keepsScale {
                    place.pointee = clipped.isNaN ? 0 : Float(2 * ((clipped / 2 - step.mean / 2) / step.deviation))
                    place += 1
                }
                place.pointee = clipped.isNaN || own.isEmpty ? 0 : Float(Self.normalRank(clipped, .init(rebasing: knots[own])))
                place += 1
                if step.marksMissing {
                    place.pointee = value.isNaN ? 1 : 0
                    place += 1
                }
            } else {
                for index in 0...step.count { place[index] = 0 }
                place[value.isNaN ? step.count : Self.index(of: Int(value), in: .init(rebasing: levels[own])) ?? step.count] = 1
                place += step.count + 1
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

    private static func index(of level: Int, in levels: UnsafeBufferPointer<Int>) -> Int? {
        var (low, high) = (0, levels.count)
        while low < high {
            let middle = (low + high) / 2
            if levels[middle] < level { low = middle + 1 } else { high = middle }
        }
        return low < levels.count && levels[low] == level ? low : nil
    }

    /// The normal quantile of a value's rank among the knots, interpolated between them.
    private static func normalRank(_ value: Double, _ knots: UnsafeBufferPointer<Double>) -> Double {
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
            // Halves, for differences that leave the range of a double.
            rank = Double(first) - 1 + (above > below ? (value / 2 - below / 2) / (above / 2 - below / 2) : 0)
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
