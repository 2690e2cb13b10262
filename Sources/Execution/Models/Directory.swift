package import CatalogStore
import Core

/// What names mean at one moment: the catalog as the binder needs it. A value: a statement sees one directory from start to end.
package struct Directory: Sendable {
    package struct Model: Sendable {
        package var record: ModelRecord
        /// The version that serves; nil while none is ready.
        package var champion: VersionRecord?
        /// All versions by number, oldest first.
        package var versions: [VersionRecord]
    }

    package var revision: Int64
    package var projects: [String]
    /// By folded `project.name`.
    package var models: [String: Model]
    package var views: [String: ViewRecord]
    /// By folded name.
    package var sources: [String: SourceRecord]

    static func key(_ project: String, _ name: String) -> String { "\(project.folded).\(name.folded)" }

    func model(_ project: String, _ name: String) -> Model? { models[Self.key(project, name)] }
    func view(_ project: String, _ name: String) -> ViewRecord? { views[Self.key(project, name)] }
    func source(_ name: String) -> SourceRecord? { sources[name.folded] }
    func isProject(_ name: String) -> Bool { projects.contains { $0.folded == name.folded } }

    /// The failure for a source that is not there.
    func missingSource(_ name: String, position: Int?) -> SQLFailure {
        SQLFailure(
            .invalidCatalogName, "database \"\(name)\" does not exist",
            hint: nearestName(to: name, among: sources.values.map(\.name).sorted()).map { "did you mean \"\($0)\"?" } ?? "SHOW DATABASES",
            position: position)
    }

    static func read(_ catalog: Catalog) async throws -> Directory {
        let revision = catalog.revision
        var models: [String: Model] = [:]
        for record in try await catalog.models() {
            models[key(record.project, record.name)] = Model(
                record: record, champion: try await catalog.champion(modelID: record.id),
                versions: try await catalog.versions(modelID: record.id))
        }
        var views: [String: ViewRecord] = [:]
        for record in try await catalog.views() { views[key(record.project, record.name)] = record }
        var sources: [String: SourceRecord] = [:]
        for record in try await catalog.sources() { sources[record.name.folded] = record }
        return Directory(
            revision: revision, projects: try await catalog.projects().map(\.name), models: models, views: views, sources: sources)
    }
}
