import CatalogStore
import Core
import SQLFrontEnd

extension Session {
    /// FINETUNE: a new version that continues the boosting of one that is there, on the rows of a query or those of the definition.
    func finetune(_ finetune: Retrain) async throws -> StatementTag {
        let model = try await existingModel(finetune.model, for: .train)
        guard finetune.snapshotOf == nil, finetune.configuration == nil else {
            throw SQLFailure(
                .featureNotSupported, "FINETUNE takes new rows and options", hint: "FINETUNE m FROM source (query) USING rounds = 200", position: finetune.model.position)
        }
        let base: VersionRecord
        if let number = finetune.version {
            base = try await trainedVersion(finetune.model, number, for: .train)
        } else if let champion = model.champion {
            base = champion
        } else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "model \"\(model.record.name)\" has no version that is ready",
                hint: "SELECT version, state, error FROM foretell.versions WHERE model = \(quotedLiteral(model.record.name))", position: finetune.model.position)
        }
        let wait = try waits(finetune.options)
        var new = NewVersion(
            modelID: model.record.id, definitionID: base.definitionID, configurationID: base.configurationID, baseID: base.id,
            priority: try priority(finetune.options), cause: "FINETUNE", createdBy: user)
        if let data = finetune.data {
            new.definitionID = try await definition(of: model, base.definitionID, reading: data)
        } else {
            try await requireRows(of: base.definitionID, of: model, position: finetune.model.position)
        }
        if finetune.options.contains(where: { !Self.trainingOptions.contains($0.key) }) {
            new.configurationID = try await configuration(of: model, base.configurationID, finetune)
        }
        try await train(new, of: model, wait: wait)
        return .command("FINETUNE")
    }
}
