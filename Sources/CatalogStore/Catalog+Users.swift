import Core
import GRDB

extension Catalog {
    /// nil when there is none. Letter case does not matter.
    package func user(named name: String) async throws -> UserRecord? {
        try await read { db in try Row.fetchOne(db, sql: "SELECT * FROM users WHERE name = ?", arguments: [name]).map(UserRecord.init(row:)) }
    }

    /// By name.
    package func users() async throws -> [UserRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM users ORDER BY name").map(UserRecord.init(row:)) }
    }

    /// - Parameter verifier: what SCRAM checks a password against; empty: no password fits.
    /// - Throws: `SQLFailure` 42710
    package func createUser(name: String, verifier: String, isSuperuser: Bool, canLogIn: Bool = true) async throws {
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM users WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(.duplicateObject, "user \"\(name)\" already exists", hint: "choose another name")
            }
            try db.execute(
                sql: "INSERT INTO users (name, verifier, is_superuser, can_log_in, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [name, verifier, isSuperuser, canLogIn, Catalog.now])
        }
    }

    /// Changes what is not nil. - Throws: `SQLFailure` 42704
    package func alterUser(name: String, verifier: String? = nil, isSuperuser: Bool? = nil, canLogIn: Bool? = nil) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE users SET verifier = coalesce(?, verifier), is_superuser = coalesce(?, is_superuser), can_log_in = coalesce(?, can_log_in)
                    WHERE name = ?
                    """,
                arguments: [verifier, isSuperuser, canLogIn, name])
            guard db.changesCount > 0 else { throw Self.missingUser(name) }
        }
    }

    /// Removes a user with the rights and memberships that it has.
    /// - Throws: `SQLFailure` 42704; 2BP01 when it owns something.
    package func dropUser(name: String) async throws {
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM users WHERE name = ?", arguments: [name]) != nil else { throw Self.missingUser(name) }
            let owned = try Self.owned(db, by: name)
            guard owned.isEmpty else {
                throw SQLFailure(
                    SQLState(rawValue: "2BP01"), "user \"\(name)\" cannot be dropped because it owns objects",
                    detail: "It owns: " + owned.prefix(20).joined(separator: ", ") + (owned.count > 20 ? ", ..." : "") + ".",
                    hint: "drop them, or give them to another: REASSIGN OWNED BY \(quotedIdentifier(name)) TO another")
            }
            try db.execute(sql: "DELETE FROM users WHERE name = ?", arguments: [name])
        }
    }

    static func missingUser(_ name: String) -> SQLFailure {
        SQLFailure(.undefinedObject, "user \"\(name)\" does not exist", hint: "SELECT name FROM foretell.users lists them")
    }
}
