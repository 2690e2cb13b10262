import Core
import Execution
import Testing

@Suite("Cron expressions")
struct CronExpressionTests {
    private func times(_ cron: String, _ zone: String = "UTC", after: String, count: Int) throws -> [String] {
        let expression = try CronExpression(cron)
        let calendar = try calendar(zone)
        var last = try moment(after) / 1_000_000
        var times: [String] = []
        while times.count < count, let next = expression.next(after: last, in: calendar) {
            times.append(text(next * 1_000_000) ?? "")
            last = next
        }
        return times
    }

    @Test("fields are numbers, names, ranges, steps and lists", arguments: [
        ("30 3 * * *", ["2026-01-01 03:30:00", "2026-01-02 03:30:00"]),
        ("*/20 * * * *", ["2026-01-01 00:20:00", "2026-01-01 00:40:00", "2026-01-01 01:00:00"]),
        ("5-15/5 12 * * *", ["2026-01-01 12:05:00", "2026-01-01 12:10:00", "2026-01-01 12:15:00", "2026-01-02 12:05:00"]),
        ("0 0,12 1 * *", ["2026-01-01 12:00:00", "2026-02-01 00:00:00", "2026-02-01 12:00:00"]),
        ("0 0 * * MON-wed", ["2026-01-05 00:00:00", "2026-01-06 00:00:00", "2026-01-07 00:00:00", "2026-01-12 00:00:00"]),
        ("0 0 * * 7", ["2026-01-04 00:00:00", "2026-01-11 00:00:00"]),
        ("0 0 * * fri-sun", ["2026-01-02 00:00:00", "2026-01-03 00:00:00", "2026-01-04 00:00:00", "2026-01-09 00:00:00"]),
        ("0 0 1 jan,jul *", ["2026-07-01 00:00:00", "2027-01-01 00:00:00"]),
        ("@daily", ["2026-01-02 00:00:00", "2026-01-03 00:00:00"]),
        ("@monthly", ["2026-02-01 00:00:00", "2026-03-01 00:00:00"]),
    ])
    func fields(cron: String, expected: [String]) throws {
        #expect(try times(cron, after: "2026-01-01 00:00:00", count: expected.count) == expected)
    }

    @Test("with both day fields restricted, either suffices; a star in one makes the other decide")
    func days() throws {
        // 13 February 2026 is a Friday.
        #expect(try times("0 0 13 * fri", after: "2026-02-01 00:00:00", count: 4)
            == ["2026-02-06 00:00:00", "2026-02-13 00:00:00", "2026-02-20 00:00:00", "2026-02-27 00:00:00"])
        #expect(try times("0 0 14 2 fri", after: "2026-02-08 00:00:00", count: 3) == ["2026-02-13 00:00:00", "2026-02-14 00:00:00", "2026-02-20 00:00:00"])
        #expect(try times("0 0 */2 * fri", after: "2026-02-01 00:00:00", count: 2) == ["2026-02-13 00:00:00", "2026-02-27 00:00:00"])
    }

    @Test("month ends and leap days", arguments: [
        ("0 0 31 * *", "2026-01-31 00:00:00", ["2026-03-31 00:00:00", "2026-05-31 00:00:00"]),
        ("0 0 29 2 *", "2026-01-01 00:00:00", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
        ("0 0 29 2 *", "2096-03-01 00:00:00", ["2104-02-29 00:00:00"]),
        ("59 23 31 12 *", "2026-12-31 23:59:00", ["2027-12-31 23:59:00"]),
    ])
    func ends(cron: String, after: String, expected: [String]) throws {
        #expect(try times(cron, after: after, count: expected.count) == expected)
    }

    @Test("a day that never comes is nil", arguments: ["0 0 31 2 *", "0 0 30 feb *", "0 0 31 4,6,9,11 *"])
    func never(cron: String) throws {
        #expect(try times(cron, after: "2026-01-01 00:00:00", count: 1) == [])
    }

    /// In Berlin 02:00 to 03:00 is skipped on 29 March 2026 (01:00 UTC) and comes twice on 25 October (00:00 and 01:00 UTC).
    @Test("a fixed time that is skipped runs at the change, one that comes twice runs once", arguments: [
        ("30 2 * * *", "2026-03-28 12:00:00", ["2026-03-29 01:00:00", "2026-03-30 00:30:00"]),
        ("0,30 2 * * *", "2026-03-28 12:00:00", ["2026-03-29 01:00:00", "2026-03-30 00:00:00", "2026-03-30 00:30:00"]),
        ("0 3 * * *", "2026-03-28 12:00:00", ["2026-03-29 01:00:00", "2026-03-30 01:00:00"]),
        ("30 2 * * *", "2026-10-24 12:00:00", ["2026-10-25 00:30:00", "2026-10-26 01:30:00"]),
        ("30 1,2,3 * * *", "2026-10-24 12:00:00", ["2026-10-24 23:30:00", "2026-10-25 00:30:00", "2026-10-25 02:30:00"]),
    ])
    func fixedTimes(cron: String, after: String, expected: [String]) throws {
        #expect(try times(cron, "Europe/Berlin", after: after, count: expected.count) == expected)
    }

    @Test("with a star in minute or hour the clock is followed: nothing in the gap, both hours of the overlap", arguments: [
        ("30 * * * *", "2026-03-29 00:00:00", ["2026-03-29 00:30:00", "2026-03-29 01:30:00", "2026-03-29 02:30:00"]),
        ("*/30 2 * * *", "2026-03-28 12:00:00", ["2026-03-30 00:00:00", "2026-03-30 00:30:00"]),
        ("30 * * * *", "2026-10-24 23:45:00", ["2026-10-25 00:30:00", "2026-10-25 01:30:00", "2026-10-25 02:30:00"]),
        ("*/30 2 * * *", "2026-10-24 12:00:00", ["2026-10-25 00:00:00", "2026-10-25 00:30:00", "2026-10-25 01:00:00", "2026-10-25 01:30:00", "2026-10-26 01:00:00"]),
    ])
    func clockTimes(cron: String, after: String, expected: [String]) throws {
        #expect(try times(cron, "Europe/Berlin", after: after, count: expected.count) == expected)
    }

    @Test("zones that are not whole hours off, and midnights that do not exist")
    func oddZones() throws {
        #expect(try times("0 0 * * *", "Asia/Kathmandu", after: "2026-01-01 00:00:00", count: 2) == ["2026-01-01 18:15:00", "2026-01-02 18:15:00"])
        #expect(try times("*/15 0 * * *", "Asia/Kolkata", after: "2026-01-01 00:00:00", count: 2) == ["2026-01-01 18:30:00", "2026-01-01 18:45:00"])
        // Beirut goes from 00:00 to 01:00 on 29 March 2026.
        #expect(try times("0 0 * * *", "Asia/Beirut", after: "2026-03-28 00:00:00", count: 2) == ["2026-03-28 22:00:00", "2026-03-29 21:00:00"])
        // Lord Howe goes from 02:00 to 02:30 on 4 October 2026.
        #expect(try times("15 2 * * *", "Australia/Lord_Howe", after: "2026-10-03 00:00:00", count: 2) == ["2026-10-03 15:30:00", "2026-10-04 15:15:00"])
    }

    @Test("what is none is refused with the field's name", arguments: [
        ("* * * *", "a cron expression has five fields, \"* * * *\" has 4"), ("", "a cron expression has five fields, \"\" has 0"),
        ("60 * * * *", "\"60\" is no minute of a cron expression"), ("* 24 * * *", "\"24\" is no hour of a cron expression"),
        ("* * 0 * *", "\"0\" is no day of the month of a cron expression"), ("* * * 13 *", "\"13\" is no month of a cron expression"),
        ("* * * * 8", "\"8\" is no day of the week of a cron expression"), ("5/10 * * * *", "\"5/10\" is no minute of a cron expression"),
        ("*/0 * * * *", "\"*/0\" is no minute of a cron expression"), ("9-5 * * * *", "\"9-5\" is no minute of a cron expression"),
        ("1,,2 * * * *", "\"1,,2\" is no minute of a cron expression"), ("1-2-3 * * * *", "\"1-2-3\" is no minute of a cron expression"),
        ("-1 * * * *", "\"-1\" is no minute of a cron expression"), ("* * * foo *", "\"foo\" is no month of a cron expression"),
        ("1/2/3 * * * *", "\"1/2/3\" is no minute of a cron expression"), ("99999999999999999999 * * * *", "\"99999999999999999999\" is no minute of a cron expression"),
    ])
    func refused(cron: String, message: String) {
        #expect { try CronExpression(cron) } throws: { ($0 as? SQLFailure)?.message == message && ($0 as? SQLFailure)?.sqlState == .invalidParameterValue }
    }
}
