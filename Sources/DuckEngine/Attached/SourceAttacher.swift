import Core
import Foundation
import Synchronization

/// Attaches sources to a DuckDB instance, under their names. Calls block.
package final class SourceAttacher: Sendable {
    private let extensionsFolder: String
    private let loaded = Mutex<Set<String>>([])
    /// What the folders of `files` sources held when their views were made.
    private let listings = Mutex<[String: [FolderFile]]>([:])

    /// - Parameter extensionsFolder: holds `postgres_scanner.duckdb_extension` and its like.
    package init(extensionsFolder: String) {
        self.extensionsFolder = extensionsFolder
    }

    /// Attaches and connects at once. - Throws: `SQLFailure` 08001, 28P01, 3D000 or 58030; no text of it holds a secret.
    package func attach(_ source: SourceDefinition, on connection: DuckConnection) throws {
        do {
            switch source.engine {
            case .postgres: try attachServer(source, scanner: "postgres_scanner", type: "postgres", on: connection)
            case .mysql: try attachServer(source, scanner: "mysql_scanner", type: "mysql", on: connection)
            case .sqlite:
                try load("sqlite_scanner", on: connection)
                try attachFile(source, type: "sqlite", on: connection)
            case .duckdb: try attachFile(source, type: "duckdb", on: connection)
            case .files:
                try connection.execute("ATTACH ':memory:' AS \(quotedIdentifier(source.name))")
                try refreshFiles(source, on: connection)
            }
        } catch let failure as SQLFailure {
            try? detach(source.name, on: connection)
            throw failure
        }
    }

    package func detach(_ name: String, on connection: DuckConnection) throws {
        listings.withLock { $0[name.folded] = nil }
        try connection.execute("DETACH DATABASE IF EXISTS \(quotedIdentifier(name))")
        try connection.execute("DROP SECRET IF EXISTS \(quotedIdentifier("source_" + name.folded))")
    }

    // MARK: Servers

    private func load(_ scanner: String, on connection: DuckConnection) throws {
        guard !loaded.withLock({ $0.contains(scanner) }) else { return }
        try connection.execute("LOAD \(quotedLiteral("\(extensionsFolder)/\(scanner).duckdb_extension"))")
        _ = loaded.withLock { $0.insert(scanner) }
    }

    private func attachServer(_ source: SourceDefinition, scanner: String, type: String, on connection: DuckConnection) throws {
        try load(scanner, on: connection)
        let secret = quotedIdentifier("source_" + source.name.folded)
        var settings = ["TYPE \(type)"]
        for key in ["host", "port", "user", "password", "database"] {
            if let value = source.parameters[key] { settings.append("\(key.uppercased()) \(quotedLiteral(value))") }
        }
        do {
            try connection.execute("CREATE OR REPLACE TEMPORARY SECRET \(secret) (\(settings.joined(separator: ", ")))")
            var options = ["TYPE \(type)", "SECRET \(secret)"]
            if source.isReadOnly { options.append("READ_ONLY") }
            if let schema = source.parameters["schema"] { options.append("SCHEMA \(quotedLiteral(schema))") }
            var text = ""
            if type == "postgres" {
                text = "connect_timeout=10"
                if let mode = source.parameters["sslmode"] { text += " sslmode=\(conninfoValue(mode))" }
            }
            try connection.execute("ATTACH \(quotedLiteral(text)) AS \(quotedIdentifier(source.name)) (\(options.joined(separator: ", ")))")
            if let schema = source.parameters["schema"] { try checkSchema(schema, source, on: connection) }
        } catch let failure as SQLFailure {
            throw connectionFailure(failure, source)
        }
    }

    /// The scanner takes a schema that does not exist for an empty one.
    private func checkSchema(_ schema: String, _ source: SourceDefinition, on connection: DuckConnection) throws {
        let wanted = "SELECT 1 AS found FROM pg_namespace WHERE nspname = \(quotedLiteral(schema))"
        guard let probe = source.nativeQuery(wanted), try connection.query(probe).rows.isEmpty else { return }
        throw SQLFailure(
            .invalidSchemaName, "database \"\(source.parameters["database"] ?? "")\" of \"\(source.name)\" has no schema \"\(schema)\"",
            hint: "check \"schema\" in PARAMETERS")
    }

    private func conninfoValue(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private func connectionFailure(_ failure: SQLFailure, _ source: SourceDefinition) -> SQLFailure {
        if failure.sqlState == .invalidSchemaName { return failure }
        var reason = failure.message
        if let password = source.parameters["password"], password.count > 2 { reason = reason.replacing(password, with: "***") }
        // The scanner repeats the whole connection string; what follows it is the server's own word.
        if let colon = reason.firstRange(of: "\": ") { reason = String(reason[colon.upperBound...]) }
        let lowered = reason.lowercased()
        let host = (source.parameters["host"] ?? "the local socket") + (source.parameters["port"].map { ":\($0)" } ?? "")
        if lowered.contains("password authentication failed") || lowered.contains("no password supplied") || lowered.contains("access denied") {
            return SQLFailure(
                .invalidPassword, "could not log in to \"\(source.name)\"", detail: reason,
                hint: "check \"user\" and \"password\" in PARAMETERS")
        }
        if lowered.contains("database \"") && lowered.contains("does not exist") || lowered.contains("unknown database") {
            return SQLFailure(
                .invalidCatalogName, "the server of \"\(source.name)\" has no database \"\(source.parameters["database"] ?? "")\"",
                detail: reason, hint: "check \"database\" in PARAMETERS")
        }
        if lowered.contains("ssl") {
            return SQLFailure(
                .cannotConnect, "could not agree with \"\(source.name)\" at \(host) on encryption", detail: reason,
                hint: "check \"sslmode\" in PARAMETERS, and that \"port\" is that of a \(source.engine.rawValue) server")
        }
        return SQLFailure(
            .cannotConnect, "could not connect to \"\(source.name)\" at \(host)", detail: reason,
            hint: "check \"host\" and \"port\" in PARAMETERS, and that the server accepts connections from here")
    }

    // MARK: Files

    private func attachFile(_ source: SourceDefinition, type: String, on connection: DuckConnection) throws {
        let path = source.parameters["path"] ?? ""
        guard FileManager.default.fileExists(atPath: path) else {
            throw SQLFailure(
                .cannotConnect, "could not open \"\(source.name)\": no file \"\(path)\"",
                hint: "give \"path\" as the server sees it, absolute")
        }
        if source.engine == .sqlite { try checkIsSQLite(path, source) }
        let mode = source.isReadOnly ? ", READ_ONLY" : ""
        try connection.execute("ATTACH \(quotedLiteral(path)) AS \(quotedIdentifier(source.name)) (TYPE \(type)\(mode))")
    }

    /// The scanner opens a file that is none of SQLite's only when a table is read. An empty file is an empty database.
    /// Source: SQLite, "Database File Format", section 1.3.
    private func checkIsSQLite(_ path: String, _ source: SourceDefinition) throws {
        guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 16) ?? Data() else {
            throw SQLFailure(.cannotConnect, "could not open \"\(source.name)\": file \"\(path)\" cannot be read", hint: "check who may read it")
        }
        try? file.close()
        guard start.isEmpty || start == Data("SQLite format 3\0".utf8) else {
            throw SQLFailure(
                .cannotConnect, "could not open \"\(source.name)\": \"\(path)\" is no SQLite file",
                hint: "CSV, Parquet and JSON files are read with ENGINE = 'files' and the folder as \"path\"")
        }
    }

    /// Makes the views of a `files` source again when its folder has changed. Cheap when it has not.
    package func refreshFiles(_ source: SourceDefinition, on connection: DuckConnection) throws {
        guard source.engine == .files, let path = source.parameters["path"] else { return }
        let listing = try FolderFile.list(path, source: source.name)
        let key = source.name.folded
        let before = listings.withLock { $0[key] }
        guard before != listing else { return }
        var failure: SQLFailure?
        let kept = Set(listing.map(\.table))
        for file in before ?? [] where !kept.contains(file.table) {
            try connection.execute("DROP VIEW IF EXISTS \(quotedIdentifier(source.name)).main.\(quotedIdentifier(file.table))")
        }
        for file in listing where before?.contains(file) != true {
            do {
                try connection.execute(
                    "CREATE OR REPLACE VIEW \(quotedIdentifier(source.name)).main.\(quotedIdentifier(file.table)) AS SELECT * FROM \(file.scan)")
            } catch let caught as SQLFailure {
                // One file that cannot be read must not hide the others: it is no table.
                failure = SQLFailure(
                    .ioError, "file \"\(file.name)\" of \"\(source.name)\" could not be read", detail: caught.message,
                    hint: "mend or remove the file")
                try connection.execute("DROP VIEW IF EXISTS \(quotedIdentifier(source.name)).main.\(quotedIdentifier(file.table))")
            }
        }
        listings.withLock { $0[key] = listing }
        if let failure, listing.count == 1 { throw failure }
    }
}
