import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd

/// Understands a query: checks that it reads what it may, and splices what computes each model into its text.
///
/// The tree is DuckDB's own (`json_serialize_sql`), so what is checked is what runs. Blocking: it asks DuckDB for the tree and
/// for the columns of the tables beside a model.
struct QueryBinder {
    let directory: Directory
    let registry: ModelRegistry
    let connection: DuckConnection
    let project: String
    let user: String
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
            resultNames: keepsPositions ? binding.tree.resultNames : [], sources: binding.sources, listsRelations: binding.listsRelations)
    }

    func syntaxTree(_ text: String) throws -> QueryTree {
        let rows = try connection.query(
            "SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_null := true, skip_empty := true, skip_default := true)::VARCHAR", [.text(text)]).rows
        guard case .text(let json)? = rows.first?.first else { throw SQLFailure(.internalError, "DuckDB gave no syntax tree") }
        return try QueryTree(serialized: json)
    }

    /// The version that a reference means. - Throws: `SQLFailure` 55000 when it is not ready, with why.
    func version(of model: Directory.Model, _ reference: VersionReference?, position: Int?) throws -> ServedVersion {
        let record: VersionRecord
        switch reference {
        case .version(let number):
            guard let found = model.versions.first(where: { $0.number == number }) else {
                throw SQLFailure(
                    .undefinedObject, "model \"\(model.record.name)\" has no version \(number)",
                    hint: "its versions are 1 to \(model.versions.last?.number ?? 0): DESCRIBE \(model.record.name).versions", position: position)
            }
            record = found
        case .timestamp:
            throw SQLFailure(.featureNotSupported, "AT (TIMESTAMP => ...) is not supported yet", hint: "AT (VERSION => n)", position: position)
        case nil:
            guard let newest = model.versions.last else {
                throw SQLFailure(.objectNotInPrerequisiteState, "model \"\(model.record.name)\" has no version", position: position)
            }
            record = model.champion ?? newest
        }
        guard record.state == .ready else { throw Self.notReady(model.record.name, record, position) }
        return try registry.version(record, project: model.record.project, name: model.record.name)
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
                hint: "CREATE OR REPLACE MODEL \(name) ... trains it again", position: position)
        }
    }
}
