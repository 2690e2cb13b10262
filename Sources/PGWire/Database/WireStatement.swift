package import Core

/// A statement that was understood and can run any number of times.
package protocol WireStatement: Sendable {
    /// Types of `$1`, `$2`, ...; the values handed to `execute` are of these where the client declared no other.
    var parameterTypes: [SQLType] { get }
    /// nil: it returns no rows.
    var columns: [Column]? { get }
    /// Runs at once on the calling thread (an event loop) when that takes microseconds (a point prediction, SET, BEGIN);
    /// nil: call `execute`.
    /// - Throws: `SQLFailure`
    func executeInline(_ parameters: [Value]) throws -> WireInlineResult?
    /// - Throws: `SQLFailure`
    func execute(_ parameters: [Value]) async throws -> any WireResult
}
