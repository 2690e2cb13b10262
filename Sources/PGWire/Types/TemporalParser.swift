import Core

/// Reads dates and times in their ISO forms, without trapping on any text.
/// Source: PostgreSQL manual, "Date/Time Input"; only the forms that programs send.
struct TemporalParser {
    private let bytes: [UInt8]
    /// Bytes of a " BC" at the end.
    private let eraLength: Int
    private var position = 0

    private init(_ text: String) {
        bytes = Array(text.utf8).trimmedSpace
        let isBeforeChrist = bytes.count > 3 && bytes.suffix(3).elementsEqual(" bc".utf8) { $0 | 0x20 == $1 }
        eraLength = isBeforeChrist ? 3 : 0
    }

    /// Days since 1970-01-01. nil: no date.
    static func date(_ text: String) -> Parsed<Int32> {
        var parser = TemporalParser(text)
        if let infinity = parser.infinity() { return .value(infinity ? .max : -.max) }
        switch parser.day() {
        case .none: return .none
        case .outOfRange: return .outOfRange
        case .value(let days):
            // A time after the date is read over, as a cast from a timestamp does.
            if !parser.isAtEnd {
                guard parser.skipDayTimeSeparator(), parser.clock() != nil, parser.isAtEnd || parser.offset() != nil, parser.isAtEnd
                else { return .none }
            }
            return Int32(exactly: days).map(Parsed.value) ?? .outOfRange
        }
    }

    /// Microseconds since midnight; a zone after it is read over.
    static func time(_ text: String) -> Parsed<Int64> {
        var parser = TemporalParser(text)
        guard let microseconds = parser.clock(), parser.isAtEnd || parser.offset() != nil, parser.isAtEnd else { return .none }
        return microseconds <= 86_400_000_000 ? .value(microseconds) : .outOfRange
    }

    /// Microseconds since midnight, and seconds east of UTC; UTC when no zone is given.
    static func timeTZ(_ text: String) -> Parsed<(microseconds: Int64, offset: Int32)> {
        var parser = TemporalParser(text)
        guard let microseconds = parser.clock() else { return .none }
        var offset: Int64 = 0
        if !parser.isAtEnd {
            guard let found = parser.offset(), parser.isAtEnd else { return .none }
            offset = found
        }
        return microseconds <= 86_400_000_000 ? .value((microseconds, Int32(offset))) : .outOfRange
    }

    /// Microseconds since 1970-01-01 00:00; in UTC when the type has a zone, else a zone in the text is read over.
    static func timestamp(_ text: String, hasZone: Bool) -> Parsed<Int64> {
        var parser = TemporalParser(text)
        if let infinity = parser.infinity() { return .value(infinity ? .max : -.max) }
        switch parser.day() {
        case .none: return .none
        case .outOfRange: return .outOfRange
        case .value(let days):
            var clock: Int64 = 0
            var offset: Int64 = 0
            if !parser.isAtEnd {
                guard parser.skipDayTimeSeparator(), let found = parser.clock() else { return .none }
                clock = found
                if !parser.isAtEnd {
                    guard let found = parser.offset(), parser.isAtEnd else { return .none }
                    offset = found
                }
            }
            guard clock <= 86_400_000_000 else { return .outOfRange }
            let (start, overflow) = days.multipliedReportingOverflow(by: 86_400_000_000)
            let (sum, overflowToo) = start.addingReportingOverflow(clock - (hasZone ? offset * 1_000_000 : 0))
            // The values next to the limits are the infinities.
            return overflow || overflowToo || sum.magnitude >= UInt64(Int64.max) ? .outOfRange : .value(sum)
        }
    }

    enum Parsed<Value> {
        case value(Value)
        /// It has the form, but names no such day or time.
        case outOfRange
        case none
    }
}

extension TemporalParser {
    private var isAtEnd: Bool { position == end }
    private var end: Int { bytes.count - eraLength }
    private var current: UInt8? { position < end ? bytes[position] : nil }

    /// True for infinity, false for minus infinity, nil for anything else.
    private func infinity() -> Bool? {
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "infinity", "+infinity": true
        case "-infinity": false
        default: nil
        }
    }

    private mutating func day() -> Parsed<Int64> {
        guard let year = number(digits: 1...7) else { return .none }
        guard accept("-"), let month = number(digits: 1...2), accept("-"), let day = number(digits: 1...2) else { return .none }
        guard year > 0, (1...12).contains(month), (1...31).contains(day), year <= 5_874_897 else { return .outOfRange }
        let date = CivilDate(year: eraLength > 0 ? 1 - year : year, month: month, day: day)
        let days = date.daysSinceEpoch
        return CivilDate(daysSinceEpoch: days) == date ? .value(Int64(days)) : .outOfRange
    }

    private mutating func skipDayTimeSeparator() -> Bool {
        if accept("T") || accept("t") { return true }
        guard accept(" ") else { return false }
        while accept(" ") {}
        return true
    }

    /// Microseconds; nil when it is no time. Seconds of 60 and hours of 24 are taken as PostgreSQL takes them.
    private mutating func clock() -> Int64? {
        guard let hours = number(digits: 1...2), hours <= 24, accept(":"), let minutes = number(digits: 2...2), minutes < 60
        else { return nil }
        var microseconds = Int64(hours * 60 + minutes) * 60_000_000
        guard accept(":") else { return microseconds }
        guard let seconds = number(digits: 2...2), seconds <= 60 else { return nil }
        microseconds += Int64(seconds) * 1_000_000
        guard accept(".") else { return microseconds }
        var unit: Int64 = 100_000
        var rounds = false
        var digits = 0
        while let byte = current, (0x30...0x39).contains(byte) {
            if digits < 6 { microseconds += Int64(byte - 0x30) * unit }
            if digits == 6 { rounds = byte >= 0x35 }
            unit /= 10
            digits += 1
            position += 1
        }
        return microseconds + (rounds ? 1 : 0)
    }

    /// Seconds east of UTC; nil when it is no zone.
    private mutating func offset() -> Int64? {
        while accept(" ") {}
        if accept("Z") || accept("z") { return 0 }
        if end - position == 3, String(decoding: bytes[position..<end], as: UTF8.self).uppercased() == "UTC" {
            position = end
            return 0
        }
        let sign: Int64
        if accept("+") { sign = 1 } else if accept("-") { sign = -1 } else { return nil }
        guard let first = number(digits: 1...4) else { return nil }
        var hours = first
        var minutes = 0
        var seconds = 0
        if first > 15 {
            hours = first / 100
            minutes = first % 100
        } else if accept(":") {
            guard let found = number(digits: 2...2) else { return nil }
            minutes = found
            if accept(":") {
                guard let found = number(digits: 2...2) else { return nil }
                seconds = found
            }
        }
        guard hours <= 15, minutes < 60, seconds < 60 else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60 + seconds)
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while let byte = current, (0x30...0x39).contains(byte), count < digits.upperBound {
            value = value * 10 + Int(byte - 0x30)
            count += 1
            position += 1
        }
        return digits.contains(count) ? value : nil
    }
}

extension [UInt8] {
    /// Without ASCII white space at both ends.
    var trimmedSpace: [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else { return [] }
        return Array(self[first...last])
    }
}
