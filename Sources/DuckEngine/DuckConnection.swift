import CDuckDB
package import Core
import Foundation

/// A connection: one transaction and one running statement at a time. Calls block; run them on a `BlockingPool`.
package final class DuckConnection: @unchecked Sendable {
    // Proof of Sendable: every use of the handle but `interrupt` and `progress`, which DuckDB allows from any thread, holds `lock`.
    let handle: duckdb_connection
    private let lock = NSRecursiveLock()
    private let database: DuckDatabase

    init(_ handle: duckdb_connection, of database: DuckDatabase) {
        self.handle = handle
        self.database = database
    }

    deinit {
        var handle: duckdb_connection? = handle
        duckdb_disconnect(&handle)
    }

    /// Another connection to the same database.
    func another() throws -> DuckConnection { try database.connect() }

    func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }

    /// Runs statements and drops their results. - Throws: `SQLFailure`
    package func execute(_ sql: String) throws {
        try locked {
            var result = duckdb_result()
            defer { duckdb_destroy_result(&result) }
            guard duckdb_query(handle, sql, &result) == DuckDBSuccess else { throw SQLFailure(result: &result) }
        }
    }

    /// Runs one statement and keeps all rows in memory. - Throws: `SQLFailure`
    package func query(_ sql: String, _ parameters: [Value] = []) throws -> DuckRows {
        let result = try prepare(sql).run(parameters)
        var chunks: [Chunk] = []
        while let chunk = try result.next() { chunks.append(chunk) }
        return DuckRows(columns: result.columns, chunks: chunks)
    }

    /// - Throws: `SQLFailure` 42601 when it is not exactly one statement.
    package func prepare(_ sql: String) throws -> DuckStatement {
        try locked {
            var extracted: duckdb_extracted_statements?
            let count = duckdb_extract_statements(handle, sql, &extracted)
            defer { duckdb_destroy_extracted(&extracted) }
            guard count > 0 else {
                let message = duckdb_extract_statements_error(extracted).map { String(cString: $0) }
                throw SQLFailure(duckMessage: message ?? "Parser Error: the statement is empty", statement: sql)
            }
            guard count == 1 else { throw SQLFailure(.syntaxError, "cannot insert multiple commands into a prepared statement") }
            var statement: duckdb_prepared_statement?
            guard duckdb_prepare_extracted_statement(handle, extracted, 0, &statement) == DuckDBSuccess, let statement else {
                let message = duckdb_prepare_error(statement).map { String(cString: $0) } ?? "the statement cannot be prepared"
                duckdb_destroy_prepare(&statement)
                throw SQLFailure(duckMessage: message, statement: sql)
            }
            return DuckStatement(statement, of: self)
        }
    }

    /// Ends the running statement with 57014. From any thread.
    package func interrupt() { duckdb_interrupt(handle) }

    /// Of the running statement, 0...1; nil when unknown. From any thread.
    package var progress: Double? {
        let percentage = duckdb_query_progress(handle).percentage
        return percentage < 0 ? nil : percentage / 100
    }
}

/// A result in memory.
package struct DuckRows: Sendable {
    package let columns: [Column]
    package let chunks: [Chunk]

    package var rows: [[Value]] { chunks.flatMap { chunk in (0..<chunk.rowCount).map(chunk.row) } }
}
