import CDuckDB
package import Core
import Synchronization

/// A table whose rows are computed at the start of each scan: what system views are made of.
package struct DuckTableFunction: Sendable {
    package var name: String
    package var columns: [Column]
    /// Called on a thread of DuckDB's; may block. What it throws becomes the statement's error.
    package var rows: @Sendable () throws -> [Chunk]

    package init(name: String, columns: [Column], rows: @escaping @Sendable () throws -> [Chunk]) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }
}

private final class Registration: Sendable {
    let function: DuckTableFunction
    init(_ function: DuckTableFunction) { self.function = function }
}

/// Where a scan stands.
private final class Scan: Sendable {
    private let state: Mutex<(chunks: [Chunk], chunk: Int, row: Int)>

    init(_ chunks: [Chunk]) { state = Mutex((chunks, 0, 0)) }

    /// The next rows, at most `limit`.
    func next(limit: Int) -> (chunk: Chunk, rows: Range<Int>)? {
        state.withLock { state in
            while state.chunk < state.chunks.count {
                let chunk = state.chunks[state.chunk]
                let rows = state.row..<min(state.row + limit, chunk.rowCount)
                if !rows.isEmpty {
                    state.row = rows.upperBound
                    return (chunk, rows)
                }
                state.chunk += 1
                state.row = 0
            }
            return nil
        }
    }
}

extension DuckConnection {
    /// Registers for the whole instance. - Throws: `SQLFailure` 42710 when the name is taken.
    package func registerTableFunction(_ function: DuckTableFunction) throws {
        var handle = duckdb_create_table_function()
        defer { duckdb_destroy_table_function(&handle) }
        duckdb_table_function_set_name(handle, function.name)
        duckdb_table_function_set_extra_info(handle, Unmanaged.passRetained(Registration(function)).toOpaque()) { pointer in
            if let pointer { Unmanaged<Registration>.fromOpaque(pointer).release() }
        }
        duckdb_table_function_set_bind(handle) { info in
            guard let extra = duckdb_bind_get_extra_info(info) else { return }
            for column in Unmanaged<Registration>.fromOpaque(extra).takeUnretainedValue().function.columns {
                var type = makeLogicalType(column.type)
                duckdb_bind_add_result_column(info, column.name, type)
                duckdb_destroy_logical_type(&type)
            }
        }
        duckdb_table_function_set_init(handle) { info in
            guard let extra = duckdb_init_get_extra_info(info) else { return }
            do {
                let scan = Scan(try Unmanaged<Registration>.fromOpaque(extra).takeUnretainedValue().function.rows())
                duckdb_init_set_init_data(info, Unmanaged.passRetained(scan).toOpaque()) { pointer in
                    if let pointer { Unmanaged<Scan>.fromOpaque(pointer).release() }
                }
                duckdb_init_set_max_threads(info, 1)
            } catch {
                duckdb_init_set_error(info, CarriedFailure.message(for: SQLFailure(wrapping: error)))
            }
        }
        duckdb_table_function_set_function(handle) { info, output in
            guard let output, let data = duckdb_function_get_init_data(info) else { return }
            let scan = Unmanaged<Scan>.fromOpaque(data).takeUnretainedValue()
            guard let (chunk, rows) = scan.next(limit: Int(duckdb_vector_size())) else {
                duckdb_data_chunk_set_size(output, 0)
                return
            }
            for (index, column) in chunk.columns.enumerated() {
                guard let vector = duckdb_data_chunk_get_vector(output, idx_t(index)) else { continue }
                VectorWriter.write(column, rows: rows, to: vector)
            }
            duckdb_data_chunk_set_size(output, idx_t(rows.count))
        }
        try locked {
            guard duckdb_register_table_function(self.handle, handle) == DuckDBSuccess else {
                throw SQLFailure(.duplicateObject, "table function \"\(function.name)\" could not be registered")
            }
        }
    }
}
