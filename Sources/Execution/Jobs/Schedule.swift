import Core
package import SQLFrontEnd

/// When a job runs. Pure: no clock. Moments are microseconds since 1970 in UTC.
package struct Schedule: Hashable, Sendable {
    package enum Rule: Hashable, Sendable {
        /// At the start, and never again.
        case once
        /// At the start and then each so often. Days and longer are counted on the zone's calendar, so that 03:00 stays 03:00; a day
        /// that a month lacks is its last.
        case every(count: Int, unit: TimeUnit)
        case cron(CronExpression)
    }

    package var rule: Rule
    /// Nothing comes before it.
    package var start: Int64
    /// Nothing comes after it; nil: it goes on for ever.
    package var end: Int64?
    package var calendar: LocalCalendar

    package init(rule: Rule, start: Int64, end: Int64? = nil, calendar: LocalCalendar) {
        self.rule = rule
        self.start = start
        self.end = end
        self.calendar = calendar
    }

    /// nil when nothing ever comes.
    package var first: Int64? { next(after: start - 1) }

    /// The first moment after another one; nil when nothing comes any more.
    package func next(after moment: Int64) -> Int64? {
        let moment = max(moment, start - 1)
        let next: Int64? =
            switch rule {
            case .once: start > moment ? start : nil
            case .every(let count, let unit): Self.fixedLength(unit).flatMap { nextFixed(after: moment, count, $0) } ?? nextOnCalendar(after: moment, count, unit)
            case .cron(let cron): cron.next(after: floorDivided(moment, by: Self.second), in: calendar).map { $0 * Self.second }
            }
        guard let next, end.map({ next <= $0 }) ?? true else { return nil }
        return next
    }

    private static let second: Int64 = 1_000_000

    /// Microseconds of a unit that is equally long always; nil for the others.
    private static func fixedLength(_ unit: TimeUnit) -> Int64? {
        switch unit {
        case .second: second
        case .minute: 60 * second
        case .hour: 3600 * second
        case .day, .week, .month, .year: nil
        }
    }

    private func nextFixed(after moment: Int64, _ count: Int, _ unit: Int64) -> Int64? {
        let step = Int64(count) * unit
        return start + (floorDivided(moment - start, by: step) + 1) * step
    }

    private func nextOnCalendar(after moment: Int64, _ count: Int, _ unit: TimeUnit) -> Int64? {
        let startSecond = floorDivided(start, by: Self.second)
        let fraction = start - startSecond * Self.second
        let local = calendar.local(of: startSecond)
        let startDay = floorDivided(local, by: 86_400)
        let timeOfDay = local - startDay * 86_400
        let startDate = CivilDate(daysSinceEpoch: Int(startDay))
        let nowDay = floorDivided(calendar.local(of: floorDivided(moment, by: Self.second)), by: 86_400)
        let nowDate = CivilDate(daysSinceEpoch: Int(nowDay))
        let passed = switch unit {
        case .month, .year: (nowDate.year - startDate.year) * 12 + nowDate.month - startDate.month
        case .second, .minute, .hour, .day, .week: Int(nowDay - startDay)
        }
        let step = count * (unit == .week ? 7 : unit == .year ? 12 : 1)
        // One step back: the same day may still have its time before it.
        for number in max(0, passed / step - 1)... {
            let day: Int = switch unit {
            case .month, .year: startDate.addingMonths(number * step).daysSinceEpoch
            case .second, .minute, .hour, .day, .week: Int(startDay) + number * step
            }
            let found = calendar.instant(of: Int64(day) * 86_400 + timeOfDay) * Self.second + fraction
            if found > moment { return found }
        }
        return nil
    }
}

extension CivilDate {
    /// The same day of a later month, or its last when it has no such day.
    func addingMonths(_ count: Int) -> CivilDate {
        let months = year * 12 + month - 1 + count
        let (year, month) = (Int(floorDivided(Int64(months), by: 12)), ((months % 12) + 12) % 12 + 1)
        let next = month == 12 ? CivilDate(year: year + 1, month: 1, day: 1) : CivilDate(year: year, month: month + 1, day: 1)
        let length = next.daysSinceEpoch - CivilDate(year: year, month: month, day: 1).daysSinceEpoch
        return CivilDate(year: year, month: month, day: min(day, length))
    }
}

// MARK: - As text

extension Schedule.Rule {
    /// As the catalog keeps it and `foretell.jobs` shows it: `once`, `every 2 hours`, `cron 0 3 * * *`.
    package var text: String {
        switch self {
        case .once: "once"
        case .every(let count, let unit): "every \(count) \(unit.rawValue)\(count == 1 ? "" : "s")"
        case .cron(let cron): "cron \(cron.text)"
        }
    }

    /// - Throws: `SQLFailure` XX001 when the text is none.
    package init(text: String) throws {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        if words == ["once"] { self = .once; return }
        if words.first == "cron", words.count == 2 { self = .cron(try CronExpression(words[1])); return }
        let parts = words.last?.split(separator: " ").map(String.init) ?? []
        guard words.first == "every", parts.count == 2, let count = Int(parts[0]), count >= 1, let unit = TimeUnit(word: parts[1]) else {
            throw SQLFailure(.dataCorrupted, "the catalog is damaged", detail: "The schedule of a job is none.", hint: "restore \"catalog.sqlite\" from a backup")
        }
        self = .every(count: count, unit: unit)
    }
}
