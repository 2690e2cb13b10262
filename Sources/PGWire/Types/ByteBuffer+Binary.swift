import Core
import NIOCore

// The binary forms of values. Source: PostgreSQL's `*send` functions, such as `numeric_send` and `interval_send`.
extension ByteBuffer {
    /// Days and microseconds from 1970-01-01, where our values count from, to 2000-01-01, where the wire does.
    static let daysToWireEpoch: Int64 = 10_957
    static let microsecondsToWireEpoch: Int64 = 946_684_800_000_000

    mutating func writeBinary(date days: Int64) throws(SQLFailure) {
        switch days {
        case Int64(Int32.max): writeInteger(Int32.max)
        case -Int64(Int32.max): writeInteger(Int32.min)
        default:
            guard let shifted = Int32(exactly: days - Self.daysToWireEpoch) else { throw .outOfWireRange("date") }
            writeInteger(shifted)
        }
    }

    mutating func writeBinary(timestamp microseconds: Int64) throws(SQLFailure) {
        switch microseconds {
        case .max: writeInteger(Int64.max)
        case -.max: writeInteger(Int64.min)
        default:
            let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.microsecondsToWireEpoch)
            guard !overflow else { throw .outOfWireRange("timestamp") }
            writeInteger(shifted)
        }
    }

    /// - Parameter text: the digits 0 and 1.
    mutating func writeBinary(bits text: String) {
        writeInteger(Int32(text.utf8.count))
        var byte: UInt8 = 0
        var used = 0
        for digit in text.utf8 {
            byte = byte << 1 | (digit == UInt8(ascii: "1") ? 1 : 0)
            used += 1
            if used == 8 {
                writeInteger(byte)
                byte = 0
                used = 0
            }
        }
        if used > 0 { writeInteger(byte << UInt8(8 - used)) }
    }

    /// `magnitude` / 10^`scale` as groups of four decimal digits.
    mutating func writeBinary(numeric magnitude: UInt128, isNegative: Bool, scale: Int) {
        var unit: UInt128 = 1
        for _ in 0..<scale { unit *= 10 }
        var whole = magnitude / unit
        var fraction = magnitude % unit
        // Groups after the point, from the last one up; the last is filled with zeros to four digits.
        var groups: [UInt16] = []
        let odd = scale % 4
        if odd > 0 {
            let part: UInt128 = [1, 10, 100, 1000][odd]
            groups.append(UInt16(fraction % part) * [1, 1000, 100, 10][odd])
            fraction /= part
        }
        for _ in 0..<scale / 4 {
            groups.append(UInt16(fraction % 10_000))
            fraction /= 10_000
        }
        var weight = -1
        while whole > 0 {
            groups.append(UInt16(whole % 10_000))
            whole /= 10_000
            weight += 1
        }
        while groups.last == 0 {
            groups.removeLast()
            weight -= 1
        }
        let trailing = groups.prefix { $0 == 0 }.count
        let digits = groups.dropFirst(trailing)
        writeInteger(Int16(digits.count))
        writeInteger(Int16(digits.isEmpty ? 0 : weight))
        writeInteger(UInt16(isNegative && !digits.isEmpty ? 0x4000 : 0))
        writeInteger(Int16(scale))
        for group in digits.reversed() { writeInteger(group) }
    }
}

extension SQLFailure {
    static func outOfWireRange(_ type: String) -> SQLFailure {
        SQLFailure(
            .numericValueOutOfRange, "\(type) out of range for the binary format",
            hint: "ask for the text format, or cast the column to text")
    }
}
