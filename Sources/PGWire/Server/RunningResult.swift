import Core
import NIOCore

/// A result, and how much of it was sent.
struct RunningResult: Sendable {
    /// nil: the chunk is all there is.
    let result: (any WireResult)?
    private let inlineTag: CommandTag
    private var chunk: Chunk?
    private var nextRow = 0

    init(_ result: any WireResult) {
        self.result = result
        inlineTag = .select
    }

    /// - Parameter columns: none when rows are not to be sent.
    init(_ inline: WireInlineResult, columns: [Column]) {
        result = nil
        inlineTag = inline.tag
        let rows = stride(from: 0, to: columns.isEmpty ? 0 : inline.values.count, by: max(1, columns.count)).map { start in
            Array(inline.values[start..<start + columns.count])
        }
        chunk = Chunk(columns, rows: rows)
    }

    /// Valid after the end.
    var tag: CommandTag { result?.tag ?? inlineTag }

    /// Whether the chunk at hand has rows that were not sent.
    private var hasRows: Bool { if let chunk { nextRow < chunk.rowCount } else { false } }

    /// Writes rows of the chunk at hand.
    /// - Returns: how many; 0 when it is at its end and `advance` is needed.
    /// - Throws: `SQLFailure`
    mutating func writeRows(
        atMost limit: Int, columnCount: Int, formats: ResultFormats, into buffer: inout ByteBuffer
    ) throws(SQLFailure) -> Int {
        guard let chunk, nextRow < chunk.rowCount else { return 0 }
        guard chunk.columns.count == columnCount else {
            throw SQLFailure(.internalError, "a result of \(chunk.columns.count) columns was described as one of \(columnCount)")
        }
        let rows = nextRow..<min(chunk.rowCount, nextRow + limit)
        try ChunkWriter.write(chunk, rows: rows, formats: formats, into: &buffer)
        nextRow = rows.upperBound
        return rows.count
    }

    /// Gets the next chunk; false at the end.
    mutating func advance() async throws -> Bool {
        guard let result else { return false }
        nextRow = 0
        chunk = nil
        chunk = try await result.next()
        return chunk != nil
    }
}
