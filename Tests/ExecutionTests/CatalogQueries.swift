import Testing

/// What clients send to learn about a database, as PostgreSQL 15 logged it, or as their sources have it.
enum CatalogQueries {
    struct Query: Sendable, CustomTestStringConvertible {
        let client: String
        /// What made the client send it.
        let cause: String
        let sql: String

        var testDescription: String { "\(client) \(cause): \(sql.prefix(60))" }
    }

    static let all: [Query] = psql + completion + jdbc + sqlalchemy + others
}
