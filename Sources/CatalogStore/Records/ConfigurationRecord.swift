import GRDB

/// How it is learnt. Numbered per model and never changed.
package struct ConfigurationRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    /// From 1 per model.
    package var revision: Int
    /// nil: it is known by its number alone.
    package var name: String?
    package var engine: String
    package var seed: Int64
    /// A JSON object: the options as they were written.
    package var options: String
    /// A JSON object: all options, defaults filled in.
    package var expanded: String
    package var createdBy: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        id = row["id"]
        modelID = row["model_id"]
        revision = row["revision"]
        name = row["name"]
        engine = row["engine"]
        seed = row["seed"]
        options = row["options"]
        expanded = row["expanded"]
        createdBy = row["created_by"]
        createdAt = row["created_at"]
    }
}
