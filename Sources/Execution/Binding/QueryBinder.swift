import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd
import Training

/// Understands a query: checks that it reads what it may, and splices what computes each model into its text.
///
/// The tree is DuckDB's own (`json_serialize_sql`), so what is checked is what runs. Blocking: it asks DuckDB for the tree and
/// for the columns of the tables beside a model.
struct QueryBinder {
    let directory: Directory
    let registry: ModelRegistry
    let snapshots: ArtifactStore
    let connection: DuckConnection
    /// Unqualified names are of this project.
    var project: String
    /// What `current_user` answers.
    let user: String
    /// What decides what may be read: the user's, in a view those of its owner.
    var rights: Rights
    /// Attaches a source that is not yet. - Throws: `SQLFailure`
    let attach: (SourceRecord) throws -> Void

    private static let maximumDepth = 32

    /// - Parameter defaultSource: unqualified names are tables of this source.
    /// - Throws: `SQLFailure` with the position in `text`.
    func bind(_ text: String, defaultSource: String? = nil, depth: Int = 0) throws -> BoundQuery {
        guard depth < Self.maximumDepth else { throw SQLFailure(.programLimitExceeded, "views are nested too deeply") }
        var written = text
        var tokens = try Lexer.tokens(of: written)
        var keepsPositions = true
        // A native query is the source's own business: its text must reach it as it was written.
        let hasNative = try ModelReferenceSyntax(written, tokens: tokens).nativeQueries.isEmpty == false
        if !hasNative, PostgresCatalog.concerns(tokens) {
            let rewritten = try PostgresCatalog.rewrite(written, tokens: tokens, user: user)
            if rewritten != written {
                written = rewritten
                tokens = try Lexer.tokens(of: written)
                keepsPositions = false
            }
        }
        let syntax = try ModelReferenceSyntax(written, tokens: tokens)
        if let position = syntax.latestComparisons.first {
            throw SQLFailure(.featureNotSupported, "LATEST is not supported yet", position: syntax.text.originalOffset(of: position))
        }
        var binding = QueryBinding(binder: self, syntax: syntax, defaultSource: defaultSource, depth: depth)
        do {
            try binding.run()
        } catch var failure as SQLFailure {
            failure.position = keepsPositions ? failure.position.map { binding.prepared.originalOffset(of: $0) } : nil
            throw failure
        }
        return BoundQuery(text: binding.result, keepsPositions: keepsPositions, models: binding.models,
            resultNames: keepsPositions ? binding.tree.resultNames : [],
            columnsNearModels: binding.models.flatMap { $0.outputs.map(\.name) } + binding.scoringTables.sorted { $0.key < $1.key }.flatMap(\.value.columns), sources: binding.sources, listsRelations: binding.listsRelations)
    }

    /// The query of a view, with the rights of its owner. Its names mean what they mean in its own project, wherever the user is.
    /// - Throws: `SQLFailure` 42501 when the user may not read the view.
    func bind(_ view: ViewRecord, depth: Int, position: Int?) throws -> BoundQuery {
        try rights.require(.read, on: Securable(view), position: position)
        var binder = self
        binder.project = view.project
        binder.rights = directory.rights.rights(of: view.owner)
        do {
            return try binder.bind(view.query, depth: depth)
        } catch let failure as SQLFailure where failure.sqlState == .insufficientPrivilege && rights.user != view.owner {
            throw SQLFailure(
                .insufficientPrivilege, failure.message, detail: "View \"\(view.name)\" reads with the rights of its owner \"\(view.owner)\".", hint: failure.hint,
                position: position)
        }
    }

    /// DuckDB takes a table that does not exist for a file of that name, dots included: `shop.csv` for a table `csv` of database `shop`.
    /// - Parameter names: of a table, from the database's on.
    /// - Throws: `SQLFailure` 42P01 when there is no such table, and its name could be that of a file.
    func requireNoFile(_ names: [String], position: Int) throws {
        let path = names.joined(separator: ".").lowercased()
        guard names[1...].contains(where: { $0.contains(".") || $0.contains("?") }) || Self.fileExtensions.contains(where: { path.hasSuffix("." + $0) }) else { return }
        do {
            _ = try connection.query("SELECT 1 FROM pragma_table_info(\(quotedLiteral(names.map(quotedIdentifier).joined(separator: ".")))) LIMIT 1", [])
        } catch let failure as SQLFailure where failure.sqlState == .undefinedTable {
            throw SQLFailure(
                .undefinedTable, "table \"\(names.dropFirst().joined(separator: "."))\" does not exist", hint: "SHOW TABLES FROM \(quotedIfNeeded(names[0]))",
                position: position)
        }
    }

    private static let fileExtensions = ["csv", "tsv", "parquet", "json", "jsonl", "ndjson", "gz", "zst", "xlsx", "shp", "db", "duckdb", "sqlite", "arrow", "avro", "vortex", "txt"]

    func syntaxTree(_ text: String) throws -> QueryTree {
        let rows = try connection.query(
            "SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_null := true, skip_empty := true, skip_default := true)::VARCHAR", [.text(text)]).rows
        guard case .text(let json)? = rows.first?.first else { throw SQLFailure(.internalError, "DuckDB gave no syntax tree") }
        return try QueryTree(serialized: json)
    }

    /// The version that a reference means; without a number the one that serves, with those beside it.
    /// - Throws: `SQLFailure` 55000 when it is not ready, with why.
    func version(of model: Directory.Model, _ reference: VersionReference?, position: Int?) throws -> ServedVersion {
        let record = try self.record(of: model, reference, position: position)
        guard record.state == .ready else { throw Self.notReady(model.record.name, record, position) }
        let version = try reference == nil ? registry.serving(model) : registry.version(record, of: model)
        try registry.register(version)
        return version
    }

    /// The version that a reference means, whatever its state. - Throws: `SQLFailure` 42704 or 22007
    func record(of model: Directory.Model, _ reference: VersionReference?, position: Int?) throws -> VersionRecord {
        let name = model.record.name
        switch reference {
        case .version(let number):
            if let found = model.version(number) { return found }
            throw SQLFailure(
                .undefinedObject, "model \"\(name)\" has no version \(number)",
                hint: "its versions are 1 to \(model.versions.last?.number ?? 0): DESCRIBE \(name).versions", position: position)
        case .alias(let alias):
            if let found = model.aliases.first(where: { $0.name.folded == alias.folded }), let version = model.versions.first(where: { $0.id == found.versionID }) {
                return version
            }
            throw SQLFailure(
                .undefinedObject, "model \"\(name)\" has no version with the alias \"\(alias)\"",
                hint: nearestName(to: alias, among: model.aliases.map(\.name)).map { "did you mean \"\($0)\"?" }
                    ?? "ALTER MODEL \(name) VERSION n SET ALIAS \(quotedLiteral(alias))", position: position)
        case .timestamp(let text):
            guard case .timestampTZ(let moment) = try located(position, { () throws(SQLFailure) in try Value(parsing: text, as: .timestampTZ) }) else {
                throw SQLFailure(.invalidTextRepresentation, "\"\(text)\" is no moment", position: position)
            }
            if let version = model.version(servingAt: moment) { return version }
            let first = model.deployments.first { $0.role == .champion }.map { Value.timestampTZ($0.since).text ?? "" }
            throw SQLFailure(
                .undefinedObject, "no version of model \"\(name)\" served at \(text)",
                hint: first.map { "the first one served from \($0) on: SELECT * FROM foretell.deployments" }, position: position)
        case nil:
            guard let version = model.champion ?? model.versions.last else {
                throw SQLFailure(.objectNotInPrerequisiteState, "model \"\(name)\" has no version", position: position)
            }
            return version
        }
    }

    private func located<Result>(_ position: Int?, _ body: () throws(SQLFailure) -> Result) throws -> Result {
        do { return try body() } catch { throw error.at(position) }
    }

    private static func notReady(_ name: String, _ version: VersionRecord, _ position: Int?) -> SQLFailure {
        switch version.state {
        case .queued:
            SQLFailure(
                .objectNotInPrerequisiteState, "model \"\(name)\" waits to be trained", hint: "watch it: SELECT * FROM foretell.training_progress",
                position: position)
        case .training:
            SQLFailure(
                .objectNotInPrerequisiteState, "model \"\(name)\" is still training (\(Int((version.share ?? 0) * 100)) %, \(version.stage ?? "start"))",
                hint: "watch it: SELECT * FROM foretell.training_progress", position: position)
        case .failed:
            SQLFailure(
                .objectNotInPrerequisiteState, "the training of model \"\(name)\" failed: \(version.failure?.message ?? "")",
                detail: version.failure?.detail, hint: version.failure?.hint, position: position)
        case .cancelled, .archived, .deleted, .ready:
            SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) of model \"\(name)\" is \(version.state.rawValue)",
                hint: "RETRAIN \(name) trains another version", position: position)
        }
    }
}
