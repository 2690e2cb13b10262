package import Core

/// A table with its rows.
package struct DemoTable: Sendable {
    package let name: String
    package let columns: [Column]
    /// One for each column, all of the same length.
    package let vectors: [ColumnVector]

    package init(name: String, columns: [Column], vectors: [ColumnVector]) {
        precondition(columns.count == vectors.count && vectors.allSatisfy { $0.count == vectors[0].count })
        self.name = name
        self.columns = columns
        self.vectors = vectors
    }

    /// A table without NULLs.
    init(name: String, _ columns: [(String, SQLType, ColumnVector.Storage)]) {
        self.init(
            name: name, columns: columns.map { Column($0.0, $0.1) },
            vectors: columns.map { ColumnVector(type: $0.1, storage: $0.2) })
    }

    package var rowCount: Int { vectors.first?.count ?? 0 }

    /// - Returns: nil when there is no such column.
    package func vector(_ name: String) -> ColumnVector? {
        columns.firstIndex { $0.name == name }.map { vectors[$0] }
    }

    /// A number of 64 bits that stands for all names, types and values: equal tables have equal ones. Source: FNV-1a, over words of
    /// 64 bits where values are numbers.
    package var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 }
        func add(_ text: String) {
            for byte in text.utf8 { add(UInt64(byte)) }
            add(0xFF)
        }
        add(name)
        for (column, vector) in zip(columns, vectors) {
            add(column.name)
            add(column.type.sql)
            for row in 0..<vector.count {
                guard !vector.isNull(row) else {
                    add(0xFE)
                    continue
                }
                switch vector.storage {
                case .booleans(let array): add(array[row] ? 1 : 0)
                case .integers(let array): add(UInt64(bitPattern: array[row]))
                case .doubles(let array): add(array[row].bitPattern)
                case .strings(let array): add(array[row])
                case .values(let array): add(array[row].text ?? "")
                }
            }
        }
        return hash
    }
}
