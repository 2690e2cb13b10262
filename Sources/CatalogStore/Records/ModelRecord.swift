import GRDB

/// A name that can be queried as a table. Its id is never given to another model, not even after a drop.
package struct ModelRecord: Hashable, Sendable {
    package var id: Int64
    package var project: String
    /// Compared without regard to letter case; keeps the case in which it was written.
    package var name: String
    package var createdBy: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        id = row["id"]
        project = row["project"]
        name = row["name"]
        createdBy = row["created_by"]
        createdAt = row["created_at"]
    }
}
