package import Core

/// The rows of a running statement, and its tag when they are at their end.
package protocol WireResult: Sendable {
    /// nil: it returns no rows. The chunks have these columns, in this order.
    var columns: [Column]? { get }
    /// The next rows; nil at the end, also for a statement that returns none.
    /// - Throws: `SQLFailure`
    func next() async throws -> Chunk?
    /// Valid after the end.
    var tag: CommandTag { get }
    /// Frees it early (portal closed, client gone). Not called after `next` returned nil or threw.
    func cancel() async
}
