import Core

/// A value of a column, and in how many of the rows that were looked at it is.
struct ValueRun {
    let value: Value
    private(set) var rows: Int

    /// The different values: numbers and times ascending, everything else in the order in which they come.
    /// - Parameter rows: without those that are NULL.
    static func all(_ vector: ColumnVector, rows: [Int]) -> [ValueRun] {
        // A key takes the order of what it stands for.
        switch vector.storage {
        case .integers(let array): runs(rows.map { array[$0] }) { ColumnVector(type: vector.type, storage: .integers([$0]))[0] }
        case .booleans(let array): runs(rows.map { array[$0] ? 1 : 0 }) { .boolean($0 == 1) }
        case .doubles(let array): runs(rows.map { key(array[$0]) }) { .double(number($0)) }
        case .strings, .values: vector.type.isNumeric ? counted(vector, rows).sorted { isBelow($0.value, $1.value) } : counted(vector, rows)
        }
    }

    /// Those of the most rows; of equals those that come first.
    static func longest(_ runs: [ValueRun], _ count: Int) -> [ValueRun] {
        var longest: [ValueRun] = []
        for run in runs where longest.count < count || run.rows > longest[count - 1].rows {
            longest.insert(run, at: longest.firstIndex { $0.rows < run.rows } ?? longest.count)
            if longest.count > count { longest.removeLast() }
        }
        return longest
    }

    /// The order of numbers of one column, those that no `Double` tells apart too.
    static func isBelow(_ one: Value, _ other: Value) -> Bool {
        switch (one, other) {
        case (.uhugeint(let one), .uhugeint(let other)): one < other
        case (.decimal(let one, _), .decimal(let other, _)): one < other
        default: if let one = whole(one), let other = whole(other) { one < other } else { one.number < other.number }
        }
    }

    private static func whole(_ value: Value) -> Int128? {
        switch value {
        case .integer(let number): Int128(number)
        case .hugeint(let number): number
        default: nil
        }
    }

    /// By a hash of each value's bytes: of 20,000 values two have an equal one once in 10^11 tables.
    private static func counted(_ vector: ColumnVector, _ rows: [Int]) -> [ValueRun] {
        var places: [Int: Int] = [:]
        var runs: [ValueRun] = []
        for row in rows {
            let value = vector[row]
            let hash = hash(value)
            if let place = places[hash] {
                runs[place].rows += 1
            } else {
                places[hash] = runs.count
                runs.append(ValueRun(value: value, rows: 1))
            }
        }
        return runs
    }

    private static func hash(_ value: Value) -> Int {
        var hasher = Hasher()
        switch value {
        case .blob(let bytes): bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        default:
            var text = value.text ?? ""
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
        return hasher.finalize()
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
