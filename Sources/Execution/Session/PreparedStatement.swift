package import Core

/// A statement that was understood and can run, any number of times.
package protocol PreparedStatement: Sendable {
    /// Types of `$1`, `$2`, ...
    var parameterTypes: [SQLType] { get }
    /// nil: it returns no rows.
    var columns: [Column]? { get }
    /// Runs on the calling thread when that takes microseconds; nil: call `run`.
    /// - Throws: `SQLFailure`
    func runInline(_ parameters: [Value]) throws -> InlineResult?
    /// - Throws: `SQLFailure`
    func run(_ parameters: [Value]) async throws -> any StatementResult
}

/// What a statement that ran at once gave.
package struct InlineResult: Sendable {
    /// Row-major, in the columns of the statement; empty when it returns no rows.
    package var values: [Value]
    package var tag: StatementTag

    package init(values: [Value] = [], tag: StatementTag) {
        self.values = values
        self.tag = tag
    }
}

/// What a statement says when it is done.
package enum StatementTag: Hashable, Sendable {
    /// `SELECT n`, where n is the rows that were sent.
    case select
    case insert(Int)
    /// The tag as it stands.
    case command(String)
}

/// The rows of a running statement, and its tag when they are at their end.
package protocol StatementResult: Sendable {
    var columns: [Column]? { get }
    /// The next rows; nil at the end. - Throws: `SQLFailure`
    func next() async throws -> Chunk?
    /// Valid after the end.
    var tag: StatementTag { get }
    /// Ends it early.
    func cancel() async
}
