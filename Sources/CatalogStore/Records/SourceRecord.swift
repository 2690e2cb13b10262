package import Core
import GRDB

/// A database that was attached.
package struct SourceRecord: Hashable, Sendable {
    package var name: String
    package var engine: String
    /// Holds secrets: never shown, never logged.
    package var parameters: JSONValue
    package var createdBy: String
    /// Who has all rights on it: whoever made it, unless it was given to another.
    package var owner: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row, vault: SourceVault) throws {
        name = row["name"]
        engine = row["engine"]
        parameters = try vault.open(row["sealed"], of: name)
        createdBy = row["created_by"]
        owner = row["owner"] ?? createdBy
        createdAt = row["created_at"]
    }
}
