import Core
import GRDB

// What people say about versions and models: aliases, tags and comments.
extension Catalog {
    /// Gives a version a name that only it has; it is taken from the version that has it now.
    package func setAlias(_ name: String, of version: VersionRecord, by user: String) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO aliases (model_id, name, version_id, created_by, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [version.modelID, name, version.id, user, Catalog.now])
        }
    }

    /// - Returns: whether the version had it.
    package func dropAlias(_ name: String, of version: VersionRecord) async throws -> Bool {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM aliases WHERE model_id = ? AND name = ? AND version_id = ?", arguments: [version.modelID, name, version.id])
            return db.changesCount > 0
        }
    }

    /// A version that has the tag already keeps it.
    package func setTag(_ name: String, of version: VersionRecord, by user: String) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO tags (version_id, name, created_by, created_at) VALUES (?, ?, ?, ?)",
                arguments: [version.id, name, user, Catalog.now])
        }
    }

    /// - Returns: whether the version had it.
    package func dropTag(_ name: String, of version: VersionRecord) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM tags WHERE version_id = ? AND name = ?", arguments: [version.id, name])
            return db.changesCount > 0
        }
    }

    /// Adds to what is said about an object; the newest comment is the one that counts, and nil takes it back.
    /// - Parameters:
    ///   - object: with its project, as in `main.buyers`.
    ///   - modelID: of a model, whose comments go with it; nil for anything else.
    package func comment(on kind: String, _ object: String, modelID: Int64?, text: String?, by user: String) async throws {
        try await write(counts: false) { db in
            try db.execute(
                sql: "INSERT INTO comments (kind, object, model_id, text, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [kind, object, modelID, text, user, Catalog.now])
        }
    }
}
