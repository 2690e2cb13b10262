package import Core

/// The rows to learn from, by column, the target included.
package struct TrainingTable: Sendable {
    package let columns: [Column]
    package let vectors: [ColumnVector]

    package init(columns: [Column], vectors: [ColumnVector]) {
        self.columns = columns
        self.vectors = vectors
    }

    package var rowCount: Int { vectors.first?.count ?? 0 }

    /// By name, letter case apart when no column has it exactly.
    package func index(of name: String) -> Int? {
        columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == name.lowercased() }
    }
}
