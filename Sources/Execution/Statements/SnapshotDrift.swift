import Core
import DuckEngine

/// How the rows of two snapshots differ, column by column.
struct SnapshotDrift: Sendable {
    /// Paths of Parquet files.
    let first: String
    let second: String
    let connection: DuckConnection

    private static let topValues = 20

    /// The count of rows, the columns that only one has, and for each other column the share of NULLs and the population stability
    /// index, in which 0.1 is some drift and 0.25 much. Blocking.
    /// - Throws: `SQLFailure`
    func rows() throws -> [VersionDifference] {
        let (old, new) = (try columns(first), try columns(second))
        var rows = [try counts()]
        for column in old where !new.contains(where: { $0.name == column.name }) {
            rows.append(VersionDifference(part: "data", item: "\(column.name): column", first: column.type.sql))
        }
        for column in new {
            guard let before = old.first(where: { $0.name == column.name }) else {
                rows.append(VersionDifference(part: "data", item: "\(column.name): column", second: column.type.sql))
                continue
            }
            if before.type != column.type {
                rows.append(VersionDifference(part: "data", item: "\(column.name): type", first: before.type.sql, second: column.type.sql))
            } else {
                rows += try drift(column)
            }
        }
        return rows
    }

    private func columns(_ path: String) throws -> [Column] {
        try connection.prepare("SELECT * FROM read_parquet(\(quotedLiteral(path)))").columns
    }

    private func counts() throws -> VersionDifference {
        let counts = try [first, second].map { path in
            try connection.query("SELECT CAST(count(*) AS DOUBLE) FROM read_parquet(\(quotedLiteral(path)))").rows.first?.first.flatMap(Self.number) ?? 0
        }
        return VersionDifference(
            part: "data", item: "rows", first: Value.text(of: counts[0]), second: Value.text(of: counts[1]), difference: counts[1] - counts[0])
    }

    private func drift(_ column: Column) throws -> [VersionDifference] {
        let name = quotedIdentifier(column.name)
        // Tenths of the first snapshot's numbers and times, or its most frequent values; NULL is a bin of its own.
        let bins: String
        let bin: String
        if column.type.isNumeric || column.type.isTemporal {
            bins = "SELECT quantile_disc(\(name), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) AS b FROM a"
            bin = "CASE WHEN \(name) IS NULL THEN 'NULL' ELSE CAST(len(list_filter((SELECT b FROM bins), lambda t: t < \(name))) AS VARCHAR) END"
        } else {
            bins = "SELECT list(v) AS b FROM (SELECT CAST(\(name) AS VARCHAR) AS v FROM a WHERE \(name) IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT \(Self.topValues))"
            bin = "CASE WHEN \(name) IS NULL THEN 'NULL' WHEN list_contains((SELECT b FROM bins), CAST(\(name) AS VARCHAR)) THEN '=' || CAST(\(name) AS VARCHAR) ELSE 'other' END"
        }
        let query = """
            WITH a AS (SELECT \(name) FROM read_parquet(\(quotedLiteral(first)))), z AS (SELECT \(name) FROM read_parquet(\(quotedLiteral(second)))),
                 bins AS (\(bins)),
                 p AS (SELECT \(bin) AS k, count(*) / sum(count(*)) OVER () AS share FROM a GROUP BY 1),
                 q AS (SELECT \(bin) AS k, count(*) / sum(count(*)) OVER () AS share FROM z GROUP BY 1)
            SELECT coalesce(sum((greatest(coalesce(q.share, 0), 1e-4) - greatest(coalesce(p.share, 0), 1e-4))
                               * ln(greatest(coalesce(q.share, 0), 1e-4) / greatest(coalesce(p.share, 0), 1e-4))), 0),
                   coalesce(max(p.share) FILTER (WHERE p.k = 'NULL'), 0), coalesce(max(q.share) FILTER (WHERE q.k = 'NULL'), 0)
            FROM p FULL JOIN q ON p.k = q.k
            """
        guard let row = try connection.query(query).rows.first, let index = Self.number(row[0]), let old = Self.number(row[1]), let new = Self.number(row[2]) else {
            return []
        }
        var rows = [VersionDifference(part: "data", item: "\(column.name): drift", difference: index)]
        if old != new {
            rows.append(
                VersionDifference(part: "data", item: "\(column.name): share of NULL", first: Value.text(of: old), second: Value.text(of: new), difference: new - old))
        }
        return rows
    }

    private static func number(_ value: Value) -> Double? { if case .double(let number) = value { number } else { nil } }
}
