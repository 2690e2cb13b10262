import GRDB

/// A name that can be queried as a table. Its id is never given to another model, not even after a drop.
package struct ModelRecord: Hashable, Sendable {
    package var id: Int64
    package var project: String
    /// Compared without regard to letter case; keeps the case in which it was written.
    package var name: String
    package var createdBy: String
    /// Who has all rights on it: whoever made it, unless it was given to another.
    package var owner: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64
    /// What the next version learns, and how: those of the version that serves, or what ALTER MODEL said since.
    package var definitionID: Int64
    package var configurationID: Int64
    package var promotion: PromotionRule

    /// - Throws: `SQLFailure` XX001
    init(row: Row) throws {
        id = row["id"]
        project = row["project"]
        name = row["name"]
        createdBy = row["created_by"]
        owner = row["owner"] ?? createdBy
        createdAt = row["created_at"]
        definitionID = row["definition_id"]
        configurationID = row["configuration_id"]
        promotion = try PromotionRule(stored: row["promotion"])
    }
}
