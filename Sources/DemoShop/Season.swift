import Core

/// How a day of the year and of the week moves the shop.
struct Season {
    /// Visits, in proportion to an ordinary day's.
    let visits: Double
    /// Added to the log-odds of a purchase.
    let logOdds: Double

    init(day: Int) {
        let date = CivilDate(daysSinceEpoch: day)
        let weekday = CivilDate.weekday(daysSinceEpoch: day)
        let dayOfYear = day - CivilDate(year: date.year, month: 1, day: 1).daysSinceEpoch
        let year = Self.interpolate(dayOfYear)
        visits = year.visits * Self.weekdayVisits[weekday]
        logOdds = year.logOdds + Self.weekdayLogOdds[weekday]
    }

    /// From Monday.
    private static let weekdayVisits = [1.02, 0.97, 0.96, 0.98, 0.88, 1.02, 1.17]
    private static let weekdayLogOdds = [0.10, 0.05, 0.05, 0.0, -0.10, -0.15, 0.05]

    /// Days of the year from 0, between which the season changes evenly.
    private static let turns: [(day: Int, visits: Double, logOdds: Double)] = [
        (0, 0.85, -0.30), (20, 0.90, -0.20), (60, 0.95, 0.0), (150, 1.0, 0.0), (175, 0.80, -0.20), (225, 0.72, -0.30), (250, 0.95, -0.05),
        (305, 1.05, 0.05), (325, 1.25, 0.20), (331, 1.80, 0.45), (348, 1.70, 0.55), (354, 1.20, 0.20), (359, 0.70, -0.40), (366, 0.85, -0.30),
    ]

    private static func interpolate(_ day: Int) -> (visits: Double, logOdds: Double) {
        let next = turns.firstIndex { $0.day >= day } ?? turns.count - 1
        guard next > 0 else { return (turns[0].visits, turns[0].logOdds) }
        let (from, to) = (turns[next - 1], turns[next])
        let share = Double(day - from.day) / Double(to.day - from.day)
        return (from.visits + share * (to.visits - from.visits), from.logOdds + share * (to.logOdds - from.logOdds))
    }
}
