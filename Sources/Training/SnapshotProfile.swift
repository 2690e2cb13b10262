import Core
import DuckEngine
import Learning

/// What the columns of a snapshot hold: NULLs, distinct values, quantiles, the most frequent values, a histogram.
///
/// Of many rows, all but the counts of NULLs and the smallest and largest value are about evenly spaced ones; the rows that were
/// looked at are counted.
struct SnapshotProfile {
    let path: String
    /// What the file holds.
    let table: TrainingTable
    let connection: DuckConnection

    private static let maximumRows = 20_000
    private static let topValues = 10
    private static let bins = 20
    /// Each takes a block of memory of its own, and a place in one statement.
    private static let columnsAtOnce = 100
    private static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
    /// Of a value that is shown.
    private static let maximumLength = 200

    /// A JSON array with an object for each column, in their order. Blocking.
    /// - Throws: `SQLFailure`
    func json() throws -> JSONValue {
        try connection.execute("SET TimeZone = 'UTC'")
        // A group at a time, whatever the number of its columns.
        return .array(try stride(from: 0, to: table.columns.count, by: Self.columnsAtOnce).flatMap { start in
            try profiles(of: start..<min(start + Self.columnsAtOnce, table.columns.count))
        })
    }

    private func profiles(of indices: Range<Int>) throws -> [JSONValue] {
        let columns = Array(table.columns[indices])
        let ends = try extremes(columns)
        try makeSeen(indices)
        defer { try? connection.execute("DROP TABLE seen") }
        return try zip(indices, zip(columns, ends)).map { index, column in try profile(column.0, nulls: nulls(index), column.1) }
    }

    private func nulls(_ index: Int) -> Int {
        let vector = table.vectors[index]
        if let validity = vector.validity { return validity.count { !$0 } }
        guard case .values(let values) = vector.storage else { return 0 }
        return values.count(where: \.isNull)
    }

    /// The table `seen` of the rows that are looked at: from memory, but for types that only the file has as they are.
    private func makeSeen(_ indices: Range<Int>) throws {
        let columns = Array(table.columns[indices])
        let vectors = table.vectors[indices]
        guard vectors.allSatisfy({ if case .values = $0.storage { false } else { true } }) else {
            let names = columns.map { quotedIdentifier($0.name) }.joined(separator: ", ")
            return try connection.execute(
                """
                CREATE TEMP TABLE seen AS SELECT \(names) FROM read_parquet(\(quotedLiteral(path)), file_row_number = true)
                WHERE file_row_number % \(step) = 0
                """)
        }
        let rows = stride(from: 0, to: table.rowCount, by: step)
        let looked = vectors.map { vector in ColumnVector(type: vector.type, values: rows.map { vector[$0] }) }
        try connection.withRows(columns, looked) { try connection.execute("CREATE TEMP TABLE seen AS SELECT * FROM \($0)") }
    }

    private var step: Int { max(1, (table.rowCount + Self.maximumRows - 1) / Self.maximumRows) }

    private static func isOrdered(_ column: Column) -> Bool { column.type.isNumeric || column.type.isTemporal }

    /// Numbers and times on one scale, for what is computed from them.
    private static func number(_ column: Column, _ value: String) -> String { column.type.isTemporal ? "epoch(\(value))" : "CAST(\(value) AS DOUBLE)" }

    /// Of each column the smallest and the largest finite value.
    private func extremes(_ columns: [Column]) throws -> [(min: Value, max: Value)] {
        let ordered = columns.filter(Self.isOrdered)
        var extremes: [String: (min: Value, max: Value)] = [:]
        if !ordered.isEmpty {
            // Nothing else beside them: they come from the file's own statistics then.
            let found = try row("SELECT \(ordered.map { Self.extremes($0) }.joined(separator: ", ")) FROM \(file)")
            for (index, column) in ordered.enumerated() {
                var own = Array(found.dropFirst(index * 3).prefix(3))
                // An infinite one hides what is finite.
                if own[0] != .boolean(true), !own[1].isNull { own = try row("SELECT \(Self.extremes(column, finite: true)) FROM \(file)") }
                extremes[column.name] = (own[1], own[2])
            }
        }
        return columns.map { extremes[$0.name] ?? (.null, .null) }
    }

    /// Whether the smallest and the largest value are finite, and they as text.
    private static func extremes(_ column: Column, finite: Bool = false) -> String {
        let name = quotedIdentifier(column.name)
        let only = finite ? " FILTER (WHERE isfinite(\(number(column, name))))" : ""
        let ends = ["min", "max"].map { "\($0)(\(name))\(only)" }
        return "\(ends.map { "isfinite(\(number(column, $0)))" }.joined(separator: " AND ")), CAST(\(ends[0]) AS VARCHAR), CAST(\(ends[1]) AS VARCHAR)"
    }

    private var file: String { "read_parquet(\(quotedLiteral(path)))" }

    private func row(_ statement: String) throws -> [Value] { try connection.query(statement).rows.first ?? [] }

    private func profile(_ column: Column, nulls: Int, _ extremes: (min: Value, max: Value)) throws -> JSONValue {
        let text = "left(CAST(v AS VARCHAR), \(Self.maximumLength))"
        let number = Self.number(column, "v")
        var parts = [
            "(SELECT count(*) FROM s)", "(SELECT count(DISTINCT v) FROM s)",
            """
            (SELECT to_json(list({'value': \(text), 'rows': n} ORDER BY n DESC, v))
             FROM (SELECT v, count(*) AS n FROM s WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT \(Self.topValues)))
            """,
        ]
        if Self.isOrdered(column) {
            let quantiles = column.type.isTemporal ? "CAST(quantile_disc(v, \(Self.shares)) AS VARCHAR[])" : "quantile_cont(\(number), \(Self.shares))"
            parts += [
                "(SELECT to_json(\(quantiles)) FROM s WHERE isfinite(\(number)))",
                column.type.isNumeric ? "(SELECT avg(\(number)) FROM s WHERE isfinite(\(number)))" : "NULL",
                column.type.isNumeric ? "(SELECT stddev_samp(\(number)) FROM s WHERE isfinite(\(number)))" : "NULL",
                """
                (WITH n AS (SELECT \(number) AS x FROM s WHERE isfinite(\(number))), b AS (SELECT min(x) AS low, max(x) AS high FROM n),
                      h AS (SELECT CAST(least(\(Self.bins - 1), floor((x - low) / nullif(high - low, 0) * \(Self.bins))) AS INTEGER) AS bin, count(*) AS n FROM n, b GROUP BY 1)
                 SELECT to_json({'low': min(low), 'high': max(high),
                                 'rows': (SELECT list(coalesce(h.n, 0) ORDER BY r.i) FROM range(\(Self.bins)) AS r(i) LEFT JOIN h ON coalesce(h.bin, 0) = r.i)})
                 FROM b WHERE low IS NOT NULL)
                """,
            ]
        }
        let found = try row("WITH s AS (SELECT \(quotedIdentifier(column.name)) AS v FROM seen) SELECT \(parts.joined(separator: ", "))")
        func value(_ index: Int) -> JSONValue { found.indices.contains(index) ? Self.json(found[index]) : .null }
        let histogram = Self.parsed(value(6))
        return .object([
            .init("name", .string(column.name)), .init("type", .string(column.type.sql)), .init("rows", .number(Double(table.rowCount))),
            .init("nulls", .number(Double(nulls))), .init("rows_seen", value(0)), .init("distinct", value(1)), .init("top", Self.parsed(value(2))),
            .init("quantiles", Self.parsed(value(3))), .init("min", Self.json(extremes.min)), .init("max", Self.json(extremes.max)), .init("mean", value(4)),
            .init("deviation", value(5)), .init("histogram", histogram["low"]?.number == nil ? .null : histogram),
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
