import CatalogStore
import Core
import DuckEngine
import Logging
import SQLFrontEnd

// Statements that write to the tables of sources.
extension Session {
    func planInsert(_ insert: Insert, _ types: [SQLType?]) async throws -> any PreparedStatement {
        try requireWritable("INSERT")
        let target = try await writableTable(insert.target)
        let names = insert.columns.isEmpty ? try await columns(of: target, insert.target) : insert.columns.map(\.text)
        let list = names.isEmpty ? "" : " (" + names.map(quotedIdentifier).joined(separator: ", ") + ")"
        var plan = try await planDuck(insert.query, types) { "INSERT INTO \(target)\(list) \($0)" }
        plan.tag = { .insert($0 ?? 0) }
        plan.sources.insert(insert.target.parts[0].folded)
        plan.onFailure = afterFailedWrite(to: insert.target, target)
        return plan
    }

    /// A scanner's connection on which a write has failed may write nothing the next time: there shall be new ones. And MySQL makes a
    /// table for good before the first row is in it.
    /// - Parameter target: the table, in quotes.
    private func afterFailedWrite(to name: ObjectName, _ target: String) -> @Sendable (SQLFailure, Bool) async -> Void {
        { [self] failure, makesTable in
            guard transactionState == .idle, let source = try? await database.directory().source(name.parts[0]), SourceEngine(rawValue: source.engine)?.isServer == true
            else { return }
            // One that was cancelled may not have begun, and the table may be another's by now.
            let leavesTable = makesTable && ![.duplicateTable, .queryCanceled, .connectionFailure].contains(failure.sqlState)
            do {
                try await database.pool.run { [database] in
                    if leavesTable { try database.duck.connect().execute("DROP TABLE IF EXISTS \(target)") }
                    try database.sources.detach(source.name)
                }
            } catch {
                database.logger.warning("a database could not be cleaned after a failed write", metadata: ["error": "\(SQLFailure(wrapping: error).message)"])
            }
        }
    }

    /// Whether a MySQL server, asked now, has no table of this name.
    private func isAbsent(_ name: ObjectName) async throws -> Bool {
        guard let record = try await database.directory().source(name.parts[0]), record.engine == "mysql" else { return false }
        let source = try SourceDefinition(name: record.name, engine: record.engine, parameters: record.parameters)
        let schema = name.parts.count > 2 ? name.parts[1] : source.parameters["database"] ?? ""
        guard let query = source.nativeQuery("SELECT 1 FROM information_schema.tables WHERE table_schema = \(quotedLiteral(schema)) AND table_name = \(quotedLiteral(name.last))") else { return false }
        return try await database.pool.run { [database] in
            try database.sources.attach(source)
            return try database.duck.connect().query(query).rows.isEmpty
        }
    }

    /// The columns of a server's table in the order in which they are shown here, whatever the server's is by now; of others none.
    private func columns(of target: String, _ name: ObjectName) async throws -> [String] {
        guard let source = try await database.directory().source(name.parts[0]), SourceEngine(rawValue: source.engine)?.isServer == true else { return [] }
        func look() async throws -> [String] {
            try await interruptible(connection) { [connection] in try connection.prepare("SELECT * FROM \(target) LIMIT 0").columns.map(\.name) }
        }
        let start = ContinuousClock.now
        do { return try await look() } catch let failure as SQLFailure {
            guard failure.sqlState == .undefinedTable, try await renewSources(namedIn: name.text, nil, since: start) else { throw failure.at(name.position) }
            _ = try await writableTable(name)
            return try await look()
        }
    }

    func planCreateTable(_ create: CreateTableAs, _ types: [SQLType?]) async throws -> any PreparedStatement {
        try requireWritable("CREATE TABLE AS")
        let target = try await writableTable(create.target)
        let head = "CREATE \(create.orReplace ? "OR REPLACE " : "")TABLE \(create.ifNotExists ? "IF NOT EXISTS " : "")\(target) AS "
        var plan = try await planDuck(create.query, types) { head + $0 + (create.withData ? "" : " WITH NO DATA") }
        plan.tag = { .command("SELECT \($0 ?? 0)") }
        plan.sources.insert(create.target.parts[0].folded)
        plan.onFailure = afterFailedWrite(to: create.target, target)
        if !create.orReplace { plan.makesTable = { [self] in try await isAbsent(create.target) } }
        return plan
    }

    /// The table of a source, in quotes. - Throws: `SQLFailure` 42501 for anything else.
    private func writableTable(_ name: ObjectName) async throws -> String {
        let directory = try await database.directory()
        guard name.parts.count >= 2, let source = directory.source(name.parts[0]) else {
            throw SQLFailure(
                .featureNotSupported, "\"\(name.text)\" is in no attached database",
                hint: "tables live in your databases: database.\(name.last)", position: name.position)
        }
        try directory.rights.rights(of: user).require(.write, on: Securable(source), position: name.position)
        guard source.engine != "files" else {
            throw SQLFailure(.featureNotSupported, "a files database cannot be written", hint: "write to a postgres or sqlite database", position: name.position)
        }
        try await interruptible(connection) { [database] in try database.attach(source) }
        return name.parts.map(quotedIdentifier).joined(separator: ".")
    }
}
