import CatalogStore
import Core
import Foundation
import Logging
import SQLFrontEnd
import Training

// Which version serves, and what becomes of those that do not.
extension Session {
    /// DEPLOY: from its answer on, the version serves. Statements that have begun end with the version that they began with.
    func deploy(_ deploy: Deploy) async throws -> StatementTag {
        switch deploy.role {
        case .champion: break
        case .challenger:
            throw SQLFailure(
                .featureNotSupported, "DEPLOY ... AS CHALLENGER is not supported yet",
                hint: "a retrained version is compared with the champion: COMPARE MODEL \(deploy.model.text) VERSION a TO b", position: deploy.model.position)
        case .canary:
            throw SQLFailure(
                .featureNotSupported, "DEPLOY ... AS CANARY is not supported yet", hint: "DEPLOY MODEL \(deploy.model.text) VERSION n", position: deploy.model.position)
        }
        let model = try await existingModel(deploy.model, for: .deploy)
        let version = try await trainedVersion(deploy.model, deploy.version, for: .deploy)
        guard model.champion?.id != version.id else {
            notice("version \(version.number) of model \"\(model.record.name)\" serves already", nil)
            return .command("DEPLOY")
        }
        try await serve(version, of: model, reason: "DEPLOY", evidence: nil)
        return .command("DEPLOY")
    }

    /// ROLLBACK: the version that served before serves again. Said again, the one before that.
    func rollbackModel(_ rollback: RollbackModel) async throws -> StatementTag {
        let model = try await existingModel(rollback.model, for: .deploy)
        guard let champion = model.champion else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "no version of model \"\(model.record.name)\" serves", hint: "DESCRIBE \(model.record.name).versions",
                position: rollback.model.position)
        }
        let target: VersionRecord
        if let number = rollback.version {
            target = try await trainedVersion(rollback.model, number, for: .deploy)
            guard target.id != champion.id else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "version \(number) of model \"\(model.record.name)\" serves already", position: rollback.model.position)
            }
        } else {
            let deployments = try await database.catalog.deployments(modelID: model.record.id)
            guard let before = DeploymentHistory(deployments).before(champion.id, among: model.versions.filter { $0.state == .ready }) else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "no other version of model \"\(model.record.name)\" has served before",
                    hint: "DEPLOY MODEL \(model.record.name) VERSION n", position: rollback.model.position)
            }
            target = before
        }
        try await serve(
            target, of: model, reason: "ROLLBACK from version \(champion.number)",
            evidence: .object([.init("rollback_from", .number(Double(champion.number)))]))
        return .command("ROLLBACK")
    }

    private func serve(_ version: VersionRecord, of model: Directory.Model, reason: String, evidence: JSONValue?) async throws {
        // Loaded first, so that nobody waits for it when it serves.
        let registry = database.registry
        try await database.pool.run { _ = try registry.version(version, project: model.record.project, name: model.record.name) }
        try await database.catalog.deployVersion(version.id, by: user, reason: reason, evidence: evidence)
        await database.showNames()
    }

    /// DROP MODEL m VERSION n: its number stays taken.
    func dropVersion(_ number: Int, of model: Directory.Model, ifExists: Bool, position: Int) async throws {
        guard let version = model.version(number), version.state != .deleted else {
            if ifExists { return notice("version \(number) of model \"\(model.record.name)\" does not exist, skipping", nil) }
            _ = try existingVersion(model, number, position: position)
            return
        }
        if version.state == .queued || version.state == .training { await database.queue.cancel(version.id) }
        try await database.catalog.deleteVersion(version.id)
        database.registry.forget([version.id])
        await deleteUnused([version])
    }

    /// Removes the files of versions that are gone. Equal versions share files.
    func deleteUnused(_ versions: [VersionRecord]) async {
        let directory = database.configuration.dataDirectory
        do {
            try await database.catalog.withUnused(versions.flatMap(\.files)) { file in
                try? FileManager.default.removeItem(atPath: "\(directory)/\(file.path)")
            }
        } catch {
            database.logger.warning("files of dropped versions stay", metadata: ["error": "\(error)"])
        }
    }
}
