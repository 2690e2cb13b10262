import Core
import NIOCore

// The text forms of values, as PostgreSQL prints them with its default settings.
// Source: PostgreSQL manual, chapter 8 "Data Types", and `float8out`, `timestamp_out`, `interval_out`.
extension ByteBuffer {
    mutating func writeText(_ number: Int64) { writeString(String(number)) }

    /// The shortest decimal that reads back as the same number, with an exponent from 1e15 on and below 1e-4.
    mutating func writeText(_ number: Double) {
        if !number.isFinite { writeNotFinite(isNaN: number.isNaN, isNegative: number < 0) }
        else { writeShortest(number.description, needsExponent: number.magnitude >= 1e15) }
    }

    /// The same of a 32-bit number, with an exponent from 1e6 on and below 1e-4.
    mutating func writeText(_ number: Float) {
        if !number.isFinite { writeNotFinite(isNaN: number.isNaN, isNegative: number < 0) }
        else { writeShortest(number.description, needsExponent: number.magnitude >= 1e6) }
    }

    private mutating func writeNotFinite(isNaN: Bool, isNegative: Bool) {
        writeString(isNaN ? "NaN" : isNegative ? "-Infinity" : "Infinity")
    }

    /// - Parameter text: Swift's shortest form, which has ".0" where PostgreSQL has nothing, and fewer exponents.
    private mutating func writeShortest(_ text: String, needsExponent: Bool) {
        if !needsExponent || text.utf8.contains(UInt8(ascii: "e")) {
            if text.hasSuffix(".0") { writeSubstring(text.dropLast(2)) }
            else { writeString(text) }
            return
        }
        let isNegative = text.hasPrefix("-")
        let whole = text.utf8.drop { $0 == UInt8(ascii: "-") }.prefix { $0 != UInt8(ascii: ".") }
        let fraction = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()
        var digits = Array(whole) + Array(fraction)
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if isNegative { writeInteger(UInt8(ascii: "-")) }
        writeInteger(digits[0])
        if digits.count > 1 {
            writeInteger(UInt8(ascii: "."))
            writeBytes(digits[1...])
        }
        writeString("e+")
        writePadded(whole.count - 1, 2)
    }

    /// - Parameter days: since 1970-01-01.
    mutating func writeText(date days: Int64) {
        if days == Int64(Int32.max) { writeString("infinity"); return }
        if days == -Int64(Int32.max) { writeString("-infinity"); return }
        let isBeforeChrist = writeDay(days)
        if isBeforeChrist { writeString(" BC") }
    }

    /// - Parameter microseconds: since midnight.
    mutating func writeText(time microseconds: Int64) {
        let seconds = microseconds / 1_000_000
        writePadded(Int(seconds / 3600), 2)
        writeInteger(UInt8(ascii: ":"))
        writePadded(Int(seconds / 60 % 60), 2)
        writeInteger(UInt8(ascii: ":"))
        writePadded(Int(seconds % 60), 2)
        var fraction = Int(microseconds % 1_000_000)
        guard fraction != 0 else { return }
        var width = 6
        while fraction % 10 == 0 { fraction /= 10; width -= 1 }
        writeInteger(UInt8(ascii: "."))
        writePadded(fraction, width)
    }

    /// - Parameter offset: seconds east of UTC.
    mutating func writeText(time microseconds: Int64, offset: Int32) {
        writeText(time: microseconds)
        let seconds = Int(offset.magnitude)
        writeInteger(UInt8(ascii: offset < 0 ? "-" : "+"))
        writePadded(seconds / 3600, 2)
        guard seconds % 3600 != 0 else { return }
        writeInteger(UInt8(ascii: ":"))
        writePadded(seconds / 60 % 60, 2)
        guard seconds % 60 != 0 else { return }
        writeInteger(UInt8(ascii: ":"))
        writePadded(seconds % 60, 2)
    }

    /// - Parameter microseconds: since 1970-01-01 00:00.
    mutating func writeText(timestamp microseconds: Int64, hasZone: Bool) {
        if microseconds == .max { writeString("infinity"); return }
        if microseconds == -.max { writeString("-infinity"); return }
        let day: Int64 = 86_400_000_000
        var days = microseconds / day
        var rest = microseconds % day
        if rest < 0 { rest += day; days -= 1 }
        let isBeforeChrist = writeDay(days)
        writeInteger(UInt8(ascii: " "))
        writeText(time: rest)
        if hasZone { writeString("+00") }
        if isBeforeChrist { writeString(" BC") }
    }

    /// The style `postgres` of intervals: each part keeps its own sign, and a plus is written after a negative part.
    mutating func writeText(months: Int32, days: Int32, microseconds: Int64) {
        var isFirst = true
        var wasNegative = false
        func sign(_ buffer: inout ByteBuffer, _ isNegative: Bool) {
            if !isFirst { buffer.writeInteger(UInt8(ascii: " ")) }
            if wasNegative && !isNegative { buffer.writeInteger(UInt8(ascii: "+")) }
            isFirst = false
            wasNegative = isNegative
        }
        for (count, unit) in [(Int(months) / 12, "year"), (Int(months) % 12, "mon"), (Int(days), "day")] where count != 0 {
            sign(&self, count < 0)
            writeString("\(count) \(unit)\(count == 1 ? "" : "s")")
        }
        guard microseconds != 0 || isFirst else { return }
        sign(&self, microseconds < 0)
        if microseconds < 0 { writeInteger(UInt8(ascii: "-")) }
        writeText(time: Int64(clamping: microseconds.magnitude))
    }

    mutating func writeText(uuid bits: UInt128) {
        for shift in stride(from: 120, through: 0, by: -8) {
            if shift == 88 || shift == 72 || shift == 56 || shift == 40 { writeInteger(UInt8(ascii: "-")) }
            writeHex(UInt8(truncatingIfNeeded: bits >> UInt128(shift)))
        }
    }

    mutating func writeHex(_ byte: UInt8) {
        func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }
        writeInteger(digit(byte >> 4))
        writeInteger(digit(byte & 15))
    }

    /// Year, month and day; true when the year counts before Christ.
    private mutating func writeDay(_ days: Int64) -> Bool {
        let date = CivilDate(daysSinceEpoch: Int(days))
        writePadded(date.year > 0 ? date.year : 1 - date.year, 4)
        writeInteger(UInt8(ascii: "-"))
        writePadded(date.month, 2)
        writeInteger(UInt8(ascii: "-"))
        writePadded(date.day, 2)
        return date.year <= 0
    }

    /// Digits with zeros before them up to a width.
    private mutating func writePadded(_ number: Int, _ width: Int) {
        var bound = 10
        for _ in 1..<width {
            if number < bound {
                // One zero for each power of ten that the number does not reach.
                writeInteger(UInt8(ascii: "0"))
            }
            bound *= 10
        }
        writeString(String(number))
    }
}
