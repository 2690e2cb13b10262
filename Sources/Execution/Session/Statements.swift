import Core

/// A statement without rows, run by a closure.
struct CommandStatement: PreparedStatement {
    let columns: [Column]? = nil
    let parameterTypes: [SQLType] = []
    let body: @Sendable () async throws -> StatementTag

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        FixedResult(columns: nil, chunks: [], tag: try await body())
    }
}

/// A statement that only touches the session: it runs on the calling thread.
struct InlineStatement: PreparedStatement {
    let columns: [Column]?
    let parameterTypes: [SQLType] = []
    let body: @Sendable () throws -> InlineResult

    func runInline(_ parameters: [Value]) throws -> InlineResult? { try body() }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        FixedResult(columns: columns, try body())
    }
}

/// A statement whose rows are computed when it runs.
struct RowsStatement: PreparedStatement {
    let columns: [Column]?
    let parameterTypes: [SQLType] = []
    let tag: StatementTag
    let rows: @Sendable () async throws -> [[Value]]

    init(columns: [Column], tag: StatementTag = .select, rows: @escaping @Sendable () async throws -> [[Value]]) {
        self.columns = columns
        self.tag = tag
        self.rows = rows
    }

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        FixedResult(columns: columns, chunks: [Chunk(columns ?? [], rows: try await rows())], tag: tag)
    }
}
