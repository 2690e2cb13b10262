import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd
import Synchronization

extension Session {
    func planShow(_ show: Show) async throws -> any PreparedStatement {
        if case .condition = show.filter {
            throw SQLFailure(.featureNotSupported, "SHOW ... WHERE is not supported yet", hint: "SELECT from the views of schema foretell", position: show.position)
        }
        switch show.subject {
        case .databases:
            return try await query("SELECT name AS database, engine FROM foretell.sources", "database", show.filter)
        case .models:
            return try await query(
                "SELECT name, project, engine, target, state, version, metric, score, baseline, progress, error FROM \(try await inProject("models", show))", "name", show.filter)
        case .views: return try await query("SELECT name, project, query FROM \(try await inProject("views", show))", "name", show.filter)
        case .projects: return try await query("SELECT name FROM foretell.projects", "name", show.filter)
        case .users: return try await query("SELECT name, is_superuser, can_log_in, member_of FROM foretell.users", "name", show.filter)
        case .grants: return try await query("SELECT kind, object, privilege, grantee, granted_by FROM foretell.grants", "object", show.filter)
        case .versions: return try await query("SELECT model, version, state, metric, score, baseline, error FROM foretell.versions", "model", show.filter)
        case .tables: return try await showTables(show)
        case .all:
            let rows = state.withLock { $0.settings.rows }
            return RowsStatement(columns: [Column("name", .varchar), Column("setting", .varchar), Column("description", .varchar)], tag: .command("SHOW")) { rows }
        case .setting(let name):
            return InlineStatement(columns: [Column(name, .varchar)]) { [self] in
                let value = try state.withLock { try $0.settings.value(name) }
                return InlineResult(values: [.text(value)], tag: .command("SHOW"))
            }
        case .jobs, .triggers:
            let kind = show.subject == .jobs ? "job" : "trigger"
            return try await query(
                """
                SELECT * FROM (SELECT name, project, state, schedule, next_run, last_run, last_state, last_error FROM foretell.jobs WHERE kind = '\(kind)')
                """, "name", show.filter)
        case .columns:
            throw SQLFailure(
                .featureNotSupported, "SHOW COLUMNS is not supported", hint: show.from.map { "DESCRIBE \($0.text)" } ?? "DESCRIBE table", position: show.position)
        case .other:
            throw SQLFailure(.featureNotSupported, "this SHOW is not supported yet", hint: "SHOW DATABASES, SHOW TABLES FROM database, SHOW MODELS", position: show.position)
        }
    }

    /// A view of schema `foretell`, or what it has of the project that FROM names. - Throws: `SQLFailure` 3F000
    private func inProject(_ view: String, _ show: Show) async throws -> String {
        guard let from = show.from else { return "foretell.\(view)" }
        guard try await database.directory().isProject(from.last) else {
            throw SQLFailure(.invalidSchemaName, "project \"\(from.last)\" does not exist", hint: "SHOW PROJECTS", position: from.position)
        }
        return "(SELECT * FROM foretell.\(view) WHERE lower(project) = lower(\(quotedLiteral(from.last)))) AS \(view)"
    }

    func binder(_ directory: Directory, project: String) -> QueryBinder {
        database.binder(directory, connection: connection, project: project, user: user)
    }

    private func query(_ text: String, _ column: String, _ filter: Filter?) async throws -> any PreparedStatement {
        var text = text
        if case .like(let pattern) = filter { text += " WHERE \(column) ILIKE \(quotedLiteral(pattern))" }
        return try await planDuck(Fragment(text, position: 0), []) { $0 }
    }

    private func showTables(_ show: Show) async throws -> any PreparedStatement {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        guard let name = show.from else {
            let names = directory.modelNames(seenBy: rights) + directory.views.values.filter { rights.sees(Securable($0)) }.map(\.name)
            return RowsStatement(columns: [Column("table", .varchar)]) { names.sorted().map { [.text($0)] } }
        }
        guard let source = directory.source(name.last) else {
            throw directory.missingSource(name.text, position: name.position)
        }
        try rights.require(.read, on: Securable(source), position: name.position)
        let like = if case .like(let pattern) = show.filter { " AND name ILIKE \(quotedLiteral(pattern))" } else { "" }
        // A login may see other databases of its MySQL server: only the attached one's tables are named without it.
        let schemas = source.engine == "mysql" ? source.parameters["database"]?.string.map { " AND s = \(quotedLiteral($0))" } ?? "" : ""
        return RowsStatement(columns: [Column("table", .varchar)]) { [self] in
            let database = database
            let connection = connection
            return try await interruptible(connection) {
                try database.attach(source)
                return try connection.query(
                    """
                    SELECT name FROM (SELECT CASE WHEN schema_name IN ('main', 'public') OR d.type = 'mysql' THEN '' ELSE schema_name || '.' END || table_name AS name, schema_name AS s, database_name AS d
                                      FROM (SELECT table_name, schema_name, database_name FROM duckdb_tables()
                                            UNION ALL SELECT view_name, schema_name, database_name FROM duckdb_views() WHERE NOT internal)
                                      JOIN duckdb_databases() AS d USING (database_name))
                    WHERE d = \(quotedLiteral(source.name)) AND s NOT IN ('information_schema', 'pg_catalog')\(schemas)\(like) ORDER BY 1
                    """).rows
            }
        }
    }

    // MARK: DESCRIBE

    func planDescribe(_ describe: Describe, _ parsed: ParsedStatement, _ types: [SQLType?]) async throws -> any PreparedStatement {
        let directory = try await database.directory()
        let project = try state.withLock { try $0.settings.value("project") }
        let name = describe.name
        let model = name.parts.count == 1 ? directory.model(project, name.parts[0]) : name.parts.count == 2 ? directory.model(name.parts[0], name.parts[1]) : nil
        guard let model else {
            let object = describe.objectName
            let text = "SELECT * FROM " + object.parts.map(quotedIdentifier).joined(separator: ".")
            do {
                return try await planDuck(Fragment(text, position: 0), types) { "DESCRIBE \($0)" }
            } catch var failure as SQLFailure {
                failure.position = object.position
                throw failure
            }
        }
        try directory.rights.rights(of: user).requireSeen(Securable(model.record), position: name.position)
        var number = (model.champion ?? model.versions.last)?.number ?? 1
        if let reference = describe.version {
            number = try binder(directory, project: project).record(of: model, reference, position: name.position).number
        }
        guard let text = ModelDescription(model.record, version: number).query(part: describe.part) else {
            throw SQLFailure(
                .featureNotSupported, "a model has no part \"\(describe.part ?? "")\"",
                hint: "the parts are: " + ModelDescription.parts.joined(separator: ", "), position: name.position)
        }
        return try await query(text, "", nil)
    }
}
