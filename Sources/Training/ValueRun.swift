import Core

/// A value of a column, and in how many of the rows that were looked at it is.
struct ValueRun {
    let value: Value
    let rows: Int

    /// The different values, ascending: numbers and times by size, everything else by its text.
    /// - Parameter rows: without those that are NULL.
    static func ascending(_ vector: ColumnVector, rows: [Int]) -> [ValueRun] {
        // A key takes the order of what it stands for.
        switch vector.storage {
        case .integers(let array): return runs(rows.map { array[$0] }) { ColumnVector(type: vector.type, storage: .integers([$0]))[0] }
        case .booleans(let array): return runs(rows.map { array[$0] ? 1 : 0 }) { .boolean($0 == 1) }
        case .doubles(let array): return runs(rows.map { key(array[$0]) }) { .double(number($0)) }
        case .strings, .values:
            let counts = rows.reduce(into: [Value: Int]()) { $0[vector[$1], default: 0] += 1 }
            let isNumeric = vector.type.isNumeric
            return counts.map { (run: ValueRun(value: $0, rows: $1), number: isNumeric ? $0.number : 0, text: $0.text ?? "") }
                .sorted { ($0.number, $0.text) < ($1.number, $1.text) }.map(\.run)
        }
    }

    /// Those of the most rows, in front of equals the smaller value.
    static func longest(_ runs: [ValueRun], _ count: Int) -> [ValueRun] {
        var longest: [ValueRun] = []
        for run in runs where longest.count < count || run.rows > longest[count - 1].rows {
            longest.insert(run, at: longest.firstIndex { $0.rows < run.rows } ?? longest.count)
            if longest.count > count { longest.removeLast() }
        }
        return longest
    }

    private static func runs(_ keys: [Int64], _ value: (Int64) -> Value) -> [ValueRun] {
        let sorted = keys.sorted()
        var runs: [ValueRun] = []
        var start = 0
        for end in sorted.indices where end + 1 == sorted.count || sorted[end + 1] != sorted[end] {
            runs.append(ValueRun(value: value(sorted[end]), rows: end + 1 - start))
            start = end + 1
        }
        return runs
    }

    /// The bits of a number in its order: all NaNs are one, and the largest; both zeros are one.
    private static func key(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: (number.isNaN ? .nan : number + 0).bitPattern)
        return bits ^ ((bits >> 63) & .max)
    }

    private static func number(_ key: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: key ^ ((key >> 63) & .max))) }
}
