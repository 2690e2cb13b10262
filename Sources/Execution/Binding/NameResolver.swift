import CatalogStore
import Core

/// What a relation's name means.
enum ResolvedName {
    case model(Directory.Model)
    case view(ViewRecord)
    case sourceTable(SourceRecord)
    /// A relation of schema `foretell`.
    case system
    /// A relation of the system catalog.
    case systemCatalog
    /// `FROM source (query)`, which was set aside under a name of ours.
    case native(Int)
}

/// Resolves names against a directory: deny by default, for DuckDB would take a name that nothing has for a file.
struct NameResolver {
    let directory: Directory
    let project: String
    /// Unqualified names are tables of this source.
    let defaultSource: String?
    /// Hints name only what the user may know of.
    let rights: Rights

    static let nativePrefix = "__native_"

    func resolve(_ names: [String], position: Int?) throws -> ResolvedName {
        switch names.count {
        case 1: return try resolveUnqualified(names[0], position)
        case 2: return try resolve(names[0], names[1], position)
        case 3:
            if let source = directory.source(names[0]) { return .sourceTable(source) }
            if names[0].lowercased() == PostgresCatalog.databaseName { return try resolve(names[1], names[2], position) }
            throw missing(names, position)
        default: throw missing(names, position)
        }
    }

    private func resolveUnqualified(_ name: String, _ position: Int?) throws -> ResolvedName {
        if name.hasPrefix(Self.nativePrefix), let index = Int(name.dropFirst(Self.nativePrefix.count)) { return .native(index) }
        if let defaultSource, let source = directory.source(defaultSource) { return .sourceTable(source) }
        if let model = directory.model(project, name) { return .model(model) }
        if let view = directory.view(project, name) { return .view(view) }
        throw missing([name], position)
    }

    private func resolve(_ schema: String, _ name: String, _ position: Int?) throws -> ResolvedName {
        let lowered = schema.lowercased()
        if directory.isProject(schema) {
            if let model = directory.model(schema, name) { return .model(model) }
            if let view = directory.view(schema, name) { return .view(view) }
        }
        if lowered == "foretell" {
            guard SystemViews.names.contains(name.lowercased()) else {
                throw SQLFailure(
                    .undefinedTable, "relation \"foretell.\(name)\" does not exist",
                    hint: nearestName(to: name, among: SystemViews.names).map { "did you mean \"foretell.\($0)\"?" }, position: position)
            }
            return .system
        }
        if lowered == PostgresCatalog.schema || lowered == "information_schema" || lowered == "pg_catalog" { return .systemCatalog }
        if let source = directory.source(schema) { return .sourceTable(source) }
        throw missing([schema, name], position)
    }

    private func missing(_ names: [String], _ position: Int?) -> SQLFailure {
        let written = names.joined(separator: ".")
        var known = directory.models.values.filter { rights.sees(Securable($0.record)) }.flatMap { [$0.record.name, "\($0.record.project).\($0.record.name)"] }
        known += directory.views.values.filter { rights.sees(Securable($0)) }.map(\.name)
        known += SystemViews.names.map { "foretell.\($0)" }
        // What has this very name in another project is named with it.
        let elsewhere = directory.models.values.filter { rights.sees(Securable($0.record)) }.map { ($0.record.project, $0.record.name) }
            + directory.views.values.filter { rights.sees(Securable($0)) }.map { ($0.project, $0.name) }
        let namesakes = elsewhere.filter { names.count == 1 && $0.1.folded == names[0].folded }.map { "\($0.0).\($0.1)" }
        let nearest = namesakes.min() ?? nearestName(to: written, among: known.sorted())
        var hint = nearest.map { "did you mean \"\($0)\"?" }
        if hint == nil, names.count > 1, let source = nearestName(to: names[0], among: directory.sources.filter { rights.sees(Securable($0.value)) }.keys.sorted()) {
            hint = "did you mean the database \"\(source)\"?"
        }
        return SQLFailure(
            .undefinedTable, "relation \"\(written)\" does not exist",
            hint: hint ?? "tables are named database.table, models by their name: SHOW DATABASES, SHOW TABLES FROM database, SHOW MODELS",
            position: position)
    }
}
