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
            throw SQLFailure(
                .featureNotSupported, "projects beside \"main\" are not supported yet", hint: "CREATE DATABASE name WITH ENGINE = 'postgres', PARAMETERS = {...}")
        }
        let name = create.name.text
        let directory = try await database.directory()
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
        let reserved = ["foretell", "main", "memory", "system", "temp", "information_schema", "pg_catalog", PostgresCatalog.schema]
        guard !reserved.contains(name.lowercased()), !name.hasPrefix("__"), !name.isEmpty else {
            throw SQLFailure(.duplicateDatabase, "the name \"\(name)\" is reserved", hint: "choose another name", position: create.name.position)
        }
        let resolved = try SourceEngine(named: engine.text).rawValue
        let folder = "\(database.configuration.dataDirectory)/files/\(name.lowercased())"
        if resolved == "files", create.parameters["path"] == nil {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let parameters = ForetellDatabase.parameters(
            create.parameters, engine: resolved, name: name, dataDirectory: database.configuration.dataDirectory)
        let definition = try SourceDefinition(name: name, engine: resolved, parameters: parameters)
        if create.orReplace, directory.source(name) != nil { try await removeSource(name) }
        let database = database
        try await interruptible(connection) {
            try database.attach(definition)
            try database.detach(name)
        }
        try await database.catalog.createSource(name: name, engine: resolved, parameters: parameters, by: user)
        return .command("CREATE DATABASE")
    }

    func dropSource(_ drop: DropObject) async throws -> StatementTag {
        let name = drop.name.last
        guard try await database.directory().source(name) != nil else {
            guard drop.ifExists else {
                throw SQLFailure(.invalidCatalogName, "database \"\(name)\" does not exist", hint: "SHOW DATABASES", position: drop.name.position)
            }
            notice("database \"\(name)\" does not exist, skipping", nil)
            return .command("DROP DATABASE")
        }
        try await removeSource(name)
        return .command("DROP DATABASE")
    }

    private func removeSource(_ name: String) async throws {
        _ = try await database.catalog.dropSource(name: name)
        let database = database
        try await interruptible(connection) { try database.detach(name) }
    }

    // MARK: Views

    func createView(_ create: CreateView) async throws -> StatementTag {
        let (project, name) = try projectAndName(create.name)
        guard create.columns.isEmpty else {
            throw SQLFailure(.featureNotSupported, "column names of a view are not supported yet", hint: "name them in its query: SELECT a AS b", position: create.name.position)
        }
        let query = create.source.map { "SELECT * FROM \(quotedIdentifier($0.text)) (\(create.query.text))" } ?? create.query.text
        if create.ifNotExists, try await database.directory().view(project, name) != nil {
            notice("view \"\(name)\" already exists, skipping", nil)
            return .command("CREATE VIEW")
        }
        // A view that cannot run now is refused now.
        _ = try await planDuck(Fragment(query, position: create.source == nil ? create.query.position : 0), []) { $0 }
        try await database.catalog.createView(project: project, name: name, query: query, replace: create.orReplace, by: user)
        return .command("CREATE VIEW")
    }

    func dropView(_ drop: DropObject) async throws -> StatementTag {
        let (project, name) = try projectAndName(drop.name)
        if try await !database.catalog.dropView(project: project, name: name) {
            guard drop.ifExists else {
                throw SQLFailure(.undefinedTable, "view \"\(name)\" does not exist", position: drop.name.position)
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
}
