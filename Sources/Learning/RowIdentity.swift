import Core

/// What makes a row the same row in two tables: the value of its key, or else all of its values. As 64-bit hashes.
///
/// Numbers count by their value, whatever their type, and columns by their name, whatever their order.
enum RowIdentity {
    /// - Parameter columns: of the table; at least one.
    /// - Returns: one hash per row.
    static func hashes(_ table: TrainingTable, columns: [Int]) -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: table.rowCount)
        for column in columns {
            let name = RowHash.mixed(RowHash.bytes(table.columns[column].name.lowercased()))
            add(table.vectors[column], name: name, to: &sums)
        }
        return sums.map(RowHash.mixed)
    }

    private static func add(_ vector: ColumnVector, name: UInt64, to sums: inout [UInt64]) {
        let null = RowHash.mixed(name ^ 0x6E75_6C6C)
        func add(_ value: (Int) -> UInt64) {
            for row in sums.indices { sums[row] &+= vector.isNull(row) ? null : RowHash.mixed(name ^ value(row)) }
        }
        switch vector.storage {
        case .booleans(let array): add { number(array[$0] ? 1 : 0) }
        case .integers(let array): add { number(Double(array[$0])) }
        case .doubles(let array): add { array[$0].isNaN ? null : number(array[$0]) }
        case .strings(let array): add { RowHash.bytes(array[$0]) }
        case .values(let array):
            add { row in
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
    func identities(key: String?) -> [UInt64] {
        if let key = key.flatMap({ index(of: $0) }) { return RowIdentity.hashes(self, columns: [key]) }
        var occurrences = Occurrences(capacity: rowCount)
        return RowIdentity.hashes(self, columns: Array(columns.indices)).map { hash in
            let before = occurrences.add(hash)
            return before == 0 ? hash : RowHash.mixed(hash &+ before)
        }
    }
}

/// Counts hashes. They are spread evenly, so that their own bits find their place.
private struct Occurrences {
    private var hashes: [UInt64]
    private var counts: [UInt32]
    private let mask: Int

    /// - Parameter capacity: hashes that will be added at the most.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        hashes = [UInt64](repeating: 0, count: size)
        counts = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    /// - Returns: how often it was added before.
    mutating func add(_ hash: UInt64) -> UInt64 {
        var place = Int(truncatingIfNeeded: hash) & mask
        while counts[place] > 0, hashes[place] != hash { place = (place + 1) & mask }
        hashes[place] = hash
        counts[place] += 1
        return UInt64(counts[place] - 1)
    }
}
