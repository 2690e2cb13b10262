import CatalogStore
import Core
import Foundation
import Logging
import SQLFrontEnd
import Training

// Which version serves, and what becomes of those that do not.
extension Session {
    /// DEPLOY: from its answer on, the version has its role. Statements that have begun end with the versions that they began with.
    func deploy(_ deploy: Deploy) async throws -> StatementTag {
        let model = try await existingModel(deploy.model, for: .deploy)
        let version = try await trainedVersion(deploy.model, deploy.version, for: .deploy)
        let isChampion = model.champion?.id == version.id
        switch deploy.role {
        case .champion:
            guard !isChampion else {
                notice("version \(version.number) of model \"\(model.record.name)\" serves already", nil)
                break
            }
            try await serve(version, of: model, reason: Directory.Model.deployReason, evidence: nil)
        case .challenger, .canary:
            guard !isChampion else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "version \(version.number) of model \"\(model.record.name)\" serves already",
                    hint: "a challenger or a canary stands beside the champion: name another version", position: deploy.model.position)
            }
            try await place(version, beside: model, as: deploy.role)
        }
        return .command("DEPLOY")
    }

    /// ROLLBACK takes back the last DEPLOY: a canary or a challenger ends; else the version that served before serves again, and said
    /// again, the one before that. Whatever it takes back, one version serves alone then.
    func rollbackModel(_ rollback: RollbackModel) async throws -> StatementTag {
        let model = try await existingModel(rollback.model, for: .deploy)
        let name = model.record.name
        guard let champion = model.champion else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "no version of model \"\(name)\" serves", hint: "DESCRIBE \(name).versions", position: rollback.model.position)
        }
        if let number = rollback.version {
            let target = try await trainedVersion(rollback.model, number, for: .deploy)
            guard target.id != champion.id else {
                throw SQLFailure(.objectNotInPrerequisiteState, "version \(number) of model \"\(name)\" serves already", position: rollback.model.position)
            }
            try await serve(target, of: model, rollingBack: "version \(champion.number)", champion.number)
        } else if let deployed = model.lastDeployedBeside {
            try await serve(champion, of: model, rollingBack: "\(deployed.role.rawValue) \(deployed.number)", deployed.number)
        } else {
            let deployments = try await database.catalog.deployments(modelID: model.record.id)
            guard let before = DeploymentHistory(deployments).before(champion.id, among: model.versions.filter { $0.state == .ready }) else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "no other version of model \"\(name)\" has served before",
                    hint: "DEPLOY MODEL \(name) VERSION n", position: rollback.model.position)
            }
            try await serve(before, of: model, rollingBack: "version \(champion.number)", champion.number)
        }
        return .command("ROLLBACK")
    }

    private func serve(_ version: VersionRecord, of model: Directory.Model, rollingBack what: String, _ number: Int) async throws {
        try await serve(
            version, of: model, inPlaceOf: model.champion?.id, reason: "ROLLBACK from \(what)", evidence: .object([.init("rollback_from", .number(Double(number)))]))
    }

    private func serve(
        _ version: VersionRecord, of model: Directory.Model, inPlaceOf champion: Int64? = nil, reason: String, evidence: JSONValue?
    ) async throws {
        // Loaded first, so that nobody waits for it when it serves.
        let registry = database.registry
        try await database.pool.run { _ = try registry.version(version, of: model).model() }
        try await database.catalog.deployVersion(version.id, inPlaceOf: champion, by: user, reason: reason, evidence: evidence)
    }

    /// A version beside the one that serves.
    private func place(_ version: VersionRecord, beside model: Directory.Model, as role: Deploy.Role) async throws {
        let registry = database.registry
        try await database.pool.run {
            let champion = try registry.serving(model)
            let beside = try registry.version(version, of: model)
            _ = try beside.model()
            guard ServingRoles.agree(beside, champion) else {
                func columns(_ version: ServedVersion) -> String {
                    version.outputs.filter { !$0.isOnRequest && $0.kind != .original }.map { "\($0.name) \($0.type.sql)" }.joined(separator: ", ")
                }
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "version \(version.number) answers with other columns than version \(champion.number), which serves",
                    detail: "\(columns(beside)); and \(columns(champion)).", hint: "DEPLOY MODEL \(model.record.name) VERSION \(version.number) in its place")
            }
        }
        let (recorded, share): (DeploymentRecord.Role, Double?) = if case .canary(let percent) = role { (.canary, percent / 100) } else { (.challenger, nil) }
        try await database.catalog.deployVersion(version.id, as: recorded, share: share, by: user, reason: Directory.Model.deployReason)
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
