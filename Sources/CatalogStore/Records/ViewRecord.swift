import GRDB

/// A SELECT under a name.
package struct ViewRecord: Hashable, Sendable {
    package var project: String
    package var name: String
    /// As it was written.
    package var query: String
    /// What it returned when it was made: a JSON array of `{"name": ..., "type": ...}`; nil: not known.
    package var columns: String?
    package var createdBy: String
    /// Who has all rights on it: whoever made it, unless it was given to another.
    package var owner: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        project = row["project"]
        name = row["name"]
        query = row["query"]
        columns = row["columns"]
        createdBy = row["created_by"]
        owner = row["owner"] ?? createdBy
        createdAt = row["created_at"]
    }
}
