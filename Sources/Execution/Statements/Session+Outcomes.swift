import CatalogStore
import Core
import SQLFrontEnd

extension Session {
    /// CREATE OUTCOME: where the truth about a model's predictions arrives. Its query is looked at now, and read by the clock.
    func createOutcome(_ create: CreateOutcome) async throws -> StatementTag {
        let model = try await existingModel(create.model, for: .deploy)
        if create.ifNotExists, model.outcome != nil {
            notice("model \"\(model.record.name)\" has an outcome already, skipping", nil)
            return .command("CREATE OUTCOME")
        }
        try requireKey(of: model, position: create.model.position)
        guard create.key.count == 1 else {
            throw SQLFailure(
                .featureNotSupported, "a key of several columns is not supported yet", hint: "a model's key is one column: join them in the query",
                position: create.key[1].position)
        }
        _ = try await bindTraining(create.data)
        let outcome = OutcomeRecord(
            modelID: model.record.id, source: create.data.source?.text, query: create.data.query.text, key: create.key[0].text, actual: create.actual.text,
            at: create.at?.text, within: create.within?.microseconds, every: try interval(create.options), createdBy: user)
        try await requireColumns(outcome, create)
        try await database.catalog.setOutcome(outcome, replace: create.orReplace)
        return .command("CREATE OUTCOME")
    }

    func dropOutcome(_ drop: DropOutcome) async throws -> StatementTag {
        let model = try await existingModel(drop.model, for: .deploy)
        guard try await !database.catalog.dropOutcome(modelID: model.record.id) else { return .command("DROP OUTCOME") }
        guard drop.ifExists else {
            throw SQLFailure(
                .undefinedObject, "model \"\(model.record.name)\" has no outcome", hint: "SELECT * FROM foretell.outcome_sources", position: drop.model.position)
        }
        notice("model \"\(model.record.name)\" has no outcome, skipping", nil)
        return .command("DROP OUTCOME")
    }

    private static let mostOutcomes = 10...100_000

    /// PROMOTE ... AFTER n OUTCOMES needs a model whose rows can be told apart.
    func requireOutcomes(_ count: Int, of model: Directory.Model, position: Int) throws {
        guard Self.mostOutcomes.contains(count) else {
            throw SQLFailure(.invalidParameterValue, "a promotion waits for \(Self.mostOutcomes.lowerBound) to \(Self.mostOutcomes.upperBound) outcomes", position: position)
        }
        try requireKey(of: model, position: position)
        if model.outcome == nil {
            notice("nothing says yet where outcomes of \"\(model.record.name)\" arrive: CREATE OUTCOME FOR \(model.record.name) FROM source (SELECT ...) KEY (column) ACTUAL column", nil)
        }
    }

    private func requireKey(of model: Directory.Model, position: Int) throws {
        guard let version = model.champion, model.key(of: version) == nil else { return }
        throw SQLFailure(
            .objectNotInPrerequisiteState, "the rows of model \"\(model.record.name)\" have no key to which an outcome could belong",
            hint: "ALTER MODEL \(model.record.name) SET (key = 'column'), then RETRAIN and DEPLOY it", position: position)
    }

    /// - Throws: `SQLFailure` 42703 at the name that the query does not return.
    private func requireColumns(_ outcome: OutcomeRecord, _ create: CreateOutcome) async throws {
        do {
            _ = try await prepare(outcome.emptyQuery)
        } catch var failure as SQLFailure {
            failure.position = [create.key[0], create.actual, create.at].compactMap(\.self).first { failure.message.contains("\"\($0.text)\"") }?.position
                ?? create.data.query.position
            throw failure
        }
    }

    private func interval(_ options: [Option]) throws -> Int64 {
        var every: Int64 = 60_000_000
        for option in options {
            guard option.key == "every" else {
                throw SQLFailure(
                    .invalidParameterValue, "unknown option \"\(option.key)\"", hint: "the option of an outcome is: every", position: option.position)
            }
            every = try JobOptions.time(option)
        }
        return every
    }
}

extension CreateOutcome.Duration {
    /// A month counts 30 days, a year 365; more than 10,000 units count as so many.
    var microseconds: Int64 {
        let seconds: Int64 = switch unit {
        case .second: 1
        case .minute: 60
        case .hour: 3600
        case .day: 86_400
        case .week: 7 * 86_400
        case .month: 30 * 86_400
        case .year: 365 * 86_400
        }
        return Int64(min(count, 10_000)) * seconds * 1_000_000
    }
}
