import Core
import NIOCore

/// Writes rows of a chunk as DataRow messages.
///
/// Many rows are first written column by column, so that the kind of each column is looked at once, and then put together row
/// by row. A few rows go straight to the output.
enum ChunkWriter {
    /// Bytes; what a longer row would be is refused, as PostgreSQL does at the same size.
    static let maximumRowSize = (1 << 30) - 1
    private static let fewRows = 4

    static var rowTooLong: SQLFailure {
        SQLFailure(.programLimitExceeded, "a row of the result is longer than 1 GB", hint: "select fewer or shorter columns")
    }

    private static var tooManyColumns: SQLFailure {
        SQLFailure(.programLimitExceeded, "a result can have at most 32767 columns")
    }

    /// - Throws: `SQLFailure`; the buffer then ends with the last whole row.
    static func write(
        _ chunk: Chunk, rows: Range<Int>, formats: ResultFormats, into buffer: inout ByteBuffer
    ) throws(SQLFailure) {
        guard chunk.columns.count <= Int(Int16.max) else { throw tooManyColumns }
        if rows.count <= fewRows {
            for row in rows {
                let start = buffer.writerIndex
                do {
                    beginRow(columns: chunk.columns.count, into: &buffer)
                    var ends: [Int]?
                    for (index, column) in chunk.columns.enumerated() {
                        let writer = ColumnWriter(column: column, isBinary: formats.isBinary(index))
                        try writer.write(row..<row + 1, into: &buffer, ends: &ends)
                    }
                    try endRow(startedAt: start, in: &buffer)
                } catch {
                    buffer.moveWriterIndex(to: start)
                    throw error
                }
            }
        } else {
            try writeByColumn(chunk, rows: rows, formats: formats, into: &buffer)
        }
    }

    /// Writes rows that are given one after the other, value by value.
    /// - Parameter values: as many as there are columns in each row, each in the case of `Value` that its column asks for.
    /// - Throws: `SQLFailure`; the buffer then ends with the last whole row.
    static func write(
        _ values: [Value], columns: [Column], formats: ResultFormats, into buffer: inout ByteBuffer
    ) throws(SQLFailure) {
        guard columns.count <= Int(Int16.max) else { throw tooManyColumns }
        var start = buffer.writerIndex
        do {
            var column = 0
            for value in values {
                if column == 0 {
                    start = buffer.writerIndex
                    beginRow(columns: columns.count, into: &buffer)
                }
                try ValueWriter.writeWithLength(value, type: columns[column].type, isBinary: formats.isBinary(column), into: &buffer)
                column += 1
                if column == columns.count {
                    try endRow(startedAt: start, in: &buffer)
                    column = 0
                }
            }
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
    }

    private static func writeByColumn(
        _ chunk: Chunk, rows: Range<Int>, formats: ResultFormats, into buffer: inout ByteBuffer
    ) throws(SQLFailure) {
        var scratch = ByteBuffer()
        var ends: [Int]? = []
        ends?.reserveCapacity(rows.count * chunk.columns.count + 1)
        // With one end before the first value, a value lies between two neighbours of the array.
        ends?.append(0)
        for (index, column) in chunk.columns.enumerated() {
            let writer = ColumnWriter(column: column, isBinary: formats.isBinary(index))
            try writer.write(rows, into: &scratch, ends: &ends)
        }
        guard let ends else { return }
        buffer.reserveCapacity(minimumWritableBytes: scratch.writerIndex + 7 * rows.count)
        for row in 0..<rows.count {
            let start = buffer.writerIndex
            beginRow(columns: chunk.columns.count, into: &buffer)
            scratch.withUnsafeReadableBytes { bytes in
                var value = row
                for _ in 0..<chunk.columns.count {
                    _ = buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[ends[value]..<ends[value + 1]]))
                    value += rows.count
                }
            }
            do {
                try endRow(startedAt: start, in: &buffer)
            } catch {
                buffer.moveWriterIndex(to: start)
                throw error
            }
        }
    }

    private static func beginRow(columns: Int, into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(ascii: "D"))
        buffer.writeInteger(Int32(0))
        buffer.writeInteger(Int16(columns))
    }

    private static func endRow(startedAt start: Int, in buffer: inout ByteBuffer) throws(SQLFailure) {
        let length = buffer.writerIndex - start - 1
        guard length <= maximumRowSize else { throw rowTooLong }
        buffer.setInteger(Int32(length), at: start + 1)
    }
}
