package import Core
import Foundation
import GRDB

extension Catalog {
    /// - Parameter parameters: stored sealed; secrets in them are in no file as they are.
    /// - Throws: `SQLFailure` 42P04
    package func createSource(name: String, engine: String, parameters: JSONValue, by user: String) async throws {
        let sealed = try vault.seal(parameters)
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM sources WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(
                    .duplicateDatabase, "database \"\(name)\" already exists", hint: "CREATE DATABASE IF NOT EXISTS, or DROP DATABASE first")
            }
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM projects WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(.duplicateDatabase, "project \"\(name)\" already exists", hint: "a project and a database cannot share a name")
            }
            try db.execute(
                sql: "INSERT INTO sources (name, engine, sealed, created_by, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [name, engine, sealed, user, Catalog.now])
        }
    }

    /// - Returns: whether there was one.
    package func dropSource(name: String) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM sources WHERE name = ?", arguments: [name])
            return db.changesCount > 0
        }
    }

    /// nil when there is none. Letter case does not matter.
    /// - Throws: `SQLFailure` XX001 when its parameters are damaged.
    package func source(named name: String) async throws -> SourceRecord? {
        let vault = vault
        return try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM sources WHERE name = ?", arguments: [name]).map { try SourceRecord(row: $0, vault: vault) }
        }
    }

    /// By name. - Throws: `SQLFailure` XX001 when parameters are damaged.
    package func sources() async throws -> [SourceRecord] {
        let vault = vault
        return try await read { db in try Self.fetchSources(db, vault) }
    }

    static func fetchSources(_ db: Database, _ vault: SourceVault) throws -> [SourceRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM sources ORDER BY name").map { try SourceRecord(row: $0, vault: vault) }
    }
}
