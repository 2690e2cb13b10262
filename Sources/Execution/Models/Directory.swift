package import CatalogStore
import Core

/// What names mean at one moment: the catalog as the binder needs it. A value: a statement sees one directory from start to end.
package struct Directory: Sendable {
    package struct Model: Sendable {
        package var record: ModelRecord
        /// The version that serves; nil while none is ready.
        package var champion: VersionRecord?
        /// All versions by number, oldest first; without their reports.
        package var versions: [VersionRecord]
        /// Oldest first; without their evidence.
        package var deployments: [DeploymentRecord]
        package var aliases: [AliasRecord]
        /// The version that answers a share of what is asked, beside the champion; nil: the champion answers all.
        package var canary: Deployed?
        /// The version that is asked the same and answers nobody.
        package var challenger: Deployed?
        /// Where the truth about its predictions arrives.
        package var outcome: OutcomeRecord?
        /// The column that identifies a row, by the id of the configuration that says so, and else by that of the definition.
        fileprivate var keys: [Int64: String]
        fileprivate var definitionKeys: [Int64: String]

        /// A version in a role beside the champion.
        package struct Deployed: Sendable {
            package var version: VersionRecord
            package var deploymentID: Int64
            /// Of what is asked, 0...1.
            package var share: Double
        }

        /// The reason of a deployment that somebody asked for.
        static let deployReason = "DEPLOY"

        /// The canary or the challenger that somebody deployed last beside the champion; nil when nobody did. Challengers that a training
        /// made are none.
        var lastDeployedBeside: (role: DeploymentRecord.Role, number: Int)? {
            let ids = [canary, challenger].compactMap { $0?.deploymentID }
            guard let last = deployments.last(where: { ids.contains($0.id) && $0.reason == Self.deployReason }),
                let version = versions.first(where: { $0.id == last.versionID })
            else { return nil }
            return (last.role, version.number)
        }

        func key(of version: VersionRecord) -> String? { keys[version.configurationID] ?? definitionKeys[version.definitionID] }

        /// Names who serves and who stands beside it, among all that there have been; nil when nobody stands beside the champion.
        var rolesSuffix: String? {
            guard let champion, canary != nil || challenger != nil else { return nil }
            return "\(champion.id)_\(canary?.deploymentID ?? 0)_\(challenger?.deploymentID ?? 0)\(outcome == nil ? "" : "_o")"
        }

        func version(_ number: Int) -> VersionRecord? { versions.first { $0.number == number } }

        /// The version that served at a moment; nil when none did.
        /// - Parameter moment: microseconds since 1970 in UTC.
        func version(servingAt moment: Int64) -> VersionRecord? {
            let deployment = deployments.last { $0.role == .champion && $0.since <= moment }
            return versions.first { $0.id == deployment?.versionID }
        }
    }

    package var revision: Int64
    package var projects: [String]
    /// By folded `project.name`.
    package var models: [String: Model]
    package var views: [String: ViewRecord]
    /// By folded name.
    package var sources: [String: SourceRecord]
    package var rights: RightsTable

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
        let contents = try await catalog.contents()
        let versions = Dictionary(grouping: contents.versions, by: \.modelID)
        let deployments = Dictionary(grouping: contents.deployments, by: \.modelID)
        let aliases = Dictionary(grouping: contents.aliases, by: \.modelID)
        let outcomes = Dictionary(contents.outcomes.map { ($0.modelID, $0) }, uniquingKeysWith: { first, _ in first })
        var models: [String: Model] = [:]
        for record in contents.models {
            let own = versions[record.id] ?? []
            let ready = Dictionary(own.filter { $0.state == .ready }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let roles = deployments[record.id] ?? []
            let champion = roles.lastIndex { $0.role == .champion && ready[$0.versionID] != nil }
            // What was deployed before the champion ended with it.
            let later = champion.map { roles[($0 + 1)...] } ?? []
            func beside(_ role: DeploymentRecord.Role) -> Model.Deployed? {
                guard let last = later.last(where: { $0.role == role }), let version = ready[last.versionID], last.versionID != champion.map({ roles[$0].versionID })
                else { return nil }
                return Model.Deployed(version: version, deploymentID: last.id, share: last.share ?? 0)
            }
            models[key(record.project, record.name)] = Model(
                record: record, champion: champion.flatMap { ready[roles[$0].versionID] }, versions: own, deployments: roles,
                aliases: aliases[record.id] ?? [], canary: beside(.canary), challenger: beside(.challenger), outcome: outcomes[record.id], keys: contents.keys, definitionKeys: contents.definitionKeys)
        }
        return Directory(
            revision: revision, projects: contents.projects.map(\.name), models: models,
            views: Dictionary(contents.views.map { (key($0.project, $0.name), $0) }, uniquingKeysWith: { first, _ in first }),
            sources: Dictionary(contents.sources.map { ($0.name.folded, $0) }, uniquingKeysWith: { first, _ in first }), rights: RightsTable(contents))
    }
}
