import CDuckDB
package import Core

/// A vectorised function that DuckDB calls with up to 2,048 rows at once, from several threads.
package struct DuckScalarFunction: Sendable {
    package typealias Body = @Sendable (_ arguments: [ColumnVector], _ rowCount: Int) throws -> ColumnVector

    package var name: String
    package var parameters: [SQLType]
    package var returns: SQLType
    /// NULLs are passed on. The column that is returned has `rowCount` rows. What it throws becomes the statement's error.
    package var body: Body

    package init(name: String, parameters: [SQLType], returns: SQLType, body: @escaping Body) {
        self.name = name
        self.parameters = parameters
        self.returns = returns
        self.body = body
    }
}

/// What DuckDB keeps for a function and gives back at each call.
private final class Registration: Sendable {
    let function: DuckScalarFunction
    init(_ function: DuckScalarFunction) { self.function = function }
}

extension DuckConnection {
    /// Registers for the whole instance. - Throws: `SQLFailure` 42710 when the name is taken.
    package func registerScalarFunction(_ function: DuckScalarFunction) throws {
        var handle = duckdb_create_scalar_function()
        defer { duckdb_destroy_scalar_function(&handle) }
        duckdb_scalar_function_set_name(handle, function.name)
        for parameter in function.parameters {
            var type = makeLogicalType(parameter)
            duckdb_scalar_function_add_parameter(handle, type)
            duckdb_destroy_logical_type(&type)
        }
        var type = makeLogicalType(function.returns)
        duckdb_scalar_function_set_return_type(handle, type)
        duckdb_destroy_logical_type(&type)
        duckdb_scalar_function_set_special_handling(handle)
        duckdb_scalar_function_set_extra_info(handle, Unmanaged.passRetained(Registration(function)).toOpaque()) { pointer in
            if let pointer { Unmanaged<Registration>.fromOpaque(pointer).release() }
        }
        duckdb_scalar_function_set_function(handle) { info, chunk, output in
            guard let info, let chunk, let output, let extra = duckdb_scalar_function_get_extra_info(info) else { return }
            let function = Unmanaged<Registration>.fromOpaque(extra).takeUnretainedValue().function
            let rows = Int(duckdb_data_chunk_get_size(chunk))
            var arguments: [ColumnVector] = []
            arguments.reserveCapacity(function.parameters.count)
            for index in 0..<duckdb_data_chunk_get_column_count(chunk) {
                guard let vector = duckdb_data_chunk_get_vector(chunk, index),
                    let type = LogicalType(owned: duckdb_vector_get_column_type(vector))
                else { continue }
                arguments.append(VectorReader(vector, type: type).column(rows: rows))
            }
            do {
                let column = try function.body(arguments, rows)
                guard column.count >= rows else { throw SQLFailure(.internalError, "function \"\(function.name)\" returned too few rows") }
                VectorWriter.write(column, rows: 0..<rows, to: output)
            } catch {
                duckdb_scalar_function_set_error(info, CarriedFailure.message(for: SQLFailure(wrapping: error)))
            }
        }
        try locked {
            guard duckdb_register_scalar_function(self.handle, handle) == DuckDBSuccess else {
                throw SQLFailure(.duplicateObject, "function \"\(function.name)\" could not be registered")
            }
        }
    }
}
