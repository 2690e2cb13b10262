import Core
import Execution
import SQLFrontEnd
import Testing

/// Microseconds of a moment in UTC.
func moment(_ text: String) throws -> Int64 {
    guard case .timestamp(let moment) = try Value(parsing: text, as: .timestamp) else { return 0 }
    return moment
}

func text(_ moment: Int64?) -> String? { moment.flatMap { Value.timestamp($0).text } }

func calendar(_ name: String) throws -> LocalCalendar { try #require(LocalCalendar(name)) }

/// The next times after one, in UTC.
private func times(_ rule: Schedule.Rule, _ zone: String, start: String, end: String? = nil, after: String? = nil, count: Int) throws -> [String] {
    let schedule = Schedule(rule: rule, start: try moment(start), end: try end.map(moment), calendar: try calendar(zone))
    var times: [String] = []
    var last = try after.map(moment) ?? schedule.start - 1
    while times.count < count, let next = schedule.next(after: last) {
        times.append(text(next) ?? "")
        last = next
    }
    return times
}

@Suite("When jobs run")
struct ScheduleTests {
    @Test("once is at the start and never again")
    func once() throws {
        #expect(try times(.once, "UTC", start: "2026-11-01 03:00:00", count: 3) == ["2026-11-01 03:00:00"])
        #expect(try times(.once, "UTC", start: "2026-11-01 03:00:00", end: "2026-10-01 00:00:00", count: 3) == [])
    }

    @Test("seconds, minutes and hours are counted from the start, whatever the clock does", arguments: [
        (1, TimeUnit.second, "2026-01-01 00:00:00.25", ["2026-01-01 00:00:00.25", "2026-01-01 00:00:01.25", "2026-01-01 00:00:02.25"]),
        (90, .minute, "2026-03-29 00:00:00", ["2026-03-29 00:00:00", "2026-03-29 01:30:00", "2026-03-29 03:00:00"]),
        (12, .hour, "2026-03-28 23:00:00", ["2026-03-28 23:00:00", "2026-03-29 11:00:00", "2026-03-29 23:00:00"]),
    ])
    func fixed(count: Int, unit: TimeUnit, start: String, expected: [String]) throws {
        #expect(try times(.every(count: count, unit: unit), "Europe/Berlin", start: start, count: 3) == expected)
    }

    @Test("days and longer keep the time of the zone's clock", arguments: [
        // 03:00 in Berlin is 02:00 in UTC in winter and 01:00 in summer.
        (1, TimeUnit.day, "Europe/Berlin", "2026-03-28 02:00:00", ["2026-03-28 02:00:00", "2026-03-29 01:00:00", "2026-03-30 01:00:00"]),
        (1, .day, "Europe/Berlin", "2026-10-24 01:00:00", ["2026-10-24 01:00:00", "2026-10-25 02:00:00", "2026-10-26 02:00:00"]),
        // 02:30 is skipped on 29 March: the run is at the change; it comes twice on 25 October: the run is the first time.
        (1, .day, "Europe/Berlin", "2026-03-28 01:30:00", ["2026-03-28 01:30:00", "2026-03-29 01:00:00", "2026-03-30 00:30:00"]),
        (1, .day, "Europe/Berlin", "2026-10-24 00:30:00", ["2026-10-24 00:30:00", "2026-10-25 00:30:00", "2026-10-26 01:30:00"]),
        (2, .week, "America/New_York", "2026-10-25 12:00:00", ["2026-10-25 12:00:00", "2026-11-08 13:00:00", "2026-11-22 13:00:00"]),
        (1, .month, "UTC", "2026-01-31 10:00:00", ["2026-01-31 10:00:00", "2026-02-28 10:00:00", "2026-03-31 10:00:00"]),
        (1, .month, "UTC", "2028-01-31 10:00:00", ["2028-01-31 10:00:00", "2028-02-29 10:00:00", "2028-03-31 10:00:00"]),
        (1, .year, "UTC", "2024-02-29 00:00:00", ["2024-02-29 00:00:00", "2025-02-28 00:00:00", "2026-02-28 00:00:00"]),
        (4, .year, "UTC", "2024-02-29 00:00:00", ["2024-02-29 00:00:00", "2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
        (3, .day, "Asia/Kathmandu", "2026-05-01 18:20:00", ["2026-05-01 18:20:00", "2026-05-04 18:20:00", "2026-05-07 18:20:00"]),
    ])
    func calendarDays(count: Int, unit: TimeUnit, zone: String, start: String, expected: [String]) throws {
        #expect(try times(.every(count: count, unit: unit), zone, start: start, count: 3) == expected)
    }

    @Test("far from the start the next time is found at once")
    func far() throws {
        #expect(try times(.every(count: 1, unit: .second), "UTC", start: "1990-01-01 00:00:00", after: "2026-01-01 00:00:00.5", count: 1) == ["2026-01-01 00:00:01"])
        #expect(try times(.every(count: 1, unit: .day), "Europe/Berlin", start: "1990-01-01 02:00:00", after: "2026-07-01 01:00:00", count: 1) == ["2026-07-02 01:00:00"])
        #expect(try times(.every(count: 1, unit: .month), "UTC", start: "1990-01-31 00:00:00", after: "2026-02-01 00:00:00", count: 2) == ["2026-02-28 00:00:00", "2026-03-31 00:00:00"])
    }

    @Test("the end is the last moment that counts")
    func end() throws {
        #expect(try times(.every(count: 1, unit: .hour), "UTC", start: "2026-01-01 00:00:00", end: "2026-01-01 02:00:00", count: 9).count == 3)
        #expect(try times(.every(count: 1, unit: .hour), "UTC", start: "2026-01-01 00:00:00", end: "2026-01-01 01:59:59", count: 9).count == 2)
        #expect(try times(.cron(CronExpression("0 0 * * *")), "UTC", start: "2026-01-01 12:00:00", end: "2026-01-03 00:00:00", count: 9) == ["2026-01-02 00:00:00", "2026-01-03 00:00:00"])
    }

    @Test("a rule is read back from its text", arguments: ["once", "every 1 day", "every 15 minutes", "cron 0 3 * * mon-fri"])
    func text(rule: String) throws {
        #expect(try Schedule.Rule(text: rule).text == rule)
    }

    @Test("what is no rule is damage", arguments: ["", "twice", "every", "every 0 days", "every two days", "cron", "cron 1 2 3"])
    func noRule(text: String) {
        #expect(throws: SQLFailure.self) { try Schedule.Rule(text: text) }
    }

    @Test("there are zones with two parts and UTC", arguments: ["", "Berlin", "Europe/Nowhere", "EST", "+01:00"])
    func noZone(name: String) {
        #expect(LocalCalendar(name) == nil)
    }
}
