import Core
import Foundation

/// What is seen of a column before it is understood.
struct ColumnProfile {
    /// Rows with a value.
    private(set) var count = 0
    /// Share of rows without one, 0...1.
    private(set) var missing = 0.0
    private(set) var distinct = 0
    /// Each value occurs once.
    var isUnique: Bool { distinct == count }
    /// Whole numbers that grow by one from row to row.
    private(set) var isSequence = false
    /// Whole numbers that grow from row to row.
    private(set) var isAscending = false
    /// Longer text: several words in most rows, and too many different ones to be names.
    private(set) var isText = false
    /// Texts that are numbers, nearly all of them, and too many to be codes.
    private(set) var isNumbersAsText = false
    /// Of each text; nil for other types.
    private(set) var counts: [String: Int]?

    init(_ vector: ColumnVector, rows: [Int]) {
        switch vector.storage {
        case .doubles(let array):
            let validity = vector.validity
            let bits = { row in validity?[row] == false || !array[row].isFinite ? nil : array[row].bitPattern }
            rows.count > Self.exactRows ? estimateNumbers(rows, bits) : profileNumbers(rows, bits)
        case .integers(let array):
            profileNumbers(rows) { vector.isNull($0) ? nil : UInt64(bitPattern: array[$0]) }
            isAscending = count > 1 && missing(rows, vector) == 0 && zip(rows, rows.dropFirst()).allSatisfy { array[$0] < array[$1] }
            isSequence = count > 1 && zip(rows, rows.dropFirst()).allSatisfy { first, second in
                !vector.isNull(first) && !vector.isNull(second) && array[second].subtractingReportingOverflow(array[first]).partialValue == Int64(second - first)
            }
        case .booleans(let array): profileNumbers(rows) { vector.isNull($0) ? nil : array[$0] ? 1 : 0 }
        case .strings, .values:
            let counts = Self.count(vector, rows: rows)
            self.counts = counts
            count = counts.values.reduce(0, +)
            distinct = counts.count
            profileText(counts)
        }
        missing = rows.isEmpty ? 0 : 1 - Double(count) / Double(rows.count)
    }

    private func missing(_ rows: [Int], _ vector: ColumnVector) -> Int { rows.count { vector.isNull($0) } }

    private mutating func profileNumbers(_ rows: [Int], _ bits: (Int) -> UInt64?) {
        let values = [UInt64](unsafeUninitializedCapacity: rows.count) { buffer, count in
            for row in rows {
                guard let bits = bits(row) else { continue }
                buffer[count] = bits
                count += 1
            }
        }
        count = values.count
        distinct = DistinctCount.count(values)
    }

    /// Floating numbers of so many rows are hardly ever keys: about how many different ones there are is enough.
    private static let exactRows = 100_000

    private mutating func estimateNumbers(_ rows: [Int], _ bits: (Int) -> UInt64?) {
        var counter = LinearCounter(values: rows.count)
        var (first, hasOther) = (UInt64?.none, false)
        for row in rows {
            guard let bits = bits(row) else { continue }
            counter.insert(bits)
            count += 1
            if first == nil { first = bits } else if bits != first { hasOther = true }
        }
        // Two values may be one to the counter; whether all are equal must be right.
        distinct = min(count, max(hasOther ? 2 : 1, counter.estimate))
    }

    private mutating func profileText(_ counts: [String: Int]) {
        if distinct > 20, Double(counts.keys.count { Double($0) != nil }) >= 0.95 * Double(distinct) {
            isNumbersAsText = true
            return
        }
        guard distinct > 50, Double(distinct) > 0.2 * Double(count) else { return }
        // Order does not matter: a count is taken over all of them.
        var withSpaces = 0
        for text in counts.keys where text.utf8.prefix(10_000).lazy.filter({ $0 == 0x20 }).prefix(3).count == 3 { withSpaces += 1 }
        isText = Double(withSpaces) > 0.5 * Double(distinct)
    }

    static func count(_ vector: ColumnVector, rows: [Int]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in rows where !vector.isNull(row) { counts[FeatureEncoder.levelName(vector[row]), default: 0] += 1 }
        return counts
    }

    /// Why nothing can be learnt from it; nil when something can.
    var uselessness: String? {
        if count == 0 { return "left out: all values are NULL" }
        if distinct == 1, missing == 0 { return "left out: all values are equal" }
        return nil
    }
}

func naturalLogarithm(_ number: Double) -> Double { log(number) }
func exponential(_ number: Double) -> Double { exp(number) }
