import Core
import GRDB

// Namespaces of models and views.
extension Catalog {
    /// By name.
    package func projects() async throws -> [ProjectRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM projects ORDER BY name").map(ProjectRecord.init(row:)) }
    }

    /// - Throws: `SQLFailure` 42P06 when a project or a source has the name.
    package func createProject(_ name: String, by user: String) async throws {
        try await write { db in
            for (table, what) in [("projects", "project"), ("sources", "database")]
            where try Row.fetchOne(db, sql: "SELECT 1 FROM \(table) WHERE name = ?", arguments: [name]) != nil {
                throw SQLFailure(
                    .duplicateSchema, "\(what) \"\(name)\" already exists",
                    hint: what == "project" ? "CREATE PROJECT IF NOT EXISTS" : "a project and a database cannot share a name")
            }
            try db.execute(sql: "INSERT INTO projects (name, owner, created_at) VALUES (?, ?, ?)", arguments: [name, user, Catalog.now])
        }
    }

    /// - Throws: `SQLFailure` 2BP01 while it holds models or views, or is the default; 3F000 when there is none.
    package func dropProject(_ name: String) async throws {
        try await write { db in
            guard let name = try String.fetchOne(db, sql: "SELECT name FROM projects WHERE name = ?", arguments: [name]) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(name)\" does not exist", hint: "SHOW PROJECTS")
            }
            guard name != "main" else {
                throw SQLFailure(.dependentObjects, "project \"main\" cannot be dropped", hint: "it is where names without a project live")
            }
            for (table, verb) in [("models", "DROP MODEL"), ("views", "DROP VIEW"), ("jobs", "DROP JOB")] {
                if let held = try String.fetchOne(db, sql: "SELECT name FROM \(table) WHERE project = ? ORDER BY name", arguments: [name]) {
                    throw SQLFailure(.dependentObjects, "project \"\(name)\" is not empty: it holds \"\(held)\"", hint: "\(verb) \(name).\(held) first")
                }
            }
            try db.execute(sql: "DELETE FROM projects WHERE name = ?", arguments: [name])
        }
    }
}
