import CatalogStore
import Core
package import DuckEngine
import Learning
import Synchronization
package import Training

/// The versions that are in memory. A version is loaded when it is first asked for and checked against its hash.
package final class ModelRegistry: Sendable {
    private let artifacts: ArtifactStore
    private let versions = Mutex<[Int64: ServedVersion]>([:])
    /// Registers functions; scalar functions are instance-wide in DuckDB.
    private let connection: DuckConnection

    package init(artifacts: ArtifactStore, connection: DuckConnection) {
        self.artifacts = artifacts
        self.connection = connection
    }

    func loaded(_ versionID: Int64) -> ServedVersion? {
        versions.withLock { $0[versionID] }
    }

    /// The version in memory. Blocking: reads a file the first time.
    /// - Throws: `SQLFailure` XX001 when the artifact is missing or damaged, 55000 when the version has none.
    func version(_ record: VersionRecord, project: String, name: String) throws -> ServedVersion {
        if let served = loaded(record.id) { return served }
        guard let hash = record.artifactHash else {
            throw SQLFailure(.objectNotInPrerequisiteState, "version \(record.number) of model \"\(name)\" has no artifact")
        }
        let served = try ServedVersion(
            versionID: record.id, project: project, name: name, number: record.number,
            model: Model(deserializing: try artifacts.read(hash: hash)))
        return try versions.withLock { versions in
            if let other = versions[record.id] { return other }
            for function in served.functions { try connection.registerScalarFunction(function) }
            versions[record.id] = served
            return served
        }
    }

    func forget(_ versionIDs: [Int64]) {
        // The functions stay registered: DuckDB's C API cannot drop them. They hold the model until the server ends.
        versions.withLock { versions in for id in versionIDs { versions[id] = nil } }
    }
}
