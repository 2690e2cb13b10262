import CDuckDB
import Core

/// One DuckDB instance. Source: DuckDB C API, "Open Connect".
package final class DuckDatabase: @unchecked Sendable {
    // Proof of Sendable: the handle is set once in init and DuckDB serialises what connections do with it.
    private var handle: duckdb_database?

    /// - Parameters:
    ///   - path: nil keeps everything in memory.
    ///   - settings: DuckDB configuration options. What would fetch or load code by itself is always off.
    /// - Throws: `SQLFailure`
    package init(path: String?, settings: [(String, String)] = []) throws {
        var configuration: duckdb_config?
        guard duckdb_create_config(&configuration) == DuckDBSuccess else {
            throw SQLFailure(.outOfMemory, "DuckDB gave no configuration")
        }
        defer { duckdb_destroy_config(&configuration) }
        let fixed = [
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"), ("allow_unsigned_extensions", "false"),
        ]
        for (name, value) in settings + fixed {
            guard duckdb_set_config(configuration, name, value) == DuckDBSuccess else {
                throw SQLFailure(.invalidParameterValue, "DuckDB does not take \"\(value)\" for its option \"\(name)\"")
            }
        }
        var message: UnsafeMutablePointer<CChar>?
        guard duckdb_open_ext(path, &handle, configuration, &message) == DuckDBSuccess else {
            defer { duckdb_free(message) }
            throw SQLFailure(duckMessage: message.map { String(cString: $0) } ?? "could not open the database")
        }
    }

    deinit { duckdb_close(&handle) }

    /// - Complexity: microseconds.
    package func connect() throws -> DuckConnection {
        var connection: duckdb_connection?
        guard duckdb_connect(handle, &connection) == DuckDBSuccess, let connection else {
            throw SQLFailure(.outOfMemory, "DuckDB gave no connection")
        }
        return DuckConnection(connection, of: self)
    }

    package static var version: String { String(cString: duckdb_library_version()) }
}
