import Core

/// Finds the column that says when each row happened, so that rows can be set apart by time without being told.
enum EventTime {
    /// Below, and with fewer moments, rows say little about the order of time.
    private static let minimumRows = 200
    private static let minimumMoments = 20
    /// Days. What lies further apart are dates of birth and the like, not events of one business.
    private static let longestSpan = 20 * 365.25

    /// The first column of dates or times that each row has and whose span is that of events.
    /// - Parameters:
    ///   - rows: the usable ones.
    ///   - key: a column that names rows; never their time.
    /// - Returns: its index; nil when there is none.
    static func column(of table: TrainingTable, target: Int, rows: [Int], key: String?) -> Int? {
        guard rows.count >= minimumRows else { return nil }
        let named = key.flatMap { table.index(of: $0) }
        return table.columns.indices.first { index in
            guard index != target, index != named, isMoment(table.columns[index].type) else { return false }
            let vector = table.vectors[index]
            guard !rows.contains(where: { vector.isNull($0) }) else { return false }
            let days = rows.map { FeatureEncoder.number(vector[$0]) }
            guard let first = days.min(), let last = days.max(), last - first < longestSpan else { return false }
            return DistinctCount.count(days.map(\.bitPattern)) >= minimumMoments
        }
    }

    private static func isMoment(_ type: SQLType) -> Bool {
        switch type {
        case .date, .timestamp, .timestampTZ: true
        default: false
        }
    }

    /// Whether the earlier rows know the classes that the later ones are judged by.
    /// - Parameters:
    ///   - split: by time.
    ///   - classes: of each row of the table.
    ///   - count: of classes.
    static func spreads(_ split: RowSplit, classes: [Double], count: Int) -> Bool {
        func number(_ rows: ArraySlice<Int>) -> Int { Set(rows.lazy.map { classes[$0] }).count }
        let earliest = split.development.prefix(Int(0.4 * Double(split.development.count)))
        return number(earliest) == count && number(split.holdout[...]) > 1
    }
}
