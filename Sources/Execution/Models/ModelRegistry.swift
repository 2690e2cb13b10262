import CatalogStore
import Core
import Learning
import DuckEngine
import Synchronization
import Training

/// The versions that statements have named. A version is read when it is first asked for and checked against its hash.
final class ModelRegistry: Sendable {
    let models: ModelCache
    private let challengers: ChallengerScoring
    private let versions = Mutex<[Int64: ServedVersion]>([:])
    /// Versions with others beside them, by what names their roles.
    private let routed = Mutex<[String: ServedVersion]>([:])
    /// Suffixes of the versions whose functions DuckDB knows.
    private let registered = Mutex<Set<String>>([])
    /// Registers functions; scalar functions are instance-wide in DuckDB.
    private let connection: DuckConnection

    /// - Parameter memoryLimit: bytes that models may take.
    init(artifacts: ArtifactStore, memoryLimit: Int, challengers: ChallengerScoring, connection: DuckConnection) {
        models = ModelCache(artifacts: artifacts, limit: memoryLimit)
        self.challengers = challengers
        self.connection = connection
    }

    /// The version that serves, with those beside it, when nothing has to be read for it.
    func loaded(_ model: Directory.Model) -> ServedVersion? {
        guard let champion = model.champion else { return nil }
        if let suffix = model.rolesSuffix { return routed.withLock { $0[suffix] } }
        return versions.withLock { $0[champion.id] }
    }

    /// The version that serves, with those beside it. Blocking.
    /// - Throws: `SQLFailure` XX001 when an artifact is missing or damaged, 55000 when no version is ready.
    func serving(_ model: Directory.Model) throws -> ServedVersion {
        guard let record = model.champion else {
            throw SQLFailure(.objectNotInPrerequisiteState, "no version of model \"\(model.record.name)\" serves", hint: "DESCRIBE \(model.record.name).versions")
        }
        let champion = try version(record, of: model)
        guard let suffix = model.rolesSuffix else { return champion }
        if let known = routed.withLock({ $0[suffix] }) { return known }
        let canary = try model.canary.map { deployed in
            ServingRoles.Canary(aligned: AlignedVersion(try version(deployed.version, of: model), to: champion), share: deployed.share)
        }
        // One that a training made may predict something else, and cannot be compared then.
        let challenger = try model.challenger.flatMap { deployed -> ServingRoles.Challenger? in
            let version = try version(deployed.version, of: model)
            guard ServingRoles.agree(version, champion) else { return nil }
            return ServingRoles.Challenger(aligned: AlignedVersion(version, to: champion), deploymentID: deployed.deploymentID, expectsOutcomes: model.outcome != nil)
        }
        let roles = ServingRoles(champion: champion, canary: canary, challenger: challenger, suffix: suffix, scoring: challengers)
        let made = canary == nil && challenger == nil ? champion : ServedVersion(champion, roles: roles)
        return routed.withLock { routed in
            if let other = routed[suffix] { return other }
            routed[suffix] = made
            return made
        }
    }

    /// A version by itself. Its model is read when it is needed, here only when the catalog does not know its columns. Blocking.
    /// - Throws: `SQLFailure` XX001 when the artifact is missing or damaged, 55000 when the version has none.
    func version(_ record: VersionRecord, of model: Directory.Model) throws -> ServedVersion {
        if let served = versions.withLock({ $0[record.id] }) { return served }
        guard let hash = record.artifactHash else {
            throw SQLFailure(.objectNotInPrerequisiteState, "version \(record.number) of model \"\(model.record.name)\" has no artifact")
        }
        let slot = models.slot(versionID: record.id, hash: hash)
        let known = record.columns.flatMap { try? JSONValue(parsing: $0) }.flatMap { ModelColumns($0) }
        let served = ServedVersion(
            versionID: record.id, project: model.record.project, name: model.record.name, number: record.number,
            columns: try known ?? slot.load().model.columns, key: model.key(of: record), slot: slot)
        return versions.withLock { versions in
            if let other = versions[record.id] { return other }
            versions[record.id] = served
            return served
        }
    }

    /// Makes the functions of a version known to DuckDB, once. Those with others beside them use the champion's own too.
    func register(_ version: ServedVersion) throws {
        try registered.withLock { registered in
            for version in [version, version.roles?.champion].compactMap(\.self) where !registered.contains(version.suffix) {
                for function in version.functions { try connection.registerScalarFunction(function) }
                registered.insert(version.suffix)
            }
        }
    }

    /// Versions whose model has another name now are asked for anew; their models and their functions stay.
    func rename(_ versionIDs: [Int64]) {
        versions.withLock { versions in for id in versionIDs { versions[id] = nil } }
        routed.withLock { routed in routed = routed.filter { !versionIDs.contains($0.value.versionID) } }
    }

    /// What is gone is read no more. Its functions stay registered, since DuckDB's C API cannot drop them; they are small.
    func forget(_ versionIDs: [Int64]) {
        versions.withLock { versions in for id in versionIDs { versions[id] = nil } }
        models.forget(versionIDs)
    }
}
