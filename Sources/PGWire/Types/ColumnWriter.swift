import Core
import NIOCore

/// Writes the values of a column, each with its length before it: what is to be done is decided once for all rows.
struct ColumnWriter {
    let column: ColumnVector
    let isBinary: Bool

    /// - Parameter ends: gets where each value ends in the buffer; nil when nobody asks.
    /// - Throws: `SQLFailure` 22003 for a value that the binary format cannot hold, 54000 for one of more than a gigabyte.
    func write(_ rows: Range<Int>, into buffer: inout ByteBuffer, ends: inout [Int]?) throws(SQLFailure) {
        let type = column.type
        switch column.storage {
        case .booleans(let array):
            if isBinary {
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeInteger(UInt8(array[row] ? 1 : 0)) }
            } else {
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeInteger(UInt8(ascii: array[row] ? "t" : "f")) }
            }
        case .integers(let array):
            try writeIntegers(array, rows, into: &buffer, ends: &ends)
        case .doubles(let array):
            switch (isBinary, type) {
            case (true, .float):
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeInteger(Float(array[row]).bitPattern) }
            case (true, _):
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeInteger(array[row].bitPattern) }
            case (false, .float):
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(Float(array[row])) }
            case (false, _):
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(array[row]) }
            }
        case .strings(let array):
            if isBinary, case .bit = type {
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeBinary(bits: array[row]) }
            } else {
                try each(rows, &buffer, &ends) { row, buffer in buffer.writeString(array[row]) }
            }
        case .values(let array):
            if isBinary {
                try each(rows, &buffer, &ends) { row, buffer throws(SQLFailure) in
                    try ValueWriter.writeBinary(array[row], type: type, into: &buffer)
                }
            } else {
                try each(rows, &buffer, &ends) { row, buffer in ValueWriter.writeText(array[row], type: type, into: &buffer) }
            }
        }
    }

    private func writeIntegers(
        _ array: [Int64], _ rows: Range<Int>, into buffer: inout ByteBuffer, ends: inout [Int]?
    ) throws(SQLFailure) {
        switch (column.type, isBinary) {
        case (.date, true):
            try each(rows, &buffer, &ends) { row, buffer throws(SQLFailure) in try buffer.writeBinary(date: array[row]) }
        case (.date, false):
            try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(date: array[row]) }
        case (.time, false):
            try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(time: array[row]) }
        case (.timestamp, true), (.timestampTZ, true):
            try each(rows, &buffer, &ends) { row, buffer throws(SQLFailure) in try buffer.writeBinary(timestamp: array[row]) }
        case (.timestamp, false):
            try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(timestamp: array[row], hasZone: false) }
        case (.timestampTZ, false):
            try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(timestamp: array[row], hasZone: true) }
        case (let type, true):
            try each(rows, &buffer, &ends) { row, buffer in ValueWriter.writeBinary(integer: array[row], type: type, into: &buffer) }
        case (_, false):
            try each(rows, &buffer, &ends) { row, buffer in buffer.writeText(array[row]) }
        }
    }

    @inline(__always)
    private func each(
        _ rows: Range<Int>, _ buffer: inout ByteBuffer, _ ends: inout [Int]?,
        _ write: (Int, inout ByteBuffer) throws(SQLFailure) -> Void
    ) throws(SQLFailure) {
        for row in rows {
            if column.isNull(row) {
                buffer.writeInteger(Int32(-1))
            } else {
                let start = buffer.writerIndex
                buffer.writeInteger(Int32(0))
                try write(row, &buffer)
                let length = buffer.writerIndex - start - 4
                guard length <= ChunkWriter.maximumRowSize else { throw ChunkWriter.rowTooLong }
                buffer.setInteger(Int32(length), at: start)
            }
            ends?.append(buffer.writerIndex)
        }
    }
}
