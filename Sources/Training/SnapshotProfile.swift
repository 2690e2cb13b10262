import Core
import DuckEngine

/// What the columns of a snapshot hold: NULLs, distinct values, quantiles, the most frequent values, a histogram.
///
/// Of many rows, all but the counts of NULLs and the smallest and largest value are about evenly spaced ones; the rows that were
/// looked at are counted.
struct SnapshotProfile {
    let path: String
    let columns: [Column]
    let rows: Int
    let connection: DuckConnection

    private static let maximumRows = 200_000
    private static let topValues = 10
    private static let bins = 20
    private static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
    /// Of a value that is shown.
    private static let maximumLength = 200

    /// A JSON array with an object for each column, in their order. Blocking.
    /// - Throws: `SQLFailure`
    func json() throws -> JSONValue {
        try connection.execute("SET TimeZone = 'UTC'")
        return .array(try columns.map(profile))
    }

    private var step: Int { max(1, (rows + Self.maximumRows - 1) / Self.maximumRows) }

    private func profile(_ column: Column) throws -> JSONValue {
        let name = quotedIdentifier(column.name)
        let file = quotedLiteral(path)
        let isOrdered = column.type.isNumeric || column.type.isTemporal
        let text = "left(CAST(v AS VARCHAR), \(Self.maximumLength))"
        // Numbers and times on one scale, for what is computed from them.
        let number = column.type.isTemporal ? "epoch(v)" : "CAST(v AS DOUBLE)"
        let whole = "SELECT \(name) AS v FROM read_parquet(\(file))"
        let seen = step == 1 ? whole : "SELECT \(name) AS v FROM read_parquet(\(file), file_row_number = true) WHERE file_row_number % \(step) = 0"
        var parts = [
            "(SELECT count(*) - count(v) FROM whole)", "(SELECT count(*) FROM seen)", "(SELECT count(DISTINCT CAST(v AS VARCHAR)) FROM seen)",
            """
            (SELECT to_json(list({'value': t, 'rows': n})) FROM (SELECT \(text) AS t, count(*) AS n FROM seen WHERE v IS NOT NULL
                                                                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT \(Self.topValues)))
            """,
        ]
        if isOrdered {
            let quantiles = column.type.isTemporal ? "CAST(quantile_disc(v, \(Self.shares)) AS VARCHAR[])" : "quantile_cont(\(number), \(Self.shares))"
            parts += [
                "(SELECT to_json(\(quantiles)) FROM seen WHERE isfinite(\(number)))",
                "(SELECT CAST(min(v) AS VARCHAR) FROM whole WHERE isfinite(\(number)))", "(SELECT CAST(max(v) AS VARCHAR) FROM whole WHERE isfinite(\(number)))",
                column.type.isNumeric ? "(SELECT avg(\(number)) FROM seen WHERE isfinite(\(number)))" : "NULL",
                column.type.isNumeric ? "(SELECT stddev_samp(\(number)) FROM seen WHERE isfinite(\(number)))" : "NULL",
                """
                (WITH n AS (SELECT \(number) AS x FROM seen WHERE isfinite(\(number))), b AS (SELECT min(x) AS low, max(x) AS high FROM n),
                      h AS (SELECT CAST(least(\(Self.bins - 1), floor((x - low) / nullif(high - low, 0) * \(Self.bins))) AS INTEGER) AS bin, count(*) AS n FROM n, b GROUP BY 1)
                 SELECT to_json({'low': min(low), 'high': max(high),
                                 'rows': (SELECT list(coalesce(h.n, 0) ORDER BY r.i) FROM range(\(Self.bins)) AS r(i) LEFT JOIN h ON coalesce(h.bin, 0) = r.i)})
                 FROM b WHERE low IS NOT NULL)
                """,
            ]
        }
        let row = try connection.query("WITH whole AS (\(whole)), seen AS (\(seen)) SELECT \(parts.joined(separator: ", "))").rows.first ?? []
        func value(_ index: Int) -> JSONValue { row.indices.contains(index) ? Self.json(row[index]) : .null }
        let histogram = Self.parsed(value(9))
        return .object([
            .init("name", .string(column.name)), .init("type", .string(column.type.sql)), .init("rows", .number(Double(rows))), .init("nulls", value(0)),
            .init("rows_seen", value(1)), .init("distinct", value(2)), .init("top", Self.parsed(value(3))), .init("quantiles", Self.parsed(value(4))),
            .init("min", value(5)), .init("max", value(6)), .init("mean", value(7)), .init("deviation", value(8)), .init("histogram", histogram["low"]?.number == nil ? .null : histogram),
        ])
    }

    private static func json(_ value: Value) -> JSONValue {
        switch value {
        case .integer(let number): .number(Double(number))
        case .double(let number) where number.isFinite: .number(number)
        case .text(let text): .string(text)
        default: .null
        }
    }

    private static func parsed(_ text: JSONValue) -> JSONValue { text.string.flatMap { try? JSONValue(parsing: $0) } ?? .null }
}
