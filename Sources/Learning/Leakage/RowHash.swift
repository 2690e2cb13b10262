import Core

/// 64 bits that tell rows apart: two rows of a table that differ have equal ones with a chance of about 1e-7 in a million rows.
enum RowHash {
    /// - Returns: one for each row of the columns.
    static func rows(_ columns: [ColumnVector]) -> [UInt64] {
        guard let first = columns.first else { return [] }
        var hashes = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: first.count)
        for column in columns { add(column, to: &hashes) }
        return hashes
    }

    /// Takes a further column into the hashes of its rows.
    private static func add(_ column: ColumnVector, to hashes: inout [UInt64]) {
        let validity = column.validity
        func combine(_ row: Int, _ bits: UInt64) { hashes[row] = mixed(hashes[row] ^ (validity?[row] == false ? 0x5851_F42D_4C95_7F2D : bits)) }
        switch column.storage {
        // Zero has two signs, and both are the same number.
        case .doubles(let values): for row in hashes.indices { combine(row, values[row] == 0 ? 0 : values[row].bitPattern) }
        case .integers(let values): for row in hashes.indices { combine(row, UInt64(bitPattern: values[row])) }
        case .booleans(let values): for row in hashes.indices { combine(row, values[row] ? 1 : 0) }
        case .strings(let values): for row in hashes.indices { combine(row, bytes(values[row])) }
        case .values(let values):
            for row in hashes.indices { combine(row, values[row].isNull ? 0x5851_F42D_4C95_7F2D : bytes(values[row].text ?? "")) }
        }
    }

    /// FNV-1a. Source: draft-eastlake-fnv.
    static func bytes(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Steele, Lea and Flood's finaliser of SplitMix64, with a step so that 0 does not stay 0.
    static func mixed(_ bits: UInt64) -> UInt64 {
        var z = bits &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
