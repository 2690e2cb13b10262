import GRDB

/// A user, or a role, that has the rights of a role.
package struct MembershipRecord: Hashable, Sendable {
    /// Of `UserRecord`.
    package var roleID: Int64
    /// Of `UserRecord`.
    package var memberID: Int64

    init(row: Row) {
        roleID = row["role_id"]
        memberID = row["member_id"]
    }
}
