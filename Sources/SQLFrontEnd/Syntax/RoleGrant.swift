/// `GRANT role, ... TO user, ...`, or `REVOKE role, ... FROM user, ...`: membership.
package struct RoleGrant: Hashable, Sendable {
    /// At least one.
    package var roles: [Name]
    /// At least one.
    package var members: [Name]

    package init(roles: [Name], members: [Name]) {
        self.roles = roles
        self.members = members
    }
}
