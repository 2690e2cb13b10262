import GRDB

/// Somebody who may connect.
package struct UserRecord: Hashable, Sendable {
    package var id: Int64
    /// Compared without regard to letter case; keeps the case in which it was written.
    package var name: String
    /// `SCRAM-SHA-256$...`; no password can be read from it.
    package var verifier: String
    package var isSuperuser: Bool
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        id = row["id"]
        name = row["name"]
        verifier = row["verifier"]
        isSuperuser = row["is_superuser"]
        createdAt = row["created_at"]
    }
}
