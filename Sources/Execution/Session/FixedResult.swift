import Core
import Synchronization

/// A result that is in memory as a whole.
final class FixedResult: StatementResult {
    let columns: [Column]?
    let tag: StatementTag
    private let chunks: Mutex<[Chunk]>

    init(columns: [Column]?, chunks: [Chunk], tag: StatementTag) {
        self.columns = columns
        self.tag = tag
        self.chunks = Mutex(chunks.reversed())
    }

    /// - Parameter inline: one row at most.
    convenience init(columns: [Column]?, _ inline: InlineResult) {
        let chunk = columns.map { Chunk($0, rows: inline.values.isEmpty ? [] : [inline.values]) }
        self.init(columns: columns, chunks: chunk.map { [$0] } ?? [], tag: inline.tag)
    }

    func next() async throws -> Chunk? { chunks.withLock { $0.popLast() } }

    func cancel() async { chunks.withLock { $0 = [] } }
}
