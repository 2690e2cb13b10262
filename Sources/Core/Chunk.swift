/// Some rows of a result, by column. All columns have the same count.
package struct Chunk: Sendable {
    package var columns: [ColumnVector]
    package var rowCount: Int

    package init(columns: [ColumnVector], rowCount: Int) {
        self.columns = columns
        self.rowCount = rowCount
    }

    package init(columns: [ColumnVector]) {
        self.init(columns: columns, rowCount: columns.first?.count ?? 0)
    }

    /// A chunk of rows given as values, for small results.
    package init(_ schema: [Column], rows: [[Value]]) {
        let columns = schema.indices.map { index in
            ColumnVector(type: schema[index].type, values: rows.map { $0[index] })
        }
        self.init(columns: columns, rowCount: rows.count)
    }

    package func row(_ index: Int) -> [Value] {
        columns.map { $0[index] }
    }
}
