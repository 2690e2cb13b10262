package import Core

/// The primary metric of two models on the rows that have one value of one column.
package struct PairedSegment: Sendable, Hashable {
    package var column: String
    package var value: String
    package var rows: Int
    package var metric: PairedMetric

    /// Columns that are looked at, and values of one that make segments; rows of a segment.
    private static let maximumColumns = 20
    private static let values = 2...10
    private static let minimumRows = 30
    /// Resamples are fewer than for all rows: there are many segments.
    private static let resamples = 200

    /// Segments by the words and truth values of each input that has a few; of the others, and where the metric has no value, none.
    /// - Parameters:
    ///   - kept: rows of the table.
    ///   - answers: of both models, about these rows.
    static func list(
        _ table: TrainingTable, _ kept: [Int], columns: [Column], _ target: TargetEncoder, _ answers: (EvaluationRows, EvaluationRows),
        seed: UInt64, threads: Int
    ) throws -> [PairedSegment] {
        let kind = Evaluation.kinds(target)[0]
        let words = columns.filter { $0.type == .varchar || $0.type == .boolean }.prefix(maximumColumns)
        return try words.flatMap { column -> [PairedSegment] in
            guard let index = table.index(of: column.name) else { return [] }
            let groups = Dictionary(grouping: kept.indices) { table.vectors[index][kept[$0]].text ?? "NULL" }
            guard values.contains(groups.count) else { return [] }
            return try groups.sorted { $0.key < $1.key }.compactMap { value, rows in
                guard rows.count >= minimumRows else { return nil }
                let parts = (answers.0.part(rows), answers.1.part(rows))
                let values = (parts.0.value(kind), parts.1.value(kind))
                guard values.0.isFinite, values.1.isFinite else { return nil }
                let interval = try Bootstrap.differences([kind], parts.0, parts.1, resamples: resamples, seed: seed, threads: threads)[0]
                return PairedSegment(column: column.name, value: value, rows: rows.count, metric: PairedMetric(kind, target.task, values, interval))
            }
        }
    }

    package var json: JSONValue {
        .object([
            .init("column", .string(column)), .init("value", .string(value)), .init("rows", .number(Double(rows))), .init("first", .number(metric.first)),
            .init("second", .number(metric.second)), .init("improvement", .number(metric.improvement)), .init("lower", .number(metric.lower)),
            .init("upper", .number(metric.upper)),
        ])
    }
}
