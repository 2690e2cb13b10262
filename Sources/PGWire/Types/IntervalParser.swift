import Core

/// Reads intervals: `1 year 2 mons -3 days 04:05:06.7`, any words for units, `... ago`, and ISO 8601's `P1Y2M3DT4H5M6.7S`.
/// Source: PostgreSQL manual, "Interval Input".
struct IntervalParser {
    private var months = 0.0
    private var days = 0.0
    private var microseconds = 0.0

    /// nil: no interval, or one beyond what the parts hold.
    static func parse(_ text: String) -> Value? {
        var parser = IntervalParser()
        let trimmed = text.trimmed
        guard trimmed.utf8.count <= 256 else { return nil }
        let isRead = trimmed.hasPrefix("P") ? parser.readISO(trimmed.dropFirst()) : parser.readWords(trimmed)
        return isRead ? parser.value : nil
    }

    /// A fraction of a month counts as thirtieths, a fraction of a day as hours.
    private var value: Value? {
        let wholeMonths = months.rounded(.towardZero)
        let allDays = days + (months - wholeMonths) * 30
        let wholeDays = allDays.rounded(.towardZero)
        let allMicroseconds = (microseconds + (allDays - wholeDays) * 86_400_000_000).rounded()
        guard let months = Int32(exactly: wholeMonths), let days = Int32(exactly: wholeDays),
            let microseconds = Int64(exactly: allMicroseconds)
        else { return nil }
        return .interval(months: months, days: days, microseconds: microseconds)
    }

    private mutating func readWords(_ text: String) -> Bool {
        var words = text.lowercased().split(separator: " ")
        if words.first == "@" { words.removeFirst() }
        let isAgo = words.last == "ago"
        if isAgo { words.removeLast() }
        guard !words.isEmpty else { return false }
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word.contains(":") {
                guard let clock = Self.clock(word) else { return false }
                microseconds += clock
                continue
            }
            // "3 days", "3days", or a bare number of seconds at the end.
            let digits = word.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
            guard let number = Double(digits), number.isFinite else { return false }
            var unit = word[digits.endIndex...]
            if unit.isEmpty, index < words.count, !words[index].contains(":"), words[index].first?.isLetter == true {
                unit = words[index]
                index += 1
            }
            guard add(number, unit: unit.isEmpty && index == words.count ? "s" : unit) else { return false }
        }
        if isAgo { (months, days, microseconds) = (-months, -days, -microseconds) }
        return true
    }

    private mutating func add(_ number: Double, unit: Substring) -> Bool {
        switch unit {
        case "millennium", "millennia", "mil", "mils": months += number * 12_000
        case "century", "centuries", "cent", "c": months += number * 1200
        case "decade", "decades", "dec", "decs": months += number * 120
        case "year", "years", "yr", "yrs", "y": months += number * 12
        case "month", "months", "mon", "mons": months += number
        case "week", "weeks", "w": days += number * 7
        case "day", "days", "d": days += number
        case "hour", "hours", "hr", "hrs", "h": microseconds += number * 3_600_000_000
        case "minute", "minutes", "min", "mins", "m": microseconds += number * 60_000_000
        case "second", "seconds", "sec", "secs", "s": microseconds += number * 1_000_000
        case "millisecond", "milliseconds", "msec", "msecs", "ms": microseconds += number * 1000
        case "microsecond", "microseconds", "usec", "usecs", "us": microseconds += number
        default: return false
        }
        return true
    }

    /// `[-]hours:minutes[:seconds[.fraction]]` in microseconds.
    private static func clock(_ word: Substring) -> Double? {
        let isNegative = word.hasPrefix("-")
        let parts = (isNegative || word.hasPrefix("+") ? word.dropFirst() : word).split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.first?.isASCII == true && $0.first?.isNumber == true }),
            let hours = Double(parts[0]), let minutes = Double(parts[1]), hours < 3e9, minutes < 60
        else { return nil }
        var microseconds = hours * 3_600_000_000 + minutes * 60_000_000
        if parts.count == 3 {
            guard let seconds = Double(parts[2]), seconds < 61 else { return nil }
            microseconds += seconds * 1_000_000
        }
        return isNegative ? -microseconds : microseconds
    }

    private mutating func readISO(_ text: Substring) -> Bool {
        var rest = text
        var isTime = false
        var isEmpty = true
        while let first = rest.first {
            if first == "T" {
                guard !isTime else { return false }
                isTime = true
                rest = rest.dropFirst()
                continue
            }
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
            guard let number = Double(digits), number.isFinite, digits.endIndex < rest.endIndex else { return false }
            switch (rest[digits.endIndex], isTime) {
            case ("Y", false): months += number * 12
            case ("M", false): months += number
            case ("W", false): days += number * 7
            case ("D", false): days += number
            case ("H", true): microseconds += number * 3_600_000_000
            case ("M", true): microseconds += number * 60_000_000
            case ("S", true): microseconds += number * 1_000_000
            default: return false
            }
            isEmpty = false
            rest = rest[digits.endIndex...].dropFirst()
        }
        return !isEmpty
    }
}
