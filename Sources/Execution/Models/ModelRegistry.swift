import CatalogStore
import Core
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

    /// The version that serves, with those beside it. Blocking: reads files the first time.
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
            return ServingRoles.Challenger(aligned: AlignedVersion(version, to: champion), deploymentID: deployed.deploymentID)
        }
        let roles = ServingRoles(champion: champion, canary: canary, challenger: challenger, suffix: suffix, scoring: challengers)
        let made = canary == nil && challenger == nil ? champion : ServedVersion(champion, roles: roles)
        return try routed.withLock { routed in
            if let other = routed[suffix] { return other }
            if made.roles != nil { for function in made.functions { try connection.registerScalarFunction(function) } }
            routed[suffix] = made
            return made
        }
    }

    /// A version by itself. Blocking: reads a file the first time.
    /// - Throws: `SQLFailure` XX001 when the artifact is missing or damaged, 55000 when the version has none.
    func version(_ record: VersionRecord, of model: Directory.Model) throws -> ServedVersion {
        if let served = versions.withLock({ $0[record.id] }) { return served }
        guard let hash = record.artifactHash else {
            throw SQLFailure(.objectNotInPrerequisiteState, "version \(record.number) of model \"\(model.record.name)\" has no artifact")
        }
        let served = try ServedVersion(
            versionID: record.id, project: model.record.project, name: model.record.name, number: record.number, key: model.key(of: record),
            slot: models.slot(versionID: record.id, hash: hash))
        return try versions.withLock { versions in
            if let other = versions[record.id] { return other }
            for function in served.functions { try connection.registerScalarFunction(function) }
            versions[record.id] = served
            return served
        }
    }

    /// What is gone is read no more. Its functions stay registered, since DuckDB's C API cannot drop them; they are small.
    func forget(_ versionIDs: [Int64]) {
        versions.withLock { versions in for id in versionIDs { versions[id] = nil } }
        models.forget(versionIDs)
    }
}
