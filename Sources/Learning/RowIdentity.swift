import Core

/// What makes a row the same row in two tables: the value of its key, or else all of its values. As 64-bit hashes.
///
/// Numbers count by their value, whatever their type, and columns by their name, whatever their order.
enum RowIdentity {
    /// - Parameters:
    ///   - columns: of the table; at least one.
    ///   - threads: to use; the result is the same for any number.
    /// - Returns: one hash per row.
    static func hashes(_ table: TrainingTable, columns: [Int], threads: Int = 1) throws -> [UInt64] {
        let parts = try Parallel.map(Parallel.ranges(table.rowCount, threads: threads), threads: threads) { rows in
            var sums = [UInt64](repeating: 0, count: rows.count)
            for column in columns {
                let name = RowHash.mixed(RowHash.bytes(table.columns[column].name.lowercased()))
                add(table.vectors[column], rows, name: name, to: &sums)
            }
            return sums.map(RowHash.mixed)
        }
        var hashes = parts[0]
        hashes.reserveCapacity(table.rowCount)
        for part in parts.dropFirst() { hashes += part }
        return hashes
    }

    private static func add(_ vector: ColumnVector, _ rows: Range<Int>, name: UInt64, to sums: inout [UInt64]) {
        let null = RowHash.mixed(name ^ 0x6E75_6C6C)
        let validity = vector.validity
        func add(isNull: (Int) -> Bool = { validity?[$0] == false }, _ value: (Int) -> UInt64) {
            for row in rows { sums[row - rows.lowerBound] &+= isNull(row) ? null : RowHash.mixed(name ^ value(row)) }
        }
        switch vector.storage {
        case .booleans(let array): add { number(array[$0] ? 1 : 0) }
        case .integers(let array): add { number(Double(array[$0])) }
        case .doubles(let array): add { array[$0].isNaN ? null : number(array[$0]) }
        case .strings(let array): add { RowHash.bytes(array[$0]) }
        case .values(let array):
            add(isNull: { array[$0].isNull }) { row in
                let value = FeatureEncoder.number(array[row])
                return value.isNaN ? RowHash.bytes(array[row].text ?? "") : number(value)
            }
        }
    }

    private static func number(_ value: Double) -> UInt64 { RowHash.mixed(value == 0 ? 0 : value.bitPattern) }
}

extension TrainingTable {
    /// The identity of each row: by the key where there is one, else by all columns; then rows that are equal are told apart by their
    /// place among those that are equal to them.
    func identities(key: String?, threads: Int = 1) throws -> [UInt64] {
        if let key = key.flatMap({ index(of: $0) }) { return try RowIdentity.hashes(self, columns: [key], threads: threads) }
        let hashes = try RowIdentity.hashes(self, columns: Array(columns.indices), threads: threads)
        // Mostly no row comes twice, and that is told faster than which.
        if DistinctCount.count(hashes) == hashes.count { return hashes }
        var counts: [UInt64: UInt64] = [:]
        return hashes.map { hash in
            let before = counts[hash, default: 0]
            counts[hash] = before + 1
            return before == 0 ? hash : RowHash.mixed(hash &+ before)
        }
    }
}
