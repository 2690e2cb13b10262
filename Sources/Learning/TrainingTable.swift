package import Core

/// The rows to learn from, by column, the target included.
package struct TrainingTable: Sendable {
    package let columns: [Column]
    package let vectors: [ColumnVector]
    /// Indices of columns that name rows, split them or tell when they were, and are no features.
    package let carried: Set<Int>

    package init(columns: [Column], vectors: [ColumnVector], carried: Set<Int> = []) {
        self.columns = columns
        self.vectors = vectors
        self.carried = carried
    }

    package var rowCount: Int { vectors.first?.count ?? 0 }

    /// By name, letter case apart when no column has it exactly.
    package func index(of name: String) -> Int? {
        columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == name.lowercased() }
    }
}
