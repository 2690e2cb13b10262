import Foundation
import Testing

/// What clients send to learn about a database, as PostgreSQL 15 logged it, or as their sources have it: one file of the folder
/// `CatalogQueries` per command of psql, and per driver. A line `--=== client | cause` begins each query.
enum CatalogQueries {
    struct Query: Sendable, CustomTestStringConvertible {
        let client: String
        /// What made the client send it.
        let cause: String
        let sql: String

        var testDescription: String { "\(client) \(cause): \(sql.prefix(60))" }
    }

    /// In the order of the files' names.
    static let all: [Query] = {
        do { return try read() } catch { preconditionFailure("the queries of the tests cannot be read: \(error)") }
    }()

    static let psql = all.filter { $0.client == "psql" && $0.cause.hasPrefix("\\") }

    private static func read() throws -> [Query] {
        let folder = Bundle.module.bundleURL.appendingPathComponent("CatalogQueries")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
        return try names.sorted().flatMap { name in
            let file = folder.appendingPathComponent(name)
            return try ("\n" + String(contentsOf: file, encoding: .utf8)).split(separator: "\n--=== ").map { part in
                let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
                let names = lines[0].split(separator: " | ", maxSplits: 1).map(String.init)
                return Query(client: names[0], cause: names.last ?? "", sql: lines.last.map { $0.trimmingCharacters(in: .newlines) } ?? "")
            }
        }
    }
}
