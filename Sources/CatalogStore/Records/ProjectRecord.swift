import GRDB

/// A namespace of models and views.
package struct ProjectRecord: Hashable, Sendable {
    package var name: String
    /// Who has all rights on what is in it; nil: the administrators alone.
    package var owner: String?
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        name = row["name"]
        owner = row["owner"]
        createdAt = row["created_at"]
    }
}
