package import Core

/// Rows that are computed when they are asked for.
package protocol RowStream: Sendable {
    var columns: [Column] { get }
    /// The next rows; nil at the end. - Throws: `SQLFailure`
    func next() async throws -> Chunk?
    func cancel() async
}
