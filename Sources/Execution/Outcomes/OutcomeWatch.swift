import CatalogStore
import Core
import Foundation
import Learning
import Logging

/// Looks where truths arrive, joins them with what champions and challengers had said, and decides about challengers whose model
/// waits for so many of them.
package actor OutcomeWatch {
    private let logger: Logger
    /// Microseconds since 1970, by model: when it was looked at last.
    private var looked: [Int64: Int64] = [:]

    /// Between two checks of what is due.
    private static let tick = Duration.seconds(1)

    init(logger: Logger) { self.logger = logger }

    /// Works until the task is cancelled.
    package func run(on database: ForetellDatabase) async {
        while (try? await Task.sleep(for: Self.tick)) != nil {
            guard let directory = try? await database.directory() else { continue }
            let due = directory.models.values.filter { isDue($0) }.sorted { $0.record.id < $1.record.id }
            for model in due {
                guard !Task.isCancelled, let outcome = model.outcome else { return }
                await look(outcome, model, on: database)
            }
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    private func isDue(_ model: Directory.Model) -> Bool {
        guard let outcome = model.outcome, model.challenger != nil else { return false }
        return (looked[model.record.id] ?? 0) + outcome.every <= Self.now
    }

    private func look(_ outcome: OutcomeRecord, _ model: Directory.Model, on database: ForetellDatabase) async {
        looked[model.record.id] = Self.now
        guard let challenger = model.challenger, let champion = model.champion else { return }
        var reason: String?
        do {
            try await join(outcome, model, challenger.deploymentID, on: database)
            try await judge(model, champion: champion, challenger, on: database)
        } catch {
            reason = SQLFailure(wrapping: error).message
            logger.debug("outcomes could not be read", metadata: ["model": "\(model.record.name)", "error": "\(error)"])
        }
        do { try await database.catalog.recordLook(modelID: model.record.id, error: reason) } catch {
            logger.warning("a look for outcomes is not recorded", metadata: ["model": "\(model.record.name)", "error": "\(error)"])
        }
    }

    /// Reads the truths with the rights of whoever said where they are.
    private func join(_ outcome: OutcomeRecord, _ model: Directory.Model, _ deploymentID: Int64, on database: ForetellDatabase) async throws {
        let waiting = try await database.catalog.pairedAnswers(deploymentID: deploymentID, hasActual: false)
        guard !waiting.isEmpty else { return }
        var asked = Dictionary(waiting.map { ($0.key, $0.at) }, uniquingKeysWith: { first, _ in first })
        var truths: [(key: String, actual: String, at: Int64)] = []
        let session = try await JobSession(database, user: outcome.createdBy, project: model.record.project, name: "outcomes of \(model.record.name)")
        do {
            try await session.forEachRow(of: outcome.rowsQuery) { row in
                guard case .text(let key) = row[0], case .text(let actual) = row[1], let at = asked[key] else { return }
                let known: Int64 = if case .timestampTZ(let moment) = row[2] { moment } else { Self.now }
                // A truth that comes too late is none; one that was known before the question is one.
                if let within = outcome.within, known - at > within { return }
                asked[key] = nil
                truths.append((key, actual, known))
            }
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        if !truths.isEmpty { try await database.catalog.recordTruths(truths, deploymentID: deploymentID) }
    }

    private func judge(
        _ model: Directory.Model, champion: VersionRecord, _ challenger: Directory.Model.Deployed, on database: ForetellDatabase
    ) async throws {
        guard case .when(_, let wanted?) = model.record.promotion else { return }
        let answers = try await database.catalog.pairedAnswers(deploymentID: challenger.deploymentID, hasActual: true)
        guard answers.count >= wanted else { return }
        let time = try await database.catalog.challengerMicroseconds(deploymentID: challenger.deploymentID)
        let registry = database.registry
        let comparison: Result<JSONValue, SQLFailure>
        do {
            comparison = .success(try await database.pool.run {
                try PairedComparison(
                    answersOf: registry.version(champion, of: model).model(), answers.map(\.champion), registry.version(challenger.version, of: model).model(),
                    answers.map(\.challenger), truth: answers.map { $0.actual ?? "" }, keys: answers.map(\.key), microseconds: (time.champion, time.challenger), seed: 1, threads: 1
                ).json
            })
        } catch {
            comparison = .failure(SQLFailure(wrapping: error))
        }
        let promotion = await PromotionJudge(database).decide(model.record, champion, challenger.version, comparison, evidence: .outcomes)
        if promotion.promotes { await database.load(challenger.version, of: model.record) }
        if try await database.catalog.decide(deploymentID: challenger.deploymentID, promotion) { await database.showNames() }
    }
}
