import CatalogStore
import Core
import SQLFrontEnd
import Training

extension Session {
    /// RETRAIN: a new version. It learns what the model's definition says, as the model's configuration says; the statement may say
    /// otherwise for this one. Rows are read anew unless a snapshot is named.
    func retrain(_ retrain: Retrain) async throws -> StatementTag {
        let model = try await existingModel(retrain.model)
        let wait = try waits(retrain.options)
        var new = NewVersion(modelID: model.record.id, cause: "RETRAIN", createdBy: user)
        var base = model.record.configurationID
        if let number = retrain.version {
            let version = try existingVersion(model, number, position: retrain.model.position)
            new.definitionID = version.definitionID
            new.configurationID = version.configurationID
            base = version.configurationID
        }
        if let number = retrain.snapshotOf {
            new.snapshotHash = try await snapshot(of: existingVersion(model, number, position: retrain.model.position), retrain)
        }
        if let data = retrain.data {
            guard retrain.snapshotOf == nil else {
                throw SQLFailure(
                    .syntaxError, "RETRAIN takes its rows from a query or from a snapshot, not from both", hint: "leave FROM or ON SNAPSHOT out",
                    position: data.query.position)
            }
            new.definitionID = try await definition(of: model, new.definitionID ?? model.record.definitionID, reading: data)
        }
        if retrain.configuration != nil || retrain.options.contains(where: { $0.key != "wait" }) {
            new.configurationID = try await configuration(of: model, base, retrain)
        }
        try await train(new, of: model, wait: wait)
        return .command("RETRAIN")
    }

    private func snapshot(of version: VersionRecord, _ retrain: Retrain) async throws -> String {
        guard let hash = try await database.catalog.requireSnapshot(of: version) else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) has no snapshot", hint: "it is \(version.state.rawValue); RETRAIN without ON SNAPSHOT reads the rows anew",
                position: retrain.model.position)
        }
        return hash
    }

    func configuration(of model: Directory.Model, _ base: Int64, _ retrain: Retrain) async throws -> Int64 {
        let own = retrain.options.filter { $0.key != "wait" }
        var new: NewConfiguration
        if let name = retrain.configuration {
            let named = try await namedConfiguration(name, of: model)
            new = own.isEmpty ? named : try newConfiguration(over: named.options, own)
        } else {
            let options = try await database.catalog.configuration(id: base).map { try JSONValue(parsing: $0.options) }
            new = try newConfiguration(over: options ?? .object([]), own)
        }
        return try await database.catalog.addConfiguration(new, of: model.record.id, isCurrent: false, by: user).id
    }

    /// The same definition over other rows, as a new revision that is this version's alone.
    func definition(of model: Directory.Model, _ id: Int64, reading data: TrainingData) async throws -> Int64 {
        guard let old = try await database.catalog.definition(id: id) else { throw SQLFailure(.internalError, "the model's definition is missing") }
        let new = NewDefinition(
            source: data.source?.text, query: data.query.text, boundQuery: try await bindTraining(data), targets: old.targets, key: old.key,
            orderBy: old.orderBy, groupBy: old.groupBy, window: old.window, horizon: old.horizon)
        return try await database.catalog.addDefinition(new, of: model.record.id, isCurrent: false, by: user)
    }

    /// Queues a further version; with `wait` until its training has ended.
    func train(_ new: NewVersion, of model: Directory.Model, wait: Bool) async throws {
        let version = try await database.catalog.addVersion(new)
        let name = model.record.name
        let updates = wait ? await database.queue.updates(of: version.id) : nil
        await database.queue.submit(version.id)
        guard let updates else { return notice("version \(version.number) of model \"\(name)\" is queued", nil) }
        try await follow(updates, version.id, name)
        let role = try await database.catalog.deployments(modelID: version.modelID).last { $0.versionID == version.id }
        if let role { notice("version \(version.number) of model \"\(name)\" is \(role.role.rawValue): \(role.reason)", nil) }
    }
}
