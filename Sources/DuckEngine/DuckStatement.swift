import CDuckDB
package import Core

/// A prepared statement of one connection.
package final class DuckStatement: @unchecked Sendable {
    // Proof of Sendable: every use of the handle holds the connection's lock.
    private let handle: duckdb_prepared_statement
    private let connection: DuckConnection
    package let parameterCount: Int
    /// By position; nil where DuckDB does not know it.
    package let parameterTypes: [SQLType?]
    package let columns: [Column]
    /// Whether it gives rows; else it changes something.
    package let returnsRows: Bool

    /// Whether the columns wait for the types of parameters: DuckDB describes one column "unknown" then.
    package var needsParameterTypes: Bool { parameterTypes.contains(nil) && columns.count == 1 && columns[0].name == "unknown" }

    init(_ handle: duckdb_prepared_statement, of connection: DuckConnection) {
        self.handle = handle
        self.connection = connection
        parameterCount = Int(duckdb_nparams(handle))
        parameterTypes = (0..<parameterCount).map { index in
            let code = duckdb_param_type(handle, idx_t(index + 1))
            guard code != DUCKDB_TYPE_INVALID, code != DUCKDB_TYPE_ANY, code != DUCKDB_TYPE_SQLNULL else { return nil }
            guard let type = LogicalType(owned: duckdb_param_logical_type(handle, idx_t(index + 1))) else { return nil }
            return type.sqlType
        }
        columns = (0..<duckdb_prepared_statement_column_count(handle)).map { index in
            let name = duckdb_prepared_statement_column_name(handle, index)
            defer { duckdb_free(UnsafeMutableRawPointer(mutating: name)) }
            let type = LogicalType(owned: duckdb_prepared_statement_column_logical_type(handle, index))
            return Column(name.map { String(cString: $0) } ?? "", type?.sqlType ?? .varchar)
        }
        switch duckdb_prepared_statement_type(handle) {
        case DUCKDB_STATEMENT_TYPE_SELECT, DUCKDB_STATEMENT_TYPE_EXPLAIN, DUCKDB_STATEMENT_TYPE_CALL, DUCKDB_STATEMENT_TYPE_PRAGMA,
            DUCKDB_STATEMENT_TYPE_RELATION, DUCKDB_STATEMENT_TYPE_MULTI: returnsRows = true
        default: returnsRows = false
        }
    }

    deinit {
        connection.locked {
            var handle: duckdb_prepared_statement? = handle
            duckdb_destroy_prepare(&handle)
        }
    }

    /// Starts it; rows stream. Another statement on the same connection ends the stream. - Throws: `SQLFailure`
    package func run(_ parameters: [Value] = []) throws -> DuckResult {
        try connection.locked {
            guard parameters.count >= parameterCount else {
                throw SQLFailure(.protocolViolation, "the statement needs \(parameterCount) parameters, \(parameters.count) were given")
            }
            duckdb_clear_bindings(handle)
            for index in 0..<parameterCount {
                var value = duckValue(parameters[index])
                defer { duckdb_destroy_value(&value) }
                guard duckdb_bind_value(handle, idx_t(index + 1), value) == DuckDBSuccess else {
                    let message = duckdb_prepare_error(handle).map { String(cString: $0) } ?? "parameter $\(index + 1) cannot be bound"
                    throw SQLFailure(duckMessage: message)
                }
            }
            var pending: duckdb_pending_result?
            defer { duckdb_destroy_pending(&pending) }
            guard duckdb_pending_prepared_streaming(handle, &pending) == DuckDBSuccess else {
                throw SQLFailure(duckMessage: duckdb_pending_error(pending).map { String(cString: $0) } ?? "the statement cannot start")
            }
            var result = duckdb_result()
            guard duckdb_execute_pending(pending, &result) == DuckDBSuccess else {
                defer { duckdb_destroy_result(&result) }
                throw SQLFailure(result: &result)
            }
            return DuckResult(result, columns: columns, returnsRows: returnsRows, of: connection, keeping: self)
        }
    }
}
