package import Core
import Foundation
import GRDB

extension Catalog {
    // MARK: Users

    package func user(named name: String) async throws -> UserRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM users WHERE name = ?", arguments: [name]).map { row in
                UserRecord(
                    id: row["id"], name: row["name"], verifier: row["verifier"], isSuperuser: row["is_superuser"], createdAt: row["created_at"])
            }
        }
    }

    package func createUser(name: String, verifier: String, isSuperuser: Bool) async throws {
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM users WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(.duplicateObject, "user \"\(name)\" already exists")
            }
            try db.execute(
                sql: "INSERT INTO users (name, verifier, is_superuser, created_at) VALUES (?, ?, ?, ?)",
                arguments: [name, verifier, isSuperuser, Catalog.now])
        }
    }

    // MARK: Projects

    package func projects() async throws -> [ProjectRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM projects ORDER BY name").map { ProjectRecord(name: $0["name"], createdAt: $0["created_at"]) }
        }
    }

    // MARK: Sources

    /// - Throws: `SQLFailure` 42P04
    package func createSource(name: String, engine: String, parameters: JSONValue, by user: String) async throws {
        let sealed = try vault.seal(parameters)
        let shown = SourceVault.shown(parameters).text
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM sources WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(
                    .duplicateDatabase, "database \"\(name)\" already exists", hint: "CREATE DATABASE IF NOT EXISTS, or DROP DATABASE first")
            }
            try db.execute(
                sql: "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?)", arguments: [name, engine, shown, sealed, user, Catalog.now])
        }
    }

    /// - Returns: whether there was one.
    package func dropSource(name: String) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM sources WHERE name = ?", arguments: [name])
            return db.changesCount > 0
        }
    }

    package func sources() async throws -> [SourceRecord] {
        let vault = vault
        return try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM sources ORDER BY name").map { row in
                SourceRecord(
                    name: row["name"], engine: row["engine"], parameters: try vault.open(row["sealed"], of: row["name"]),
                    createdBy: row["created_by"], createdAt: row["created_at"])
            }
        }
    }

    // MARK: Views

    /// - Throws: `SQLFailure` 42P07
    package func createView(project: String, name: String, query: String, replace: Bool, by user: String) async throws {
        try await write { db in
            try Self.requireFree(db, project: project, name: name, views: !replace)
            try db.execute(
                sql: "INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?)", arguments: [project, name, query, user, Catalog.now])
        }
    }

    /// - Returns: whether there was one.
    package func dropView(project: String, name: String) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM views WHERE project = ? AND name = ?", arguments: [project, name])
            return db.changesCount > 0
        }
    }

    package func views() async throws -> [ViewRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM views ORDER BY project, name").map { row in
                ViewRecord(
                    project: row["project"], name: row["name"], query: row["query"], createdBy: row["created_by"], createdAt: row["created_at"])
            }
        }
    }

    /// A model and a view cannot share a name.
    static func requireFree(_ db: Database, project: String, name: String, models: Bool = true, views: Bool = true) throws {
        guard try Row.fetchOne(db, sql: "SELECT 1 FROM projects WHERE name = ?", arguments: [project]) != nil else {
            throw SQLFailure(.invalidSchemaName, "project \"\(project)\" does not exist", hint: "the default project is \"main\"")
        }
        if models, try Row.fetchOne(db, sql: "SELECT 1 FROM models WHERE project = ? AND name = ?", arguments: [project, name]) != nil {
            throw SQLFailure(
                .duplicateTable, "model \"\(name)\" already exists", hint: "CREATE OR REPLACE MODEL, CREATE MODEL IF NOT EXISTS, or DROP MODEL first")
        }
        if views, try Row.fetchOne(db, sql: "SELECT 1 FROM views WHERE project = ? AND name = ?", arguments: [project, name]) != nil {
            throw SQLFailure(.duplicateTable, "view \"\(name)\" already exists", hint: "CREATE OR REPLACE VIEW, or DROP VIEW first")
        }
    }
}
