import Core
import GRDB

// Who may do what: rights on objects, and roles that gather them.
extension Catalog {
    /// Gives a right, or takes it; one that is there already, or is not, stays so.
    /// - Parameters:
    ///   - object: exists, as the caller has seen.
    ///   - grantees: names of users and roles; nil: everybody.
    /// - Throws: `SQLFailure` 42704
    package func setRights(_ rights: [Right], on objects: [GrantedObject], to grantees: [String?], granted: Bool, by user: String) async throws {
        try await write { db in
            for grantee in grantees {
                let id = try grantee.map { try Self.userID(db, $0) }
                for object in objects {
                    for right in rights {
                        try db.execute(
                            sql: "DELETE FROM grants WHERE kind = ? AND project = ? AND name = ? AND grantee_id IS ? AND privilege = ?",
                            arguments: [object.kind.rawValue, object.project, object.name, id, right.rawValue])
                        guard granted else { continue }
                        try db.execute(
                            sql: "INSERT INTO grants (kind, project, name, grantee_id, privilege, granted_by, granted_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            arguments: [object.kind.rawValue, object.project, object.name, id, right.rawValue, user, Catalog.now])
                    }
                }
            }
        }
    }

    /// Makes users members of a role, or no more.
    /// - Throws: `SQLFailure` 42704; 0LP01 when a role would become a member of itself.
    package func setMembership(of role: String, members: [String], granted: Bool, by user: String) async throws {
        try await write { db in
            let roleID = try Self.userID(db, role)
            for member in members {
                let memberID = try Self.userID(db, member)
                guard granted else {
                    try db.execute(sql: "DELETE FROM memberships WHERE role_id = ? AND member_id = ?", arguments: [roleID, memberID])
                    continue
                }
                let isCircular = try Bool.fetchOne(
                    db, sql: """
                        WITH RECURSIVE above(id) AS (SELECT ? UNION SELECT m.role_id FROM memberships m JOIN above a ON m.member_id = a.id)
                        SELECT EXISTS (SELECT 1 FROM above WHERE id = ?)
                        """, arguments: [roleID, memberID])
                guard isCircular != true else {
                    throw SQLFailure(
                        SQLState(rawValue: "0LP01"), "role \"\(member)\" is a member of role \"\(role)\"",
                        detail: "A role cannot be a member of itself.", hint: "SELECT * FROM foretell.grants WHERE kind = 'role'")
                }
                try db.execute(
                    sql: "INSERT OR IGNORE INTO memberships (role_id, member_id, granted_by, granted_at) VALUES (?, ?, ?, ?)",
                    arguments: [roleID, memberID, user, Catalog.now])
            }
        }
    }

    private static func userID(_ db: Database, _ name: String) throws -> Int64 {
        guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM users WHERE name = ?", arguments: [name]) else { throw missingUser(name) }
        return id
    }

    // MARK: Owners

    private static let ownedTables = [("project", "projects", "name", "owner"), ("model", "models", "project || '.' || name", "coalesce(owner, created_by)"),
        ("view", "views", "project || '.' || name", "coalesce(owner, created_by)"), ("database", "sources", "name", "coalesce(owner, created_by)")]

    /// What runs with the rights of whoever made it: that is its owner.
    private static let runningTables = [
        ("job", "jobs", "project || '.' || name"), ("outcome of model", "outcomes", "(SELECT m.project || '.' || m.name FROM models m WHERE m.id = model_id)"),
    ]

    /// What somebody owns, in words.
    static func owned(_ db: Database, by user: String) throws -> [String] {
        let tables = ownedTables + runningTables.map { ($0, $1, $2, "created_by") }
        return try tables.flatMap { kind, table, name, owner in
            try String.fetchAll(db, sql: "SELECT \(name) FROM \(table) WHERE (\(owner)) COLLATE NOCASE = ? ORDER BY 1", arguments: [user]).map { "\(kind) \($0)" }
        }
    }

    /// Gives all that one owns to another. - Throws: `SQLFailure` 42704
    package func reassignOwned(by old: String, to new: String) async throws {
        try await write { db in
            _ = try Self.userID(db, old)
            guard let name = try String.fetchOne(db, sql: "SELECT name FROM users WHERE name = ?", arguments: [new]) else { throw Self.missingUser(new) }
            for (_, table, _, owner) in Self.ownedTables {
                try db.execute(sql: "UPDATE \(table) SET owner = ? WHERE (\(owner)) COLLATE NOCASE = ?", arguments: [name, old])
            }
            for (_, table, _) in Self.runningTables {
                try db.execute(sql: "UPDATE \(table) SET created_by = ? WHERE created_by COLLATE NOCASE = ?", arguments: [name, old])
            }
        }
    }
}
