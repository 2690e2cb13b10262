import CatalogStore
import Core

/// All rights at one moment, as the directory holds them.
package struct RightsTable: Sendable {
    /// By folded name.
    let users: [String: UserRecord]
    /// The roles that each user or role is a member of.
    let roles: [Int64: [Int64]]
    let granted: [GrantedObject: [GrantRecord]]
    /// By folded name; projects without an owner are missing.
    let projectOwners: [String: String]
    /// Names of users and roles.
    let names: [Int64: String]

    init(_ contents: CatalogContents) {
        users = Dictionary(contents.users.map { ($0.name.folded, $0) }, uniquingKeysWith: { first, _ in first })
        roles = Dictionary(grouping: contents.memberships, by: \.memberID).mapValues { $0.map(\.roleID) }
        granted = Dictionary(grouping: contents.grants, by: \.object)
        projectOwners = Dictionary(contents.projects.compactMap { project in project.owner.map { (project.name.folded, $0) } }, uniquingKeysWith: { first, _ in first })
        names = Dictionary(contents.users.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// The rights of somebody, those of all their roles included. Somebody who does not exist has none.
    package func rights(of name: String) -> Rights {
        guard let user = users[name.folded] else { return Rights(self, user: name, isSuperuser: false, ids: [], names: []) }
        var ids: Set<Int64> = [user.id]
        var open = [user.id]
        while let next = open.popLast() {
            for role in roles[next] ?? [] where ids.insert(role).inserted { open.append(role) }
        }
        return Rights(self, user: user.name, isSuperuser: user.isSuperuser, ids: ids, names: Set(ids.compactMap { names[$0]?.folded }))
    }
}
