import CDuckDB
package import Core

/// The rows of a running statement, chunk by chunk.
package final class DuckResult: @unchecked Sendable {
    // Proof of Sendable: every use of the result holds the connection's lock.
    private var result: duckdb_result
    private let connection: DuckConnection
    private let statement: DuckStatement
    private var columnTypes: [LogicalType] = []
    package let columns: [Column]
    /// For INSERT, UPDATE, DELETE and CREATE TABLE AS: rows that were changed; nil for others.
    package private(set) var changedRows: Int?

    init(_ result: duckdb_result, columns: [Column], returnsRows: Bool, of connection: DuckConnection, keeping statement: DuckStatement) {
        self.result = result
        self.connection = connection
        self.statement = statement
        // What was bound with parameters may have other types than what was prepared.
        let count = duckdb_column_count(&self.result)
        var actual: [Column] = []
        for index in 0..<count {
            guard let type = LogicalType(owned: duckdb_column_logical_type(&self.result, index)) else { continue }
            columnTypes.append(type)
            actual.append(Column(duckdb_column_name(&self.result, index).map { String(cString: $0) } ?? "", type.sqlType))
        }
        self.columns = returnsRows ? actual : []
        if !returnsRows { changedRows = readChangedRows() }
    }

    deinit { connection.locked { duckdb_destroy_result(&result) } }

    /// The next rows; nil at the end. - Throws: `SQLFailure`, also in the middle of the rows.
    package func next() throws -> Chunk? {
        guard !columns.isEmpty else { return nil }
        return try connection.locked {
            while true {
                var chunk = duckdb_fetch_chunk(result)
                defer { duckdb_destroy_data_chunk(&chunk) }
                guard let chunk else {
                    if duckdb_result_error(&result) != nil { throw SQLFailure(result: &result) }
                    return nil
                }
                let rows = Int(duckdb_data_chunk_get_size(chunk))
                if rows == 0 { continue }
                return Chunk(
                    columns: columnTypes.indices.map { index in
                        VectorReader(duckdb_data_chunk_get_vector(chunk, idx_t(index)), type: columnTypes[index]).column(rows: rows)
                    }, rowCount: rows)
            }
        }
    }

    private func readChangedRows() -> Int? {
        var chunk = duckdb_fetch_chunk(result)
        defer { duckdb_destroy_data_chunk(&chunk) }
        guard let chunk, let type = columnTypes.first, duckdb_data_chunk_get_size(chunk) > 0,
            case .integer(let count) = VectorReader(duckdb_data_chunk_get_vector(chunk, 0), type: type).column(rows: 1)[0]
        else { return nil }
        return Int(count)
    }
}
