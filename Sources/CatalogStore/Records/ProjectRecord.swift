import GRDB

/// A namespace of models and views.
package struct ProjectRecord: Hashable, Sendable {
    package var name: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        name = row["name"]
        createdAt = row["created_at"]
    }
}
