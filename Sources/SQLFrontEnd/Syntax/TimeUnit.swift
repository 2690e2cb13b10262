/// A unit of time in `EVERY 2 hours` or `WITHIN 7 days`; singular, plural and short forms read alike.
package enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    case second, minute, hour, day, week, month, year

    /// - Parameter word: in lower case; nil is returned for anything that is no unit.
    package init?(word: String) {
        switch word {
        case "second", "seconds", "sec", "s": self = .second
        case "minute", "minutes", "min": self = .minute
        case "hour", "hours", "h": self = .hour
        case "day", "days", "d": self = .day
        case "week", "weeks", "w": self = .week
        case "month", "months": self = .month
        case "year", "years", "y": self = .year
        default: return nil
        }
    }
}
