import CatalogStore
import Core
import SQLFrontEnd

extension Session {
    func alterModel(_ alter: AlterModel) async throws -> StatementTag {
        let model = try await existingModel(alter.model, for: alter.action.right)
        let catalog = database.catalog
        func version(_ number: Int) throws -> VersionRecord { try existingVersion(model, number, position: alter.model.position) }
        switch alter.action {
        case .setOptions(let options): try await setOptions(options, of: model)
        case .redefine(let definition): try await redefine(model, definition)
        case .promote(let policy, let options): try await setPromotion(policy, options, of: model)
        case .promoteWhen(let condition, let outcomes):
            try await PromotionJudge(database).check(condition)
            if let outcomes { try requireOutcomes(outcomes, of: model, position: alter.model.position) }
            try await catalog.setPromotion(.when(condition.text, outcomes: outcomes), of: model.record.id)
        case .alias(let number, let name):
            guard Int(name.text) == nil else {
                throw SQLFailure(
                    .invalidParameterValue, "a number cannot be an alias", hint: "numbers name versions already", position: name.position)
            }
            try await catalog.setAlias(name.text, of: try version(number), by: user)
        case .dropAlias(let number, let name):
            try await requireFound(catalog.dropAlias(name.text, of: try version(number)), "alias", name, number)
        case .tag(let number, let name): try await catalog.setTag(name.text, of: try version(number), by: user)
        case .dropTag(let number, let name): try await requireFound(catalog.dropTag(name.text, of: try version(number)), "tag", name, number)
        case .archive(let number): try await catalog.archiveVersion(try version(number).id)
        case .cancel(let number): try await cancelTraining(of: try version(number), position: alter.model.position)
        case .rename(let name): try await renameModel(model, to: name)
        }
        return .command("ALTER MODEL")
    }

    private func requireFound(_ found: Bool, _ what: String, _ name: Name, _ number: Int) throws {
        guard !found else { return }
        throw SQLFailure(
            .undefinedObject, "version \(number) has no \(what) \"\(name.text)\"", hint: "SELECT version, aliases, tags FROM foretell.versions",
            position: name.position)
    }

    /// A new configuration; the definition, and what serves, stay as they are.
    private func setOptions(_ options: [Option], of model: Directory.Model) async throws {
        if let option = options.first(where: { Self.trainingOptions.contains($0.key) }) {
            throw SQLFailure(
                .invalidParameterValue, "option \"\(option.key)\" is none of a configuration", hint: "RETRAIN \(model.record.name) USING \(option.key) = \(option.key == "wait" ? "true" : "1")", position: option.position)
        }
        let old = try await database.catalog.configuration(id: model.record.configurationID).map { try JSONValue(parsing: $0.options) }
        let made = try await database.catalog.addConfiguration(
            try newConfiguration(over: old ?? .object([]), options), of: model.record.id, isCurrent: true, by: user)
        notice("configuration \(made.revision) of model \"\(model.record.name)\": the next RETRAIN learns so", nil)
    }

    /// A new definition; the configuration stays, but for what USING says.
    private func redefine(_ model: Directory.Model, _ create: CreateModel) async throws {
        try refuseForecast(create)
        let own = create.options.filter { !Self.trainingOptions.contains($0.key) }
        let bound = try await bindTraining(create.data)
        let old = try await database.catalog.configuration(id: model.record.configurationID).map { try JSONValue(parsing: $0.options) } ?? .object([])
        let configuration = try newConfiguration(over: old, own)
        let revision = try await database.catalog.addDefinition(
            NewDefinition(
                source: create.source, query: create.query.text, boundQuery: bound, transform: try await transform(create), targets: create.targets.map(\.text),
                key: configuration.options["key"]?.string),
            of: model.record.id, isCurrent: true, by: user)
        if !own.isEmpty { _ = try await database.catalog.addConfiguration(configuration, of: model.record.id, isCurrent: true, by: user) }
        let number = try await database.catalog.definition(id: revision)?.revision ?? 0
        notice("definition \(number) of model \"\(model.record.name)\": the next RETRAIN learns it", nil)
        if try waits(create.options) {
            try await train(NewVersion(modelID: model.record.id, priority: try priority(create.options), cause: "ALTER MODEL", createdBy: user), of: try await fresh(model), wait: true)
        }
    }

    private func fresh(_ model: Directory.Model) async throws -> Directory.Model {
        try await database.directory().model(model.record.project, model.record.name) ?? model
    }

    private func setPromotion(_ policy: Name, _ options: [Option], of model: Directory.Model) async throws {
        if let option = options.first {
            throw SQLFailure(
                .invalidParameterValue, "PROMOTE takes no option \"\(option.key)\"", hint: "SET PROMOTE WHEN difference > 0.01 AND lower > 0", position: option.position)
        }
        let rule: PromotionRule
        switch policy.text {
        case "always": rule = .always
        case "manual", "manually": rule = .manually
        case "default", "automatic", "automatically", "better": rule = .better
        default:
            throw SQLFailure(
                .invalidParameterValue, "unknown promotion rule \"\(policy.text)\"", hint: "WHEN and a condition, ALWAYS, MANUALLY or DEFAULT",
                position: policy.position)
        }
        try await database.catalog.setPromotion(rule, of: model.record.id)
    }
}

extension AlterModel.Action {
    /// What it takes on the model.
    var right: Right {
        switch self {
        case .setOptions, .redefine, .tag, .dropTag, .cancel: .train
        case .promote, .promoteWhen, .alias, .dropAlias: .deploy
        case .archive, .rename: .own
        }
    }
}
