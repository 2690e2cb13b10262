import CatalogStore
import Core
import SQLFrontEnd

/// USING of CREATE JOB and CREATE TRIGGER.
struct JobOptions {
    var calendar: LocalCalendar
    var overlap = NewJob.Overlap.skip
    var missed = NewJob.Missed.once
    var retries = 0
    /// Microseconds.
    var backoff: Int64 = 10_000_000
    /// Microseconds; nil: none.
    var timeout: Int64?

    private static let names = ["time_zone", "overlap", "missed", "retries", "backoff", "timeout"]

    /// - Throws: `SQLFailure` 22023 with the position of what cannot be.
    init(_ options: [Option]) throws {
        guard let utc = LocalCalendar("UTC") else { throw SQLFailure(.internalError, "the time zones of the system are missing") }
        calendar = utc
        for option in options { try set(option) }
    }

    private mutating func set(_ option: Option) throws {
        switch option.key {
        case "time_zone":
            guard let name = option.value.string, let zone = LocalCalendar(name) else {
                throw SQLFailure(
                    .invalidParameterValue, "unknown time zone \"\(option.value.string ?? "")\"", hint: "a name of the IANA database: 'Europe/Berlin', 'America/New_York', 'UTC'",
                    position: option.valuePosition)
            }
            calendar = zone
        case "overlap": overlap = try Self.choice(option, NewJob.Overlap.self)
        case "missed": missed = try Self.choice(option, NewJob.Missed.self)
        case "retries":
            guard let number = option.value.integer, (0...100).contains(number) else {
                throw SQLFailure(.invalidParameterValue, "option \"retries\" must be a whole number from 0 to 100", position: option.valuePosition)
            }
            retries = number
        case "backoff": backoff = try Self.time(option)
        case "timeout": timeout = try Self.time(option)
        default:
            throw SQLFailure(
                .invalidParameterValue, "unknown option \"\(option.key)\"",
                hint: nearestName(to: option.key, among: Self.names).map { "did you mean \"\($0)\"?" } ?? "the options are: " + Self.names.joined(separator: ", "),
                position: option.position)
        }
    }

    private static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ option: Option, _ type: Choice.Type) throws -> Choice {
        if let word = option.value.string?.lowercased(), let choice = Choice(rawValue: word) { return choice }
        throw SQLFailure(
            .invalidParameterValue, "option \"\(option.key)\" must be \(Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))", position: option.valuePosition)
    }

    /// Seconds, or a number with a unit; in microseconds.
    static func time(_ option: Option) throws -> Int64 {
        var milliseconds: Int?
        if let seconds = option.value.number, seconds > 0, seconds <= 2_000_000 { milliseconds = Int((seconds * 1000).rounded()) }
        if let text = option.value.string, Double(text) == nil { milliseconds = TimeSetting(text)?.milliseconds }
        guard let milliseconds, milliseconds > 0 else {
            throw SQLFailure(
                .invalidParameterValue, "option \"\(option.key)\" must be a time", hint: "seconds, or a number with a unit: '500ms', '30s', '5min', '1h', '1d'",
                position: option.valuePosition)
        }
        return Int64(milliseconds) * 1000
    }
}
