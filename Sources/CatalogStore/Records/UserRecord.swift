import GRDB

/// A user or a role: who may do what is granted to them, and to the roles they are members of.
package struct UserRecord: Hashable, Sendable {
    package var id: Int64
    /// Compared without regard to letter case; keeps the case in which it was written.
    package var name: String
    /// `SCRAM-SHA-256$...`; no password can be read from it. Empty: no password fits.
    package var verifier: String
    /// Whether it may do everything.
    package var isSuperuser: Bool
    /// False for roles that only gather rights.
    package var canLogIn: Bool
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    init(row: Row) {
        id = row["id"]
        name = row["name"]
        verifier = row["verifier"]
        isSuperuser = row["is_superuser"]
        canLogIn = row["can_log_in"]
        createdAt = row["created_at"]
    }
}
