package import Core

/// Five fields: minute, hour, day of the month, month, day of the week. Source: Vixie cron, crontab(5).
///
/// A time matches when minute, hour and month do, and the day does: when both day fields are restricted, either of them suffices.
/// Expressions whose minute or hour begins with `*` follow the clock through its changes; all others run once for each of their
/// times: a time that the clock skips right after the change, a time that comes twice the first time.
package struct CronExpression: Hashable, Sendable {
    /// As it was written, without blanks around it.
    package let text: String
    private let minutes: Field
    private let hours: Field
    private let days: Field
    private let months: Field
    private let weekdays: Field

    /// The values that match, as bits.
    private struct Field: Hashable, Sendable {
        var bits: UInt64 = 0
        /// It begins with `*`.
        var isStar = false

        func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }
    }

    private struct Kind {
        var name: String
        var range: ClosedRange<Int>
        /// Three letters each; the first means the lower end of the range.
        var words: [String] = []
    }

    private static let kinds = [
        Kind(name: "minute", range: 0...59), Kind(name: "hour", range: 0...23), Kind(name: "day of the month", range: 1...31),
        Kind(name: "month", range: 1...12, words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        Kind(name: "day of the week", range: 0...7, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    private static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    /// - Throws: `SQLFailure` 22023 that names the field.
    package init(_ text: String) throws(SQLFailure) {
        self.text = text.trimmed
        let written = Self.nicknames[self.text.lowercased()] ?? self.text
        let parts = written.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == Self.kinds.count else {
            throw SQLFailure(
                .invalidParameterValue, "a cron expression has five fields, \"\(text)\" has \(parts.count)",
                hint: "minute, hour, day of the month, month, day of the week: '30 3 * * mon-fri'")
        }
        minutes = try Self.field(parts[0], Self.kinds[0])
        hours = try Self.field(parts[1], Self.kinds[1])
        days = try Self.field(parts[2], Self.kinds[2])
        months = try Self.field(parts[3], Self.kinds[3])
        var weekdays = try Self.field(parts[4], Self.kinds[4])
        if weekdays.contains(7) { weekdays.bits |= 1 }
        self.weekdays = weekdays
    }

    private static func field(_ text: String, _ kind: Kind) throws(SQLFailure) -> Field {
        var field = Field(isStar: text.hasPrefix("*"))
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let first = pieces.first else { throw failure(text, kind) }
            let range = try range(String(first), kind, of: text)
            var step = 1
            if pieces.count == 2 {
                // As in Vixie cron, a step needs a range to step through.
                guard let given = Int(pieces[1]), (1...1000).contains(given), first == "*" || first.contains("-") else { throw failure(text, kind) }
                step = given
            }
            for value in stride(from: range.lowerBound, through: range.upperBound, by: step) { field.bits |= 1 << UInt64(value) }
        }
        return field
    }

    private static func range(_ text: String, _ kind: Kind, of field: String) throws(SQLFailure) -> ClosedRange<Int> {
        if text == "*" { return kind.range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        var values: [Int] = []
        for end in ends {
            let word = end.lowercased()
            let value = kind.words.firstIndex(of: word).map { $0 + kind.range.lowerBound } ?? (word.allSatisfy { ("0"..."9").contains($0) } ? Int(word) : nil)
            guard let value, kind.range.contains(value) else { throw failure(field, kind) }
            values.append(value)
        }
        // As a last day, Sunday is 7: FRI-SUN.
        if values.count == 2, kind.words.first == "sun", values[1] == 0, values[0] > 0 { values[1] = 7 }
        guard values.count <= 2, values[0] <= values[values.count - 1] else { throw failure(field, kind) }
        return values[0]...values[values.count - 1]
    }

    private static func failure(_ text: String, _ kind: Kind) -> SQLFailure {
        let words = kind.words.isEmpty ? "" : " or \(kind.words[0]), \(kind.words[1]), ..."
        return SQLFailure(
            .invalidParameterValue, "\"\(text)\" is no \(kind.name) of a cron expression",
            hint: "\(kind.range.lowerBound) to \(kind.range.upperBound)\(words), ranges a-b, steps */n and a-b/n, with commas between them")
    }

    // MARK: Times

    /// Whether a day is one of those that match.
    /// - Parameter day: days since 1970-01-01.
    private func matches(day: Int) -> Bool {
        let date = CivilDate(daysSinceEpoch: day)
        guard months.contains(date.month) else { return false }
        let isDay = days.contains(date.day)
        let isWeekday = weekdays.contains((CivilDate.weekday(daysSinceEpoch: day) + 1) % 7)
        return days.isStar || weekdays.isStar ? isDay && isWeekday : isDay || isWeekday
    }

    /// The longest that a matching day can be away is that of 29 February around a year without one: eight years.
    private static let horizon = 9 * 366

    /// The first matching instant after another one; nil when there is none within nine years, and so none at all.
    /// - Parameter instant: seconds since 1970 in UTC, as the result.
    package func next(after instant: Int64, in calendar: LocalCalendar) -> Int64? {
        let followsClock = minutes.isStar || hours.isStar
        let first = Int(floorDivided(calendar.local(of: instant), by: 86_400))
        // The day before too: where the clock is put back over midnight, it is not over.
        for day in first - 1...first + Self.horizon where matches(day: day) {
            let found = followsClock ? nextByClock(after: instant, day: day, calendar) : nextOnce(after: instant, day: day, calendar)
            if let found { return found }
        }
        return nil
    }

    private func nextOnce(after instant: Int64, day: Int, _ calendar: LocalCalendar) -> Int64? {
        for hour in 0..<24 where hours.contains(hour) {
            for minute in 0..<60 where minutes.contains(minute) {
                let found = calendar.instant(of: Int64(day) * 86_400 + Int64(hour) * 3600 + Int64(minute) * 60)
                if found > instant { return found }
            }
        }
        return nil
    }

    private func nextByClock(after instant: Int64, day: Int, _ calendar: LocalCalendar) -> Int64? {
        let midnight = Int64(day) * 86_400
        var time = max(calendar.instant(of: midnight), instant + 1)
        // No day has more than 26 hours.
        let end = calendar.instant(of: midnight) + 26 * 3600
        while time < end {
            let local = calendar.local(of: time) - midnight
            let second = ((local % 60) + 60) % 60
            guard second == 0 else {
                time += 60 - second
                continue
            }
            guard local >= 0, local < 86_400, hours.contains(Int(local / 3600)) else {
                time += 3600 - ((local % 3600) + 3600) % 3600
                continue
            }
            if minutes.contains(Int(local % 3600 / 60)) { return time }
            time += 60
        }
        return nil
    }
}

/// Rounded towards minus infinity.
func floorDivided(_ number: Int64, by divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}
