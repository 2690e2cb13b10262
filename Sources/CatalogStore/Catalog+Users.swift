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

    /// - Parameter verifier: what SCRAM checks a password against.
    /// - Throws: `SQLFailure` 42710
    package func createUser(name: String, verifier: String, isSuperuser: Bool) async throws {
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM users WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(.duplicateObject, "user \"\(name)\" already exists", hint: "choose another name")
            }
            try db.execute(
                sql: "INSERT INTO users (name, verifier, is_superuser, created_at) VALUES (?, ?, ?, ?)",
                arguments: [name, verifier, isSuperuser, Catalog.now])
        }
    }

    /// Gives a user another password. - Throws: `SQLFailure` 42704
    package func setVerifier(_ verifier: String, ofUser name: String) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE users SET verifier = ? WHERE name = ?", arguments: [verifier, name])
            guard db.changesCount > 0 else {
                throw SQLFailure(.undefinedObject, "user \"\(name)\" does not exist", hint: "SELECT name FROM foretell.users lists them")
            }
        }
    }
}
