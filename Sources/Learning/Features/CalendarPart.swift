import Core

/// A point in time, taken apart.
struct Moment {
    let elapsedDays: Double
    let day: Int
    /// Of the day, 0..<24, with its fraction.
    let hour: Double

    init?(_ value: Value) {
        var day: Int64
        var rest: Int64 = 0
        switch value {
        case .date(let days):
            guard days != .max, days != -.max else { return nil }
            day = Int64(days)
        case .timestamp(let moment), .timestampTZ(let moment):
            guard moment != .max, moment != -.max else { return nil }
            (day, rest) = moment.quotientAndRemainder(dividingBy: 86_400_000_000)
        default: return nil
        }
        if rest < 0 { rest += 86_400_000_000; day -= 1 }
        self.day = Int(day)
        hour = Double(rest) / 3_600_000_000
        elapsedDays = Double(day) + Double(rest) / 86_400_000_000
    }
}

/// What of a moment may repeat.
enum CalendarPart: String, Sendable, Hashable, CaseIterable {
    case year, month, day, weekday, dayOfYear = "day_of_year", hour

    func value(_ moment: Moment) -> Double {
        switch self {
        case .weekday: return Double(CivilDate.weekday(daysSinceEpoch: moment.day))
        case .hour: return moment.hour
        case .year, .month, .day, .dayOfYear:
            let date = CivilDate(daysSinceEpoch: moment.day)
            switch self {
            case .year: return Double(date.year)
            case .month: return Double(date.month)
            case .day: return Double(date.day)
            default: return Double(moment.day - CivilDate(year: date.year, month: 1, day: 1).daysSinceEpoch + 1)
            }
        }
    }
}
