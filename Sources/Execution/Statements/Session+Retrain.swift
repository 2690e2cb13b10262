import CatalogStore
import Core
import SQLFrontEnd
import Training

extension Session {
    /// RETRAIN: a new version. It learns what the model's definition says, as the model's configuration says; the statement may say
    /// otherwise for this one. Rows are read anew unless a snapshot is named.
    func retrain(_ retrain: Retrain) async throws -> StatementTag {
        let model = try await existingModel(retrain.model, for: .train)
        let wait = try waits(retrain.options)
        var new = NewVersion(modelID: model.record.id, priority: try priority(retrain.options), cause: "RETRAIN", createdBy: user)
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
        if retrain.snapshotOf == nil, retrain.data == nil {
            try await requireRows(of: new.definitionID ?? model.record.definitionID, of: model, position: retrain.model.position)
        }
        if retrain.configuration != nil || retrain.options.contains(where: { !Self.trainingOptions.contains($0.key) }) {
            new.configurationID = try await configuration(of: model, base, retrain)
        }
        try await train(new, of: model, wait: wait)
        return .command("RETRAIN")
    }

    /// A definition's rows are read with the rights of the model's owner, as those of a view are: whoever may train need not be
    /// allowed to read the sources. What the owner may read no more, nobody trains on.
    /// - Throws: `SQLFailure` 42501
    func requireRows(of definitionID: Int64, of model: Directory.Model, position: Int) async throws {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: model.record.owner)
        guard let definition = try await database.catalog.definition(id: definitionID) else { return }
        if let name = definition.source, directory.source(name) == nil { throw directory.missingSource(name, position: position) }
        guard !rights.isSuperuser else { return }
        let project = model.record.project
        try await interruptible(connection) { [self] in
            var binder = database.binder(directory, connection: connection, project: project, user: user)
            binder.rights = rights
            do {
                if let name = definition.source {
                    guard let source = directory.source(name) else { throw directory.missingSource(name, position: nil) }
                    _ = try binder.sourceQuery(source, definition.query)
                } else {
                    _ = try binder.bind(definition.query)
                }
            } catch let failure as SQLFailure where failure.sqlState == .insufficientPrivilege {
                throw SQLFailure(
                    .insufficientPrivilege, failure.message, detail: "The rows of model \"\(model.record.name)\" are read with the rights of its owner \"\(rights.user)\".",
                    hint: failure.hint, position: position)
            }
        }
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
        let own = retrain.options.filter { !Self.trainingOptions.contains($0.key) }
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
            source: data.source?.text, query: data.query.text, boundQuery: try await bindTraining(data), transform: old.transform, targets: old.targets, key: old.key,
            orderBy: old.orderBy, groupBy: old.groupBy, window: old.window, horizon: old.horizon)
        return try await database.catalog.addDefinition(new, of: model.record.id, isCurrent: false, by: user)
    }

    /// Queues a further version; with `wait` until its training has ended.
    func train(_ new: NewVersion, of model: Directory.Model, wait: Bool) async throws {
        let version = try await database.catalog.addVersion(new)
        let name = model.record.name
        let updates = wait ? await database.queue.updates(of: version.id) : nil
        await database.queue.changed()
        guard let updates else { return notice("version \(version.number) of model \"\(name)\" is queued", nil) }
        try await follow(updates, version.id, name)
        let role = try await database.catalog.deployments(modelID: version.modelID).last { $0.versionID == version.id }
        if let role { notice("version \(version.number) of model \"\(name)\" is \(role.role.rawValue): \(role.reason)", nil) }
    }
}
