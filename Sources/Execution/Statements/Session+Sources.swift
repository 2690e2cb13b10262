import CatalogStore
import Core
import DuckEngine
import Foundation
import SQLFrontEnd
import Synchronization

extension Session {
    /// CREATE DATABASE: connects before anything is recorded, so that a source that cannot be reached is never there.
    func createSource(_ create: CreateDatabase) async throws -> StatementTag {
        guard let engine = create.engine else {
            guard create.parameters.members?.isEmpty != false else {
                throw SQLFailure(
                    .syntaxError, "CREATE DATABASE needs an engine", hint: "CREATE DATABASE \(quotedIfNeeded(create.name.text)) WITH ENGINE = 'postgres', PARAMETERS = {...}",
                    position: create.name.position)
            }
            // As MindsDB has it: a database without an engine is a project.
            return try await createProject(CreateProject(name: create.name, ifNotExists: create.ifNotExists))
        }
        let name = create.name.text
        let directory = try await database.directory()
        // The server connects wherever it says, and opens whatever file.
        try directory.rights.rights(of: user).requireSuperuser(to: "create databases", position: create.name.position)
        if let existing = directory.source(name) {
            if create.ifNotExists {
                notice("database \"\(existing.name)\" already exists, skipping", nil)
                return .command("CREATE DATABASE")
            }
            guard create.orReplace else {
                throw SQLFailure(
                    .duplicateDatabase, "database \"\(name)\" already exists", hint: "CREATE DATABASE IF NOT EXISTS, or DROP DATABASE first",
                    position: create.name.position)
            }
        }
        try requireAllowed(name, "database", position: create.name.position)
        let resolved = try SourceEngine(named: engine.text).rawValue
        let folder = "\(database.configuration.dataDirectory)/files/\(name.folded)"
        if resolved == "files", create.parameters["path"] == nil {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let parameters = ForetellDatabase.parameters(
            create.parameters, engine: resolved, name: name, dataDirectory: database.configuration.dataDirectory)
        try requireOutside(create.parameters["path"]?.string, position: create.name.position)
        let definition = try SourceDefinition(name: name, engine: resolved, parameters: parameters)
        if create.orReplace, directory.source(name) != nil { try await removeSource(name) }
        let database = database
        try await interruptible(connection) {
            try database.sources.attach(definition)
            try database.sources.detach(name)
        }
        try await database.catalog.createSource(name: name, engine: resolved, parameters: parameters, by: user)
        return .command("CREATE DATABASE")
    }

    /// The server's own files are no data of the user's, but for those under `files`.
    /// - Throws: `SQLFailure` 42501
    private func requireOutside(_ path: String?, position: Int) throws {
        guard let path else { return }
        func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path + "/" }
        let own = real(database.configuration.dataDirectory)
        guard !real(path).hasPrefix(own) || real(path).hasPrefix(own + "files/") else {
            throw SQLFailure(
                .insufficientPrivilege, "\"\(path)\" lies in the server's own data directory", hint: "SELECT from the views of schema foretell", position: position)
        }
    }

    func dropSource(_ drop: DropObject) async throws -> StatementTag {
        let name = drop.name.last
        let directory = try await database.directory()
        guard let source = directory.source(name) else {
            guard drop.ifExists else { throw directory.missingSource(name, position: drop.name.position) }
            notice("database \"\(name)\" does not exist, skipping", nil)
            return .command("DROP DATABASE")
        }
        try directory.rights.rights(of: user).require(.own, on: Securable(source), position: drop.name.position)
        try await removeSource(name)
        return .command("DROP DATABASE")
    }

    private func removeSource(_ name: String) async throws {
        _ = try await database.catalog.dropSource(name: name)
        let database = database
        try await interruptible(connection) { try database.sources.detach(name) }
    }

    // MARK: Views

    func createView(_ create: CreateView) async throws -> StatementTag {
        let (project, name) = try projectAndName(create.name)
        guard create.columns.isEmpty else {
            throw SQLFailure(.featureNotSupported, "column names of a view are not supported yet", hint: "name them in its query: SELECT a AS b", position: create.name.position)
        }
        if try await !database.directory().isProject(project), try await database.directory().source(project) != nil {
            throw SQLFailure(
                .featureNotSupported, "a view cannot be made in database \"\(project)\"", hint: "views live in projects: CREATE VIEW \(quotedIfNeeded(name)) AS ...",
                position: create.name.position)
        }
        let query = create.source.map { "SELECT * FROM \(quotedIdentifier($0.text)) (\(create.query.text))" } ?? create.query.text
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        if directory.isProject(project) { try rights.require(.create, on: directory.project(project), position: create.name.position) }
        let old = directory.view(project, name)
        // It reads with its owner's rights: nobody else may say what.
        if create.orReplace, let old { try rights.requireOwner(of: Securable(old), position: create.name.position) }
        if create.ifNotExists, old != nil {
            notice("view \"\(name)\" already exists, skipping", nil)
            return .command("CREATE VIEW")
        }
        // A view that cannot run now is refused now.
        let plan = try await planDuck(Fragment(query, position: create.source == nil ? create.query.position : 0), [], project: project, reader: create.orReplace ? old?.owner : nil) { $0 }
        let columns = plan.columns.map { JSONValue.array($0.map { .object([.init("name", .string($0.name)), .init("type", .string($0.type.sql))]) }).text }
        try await database.catalog.createView(project: project, name: name, query: query, columns: columns, replace: create.orReplace, by: user)
        await database.showNames()
        return .command("CREATE VIEW")
    }

    func dropView(_ drop: DropObject) async throws -> StatementTag {
        let (project, name) = try projectAndName(drop.name)
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        if let view = directory.view(project, name) { try rights.require(.own, on: Securable(view), position: drop.name.position) }
        if try await !database.catalog.dropView(project: project, name: name) {
            guard drop.ifExists else {
                let nearest = nearestName(to: name, among: directory.views.values.filter { rights.sees(Securable($0)) }.map(\.name).sorted())
                throw SQLFailure(
                    .undefinedTable, "view \"\(name)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW VIEWS",
                    position: drop.name.position)
            }
            notice("view \"\(name)\" does not exist, skipping", nil)
        }
        return .command("DROP VIEW")
    }

    /// `name` or `project.name`.
    func projectAndName(_ name: ObjectName) throws -> (project: String, name: String) {
        switch name.parts.count {
        case 1: return (try state.withLock { try $0.settings.value("project") }, name.parts[0])
        case 2: return (name.parts[0], name.parts[1])
        default: throw SQLFailure(.syntaxError, "improper qualified name: \"\(name.text)\"", hint: "project.name", position: name.position)
        }
    }

    /// - Throws: `SQLFailure` 42P04 for a name that is reserved, 42602 for one that cannot be a name.
    func requireAllowed(_ name: String, _ kind: String, position: Int) throws {
        let reserved = ["foretell", "main", "memory", "system", "temp", "information_schema", "pg_catalog", PostgresCatalog.schema]
        guard !reserved.contains(name.folded), !name.hasPrefix("__") else {
            throw SQLFailure(.duplicateDatabase, "the name \"\(name)\" is reserved", hint: "choose another name", position: position)
        }
        // A name is a folder's too, and a part of `database.table`.
        guard !name.isEmpty, name.utf8.count <= 63, !name.contains(where: { "/.\\\0\"'".contains($0) }) else {
            throw SQLFailure(
                SQLState(rawValue: "42602"), "\"\(name)\" cannot be the name of a \(kind)",
                hint: "use letters, digits and underscores, at most 63", position: position)
        }
    }
}
