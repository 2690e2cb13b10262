import Core
import GRDB

extension Catalog {
    /// - Throws: `SQLFailure` 42P07 when the name is taken, by a model too; 3F000 when there is no such project.
    /// - Parameter columns: a JSON array of `{"name": ..., "type": ...}`; nil: not known.
    package func createView(project: String, name: String, query: String, columns: String? = nil, replace: Bool, by user: String) async throws {
        try await write { db in
            let project = try Self.requireFree(db, project: project, name: name, for: .view(replace: replace))
            try db.execute(
                sql: """
                    INSERT INTO views (project, name, query, columns, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (project, name) DO UPDATE SET owner = coalesce(owner, created_by), name = excluded.name, query = excluded.query, columns = excluded.columns,
                        created_by = excluded.created_by, created_at = excluded.created_at
                    """,
                arguments: [project, name, query, columns, user, Catalog.now])
        }
    }

    /// - Returns: whether there was one.
    package func dropView(project: String, name: String) async throws -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM views WHERE project = ? AND name = ?", arguments: [project, name])
            return db.changesCount > 0
        }
    }

    /// nil when there is none. Letter case does not matter.
    package func view(project: String, name: String) async throws -> ViewRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM views WHERE project = ? AND name = ?", arguments: [project, name])
                .map(ViewRecord.init(row:))
        }
    }

    /// By project and name.
    package func views() async throws -> [ViewRecord] {
        try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM views ORDER BY project, name").map(ViewRecord.init(row:)) }
    }

    /// What a name is wanted for.
    enum NameUse {
        case model
        case view(replace: Bool)
    }

    /// A model and a view cannot share a name.
    /// - Returns: the project's name as it was created.
    static func requireFree(_ db: Database, project: String, name: String, for use: NameUse) throws -> String {
        guard let project = try String.fetchOne(db, sql: "SELECT name FROM projects WHERE name = ?", arguments: [project]) else {
            throw SQLFailure(.invalidSchemaName, "project \"\(project)\" does not exist", hint: "CREATE PROJECT \(project); the default project is \"main\"")
        }
        let isModel = try Row.fetchOne(db, sql: "SELECT 1 FROM models WHERE project = ? AND name = ?", arguments: [project, name]) != nil
        let isView = try Row.fetchOne(db, sql: "SELECT 1 FROM views WHERE project = ? AND name = ?", arguments: [project, name]) != nil
        switch use {
        case .model where isModel:
            throw SQLFailure(
                .duplicateTable, "model \"\(name)\" already exists", hint: "CREATE OR REPLACE MODEL, CREATE MODEL IF NOT EXISTS, or DROP MODEL first")
        case .model where isView:
            throw SQLFailure(
                .duplicateTable, "view \"\(name)\" already exists", hint: "a model and a view cannot share a name: DROP VIEW first")
        case .view where isModel:
            throw SQLFailure(
                .duplicateTable, "model \"\(name)\" already exists", hint: "a model and a view cannot share a name: DROP MODEL first")
        case .view(replace: false) where isView:
            throw SQLFailure(.duplicateTable, "view \"\(name)\" already exists", hint: "CREATE OR REPLACE VIEW, or DROP VIEW first")
        case .model, .view:
            return project
        }
    }
}
