import CatalogStore
import Core
import Learning
import SQLFrontEnd
import Synchronization

// How models learn: the options of USING and SET, and configurations under a name.
extension Session {
    /// Options that the statement understands itself; they are in no configuration.
    private static let statementOptions = ["wait", "priority", "engine"]
    /// Those of them that say how one training is done, and nothing about what is learnt.
    static let trainingOptions = ["wait", "priority"]

    /// A configuration from options over others.
    /// - Parameters:
    ///   - base: an object; what is not given anew is taken from it.
    ///   - options: `null` puts a default back.
    /// - Throws: `SQLFailure` 22023 with the position of what cannot be.
    func newConfiguration(over base: JSONValue = .object([]), _ options: [Option], name: String? = nil) throws -> NewConfiguration {
        if let engine = options.first(where: { $0.key == "engine" }), engine.value.string?.lowercased() != "lightgbm" {
            throw SQLFailure(
                .invalidParameterValue, "unknown engine \"\(engine.value.string ?? "")\"", hint: "the engine is 'lightgbm'", position: engine.valuePosition)
        }
        var merged = base.members ?? []
        for option in options where !Self.statementOptions.contains(option.key) {
            if let index = merged.firstIndex(where: { $0.key == option.key }) {
                merged[index].value = option.value.json
            } else {
                merged.append(.init(option.key, option.value.json))
            }
        }
        merged.removeAll { $0.value == .null }
        do {
            let configuration = try LearningConfiguration.from(options: merged.map { ($0.key, $0.value) })
            return NewConfiguration(
                name: name, engine: "lightgbm", seed: Int64(clamping: configuration.seed), options: .object(merged), expanded: configuration.expanded)
        } catch var failure as SQLFailure {
            failure.position = options.first { failure.message.contains("\"\($0.key)\"") || failure.message.contains("\"\($0.key).") }?.position
            throw failure
        }
    }

    func waits(_ options: [Option]) throws -> Bool {
        guard let option = options.last(where: { $0.key == "wait" }) else { return false }
        guard let flag = option.value.boolean else {
            throw SQLFailure(.invalidParameterValue, "option \"wait\" must be true or false", position: option.valuePosition)
        }
        return flag
    }

    /// CREATE CONFIGURATION: under a name that all models share, or as a further one of a model.
    func createConfiguration(_ create: CreateConfiguration) async throws -> StatementTag {
        let new = try newConfiguration(create.options, name: create.name?.text)
        let catalog = database.catalog
        if let name = create.model {
            let model = try await existingModel(name, for: .train)
            let made = try await catalog.addConfiguration(new, of: model.record.id, isCurrent: false, by: user)
            notice("configuration \(made.revision) of model \"\(model.record.name)\"", nil)
        } else if let name = create.name {
            guard Int(name.text) == nil else {
                throw SQLFailure(
                    .invalidParameterValue, "\"\(name.text)\" cannot be the name of a configuration", hint: "numbers name the configurations of a model",
                    position: name.position)
            }
            let project = try state.withLock { try $0.settings.value("project") }
            try await rights().require(.create, on: try await database.directory().project(project), position: name.position)
            try await catalog.createSharedConfiguration(new, named: name.text, by: user)
        }
        return .command("CREATE CONFIGURATION")
    }

    /// The configuration that a statement names: one of the model's own, by name or number, or one that models share.
    /// - Throws: `SQLFailure` 42704
    func namedConfiguration(_ name: Name, of model: Directory.Model) async throws -> NewConfiguration {
        if let own = try await database.catalog.configuration(modelID: model.record.id, named: name.text) {
            return NewConfiguration(
                name: own.name, engine: own.engine, seed: own.seed, options: try JSONValue(parsing: own.options), expanded: try JSONValue(parsing: own.expanded))
        }
        if let shared = try await database.catalog.sharedConfiguration(named: name.text) { return shared }
        let nearest = nearestName(to: name.text, among: try await database.catalog.sharedConfigurationNames())
        throw SQLFailure(
            .undefinedObject, "configuration \"\(name.text)\" does not exist",
            hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SELECT name FROM foretell.shared_configurations, or DESCRIBE \(model.record.name).config",
            position: name.position)
    }
}
