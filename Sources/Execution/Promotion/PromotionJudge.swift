import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd

/// Decides whether a version that is ready takes the place of the one that serves, and says why.
struct PromotionJudge {
    private let database: ForetellDatabase

    /// What two versions are compared on.
    enum Evidence {
        /// Rows that neither has learnt from, when a training ends.
        case keptBack
        /// What was true of rows that both were asked for.
        case outcomes
    }

    init(_ database: ForetellDatabase) { self.database = database }

    func decide(
        _ model: ModelRecord, _ champion: VersionRecord, _ challenger: VersionRecord, _ comparison: Result<JSONValue, SQLFailure>, evidence: Evidence = .keptBack
    ) async -> Promotion {
        var record: [JSONValue.Member] = [
            .init("rule", .string(challenger.replaces && evidence == .keptBack ? challenger.cause : model.promotion.sql)), .init("champion", .number(Double(champion.number))),
            .init("challenger", .number(Double(challenger.number))),
        ]
        switch comparison {
        case .success(let json): record.append(.init("comparison", json))
        case .failure(let failure): record.append(.init("failure", .string(failure.message)))
        }
        // It says so for the moment in which it is ready, and no longer.
        let replaces = challenger.replaces && evidence == .keptBack
        let (promotes, reason) = await replaces ? (true, challenger.cause + sentence(comparison, evidence)) : outcome(model.promotion, comparison, evidence)
        return Promotion(
            promotes: promotes, against: champion.id, reason: (promotes ? "promoted: " : "not promoted: ") + reason, evidence: .object(record))
    }

    /// What the comparison showed, to go on with; empty when there is none.
    private func sentence(_ comparison: Result<JSONValue, SQLFailure>, _ kind: Evidence) -> String {
        (try? comparison.get()).flatMap(PromotionEvidence.init).map { ": \($0.sentence(Self.rows(kind)))" } ?? ""
    }

    private static func rows(_ kind: Evidence) -> String { kind == .keptBack ? "rows that neither has learnt from" : "outcomes" }

    private func outcome(_ rule: PromotionRule, _ comparison: Result<JSONValue, SQLFailure>, _ kind: Evidence) async -> (Bool, String) {
        let evidence = (try? comparison.get()).flatMap(PromotionEvidence.init)
        let rows = Self.rows(kind)
        let sentence = sentence(comparison, kind)
        switch rule {
        case .always: return (true, "the rule is ALWAYS" + sentence)
        case .manually: return (false, "the rule is MANUALLY" + sentence)
        case .when(_, let outcomes?) where kind == .keptBack: return (false, "the rule waits for \(outcomes) outcomes" + sentence)
        case .better, .when: break
        }
        guard let evidence else {
            if case .failure(let failure) = comparison { return (false, failure.message) }
            return (false, "the comparison has no metrics")
        }
        guard case .when(let condition, _) = rule else {
            let lower = evidence.metrics.first?.lower ?? .nan
            return lower > 0 ? (true, evidence.sentence(rows)) : (false, "\(evidence.sentence(rows)): the interval is not above zero")
        }
        do {
            let holds = try await evaluate(condition, evidence.values)
            return (holds == true, "the condition \(condition) is \(holds.map { $0 ? "true" : "false" } ?? "unknown"): \(evidence.sentence(rows))")
        } catch {
            return (false, "the condition \(condition) cannot be evaluated: \(SQLFailure(wrapping: error).message)")
        }
    }

    /// Whether a condition can be evaluated at all. - Throws: `SQLFailure` with its position.
    func check(_ condition: Fragment) async throws {
        do {
            _ = try await evaluate(condition.text, PromotionEvidence.unknown)
        } catch var failure as SQLFailure {
            failure.position = condition.position
            if failure.sqlState == .undefinedColumn {
                failure.hint = "it may name: difference, lower, upper, score, champion_score, rows, changed, latency, champion_latency, segments, worst_segment, "
                    + "worst_segment_lower, worst_segment_upper, and for each metric "
                    + "such as roc_auc: roc_auc, champion_roc_auc, roc_auc_difference, roc_auc_lower, roc_auc_upper"
            }
            throw failure
        }
    }

    /// nil: unknown, since a metric in it has no value.
    private func evaluate(_ condition: String, _ values: [(name: String, value: Double)]) async throws -> Bool? {
        let columns = values.map { "\($0.value.isFinite ? "CAST(\($0.value) AS DOUBLE)" : "CAST(NULL AS DOUBLE)") AS \(quotedIdentifier($0.name))" }
        let query = "SELECT CAST((\(condition)\n) AS BOOLEAN) FROM (SELECT \(columns.joined(separator: ", "))) AS evidence"
        let directory = try await database.directory()
        return try await database.pool.run { [database] in
            let connection = try database.duck.connect()
            let binder = database.binder(directory, connection: connection, project: "main", user: "foretell")
            // By itself it must be one expression: whatever reads rows, or goes on behind it, is none.
            let tree = try binder.syntaxTree("SELECT (\(condition)\n)")
            guard tree.selects.count == 1, tree.resultNames.count == 1, tree.tables.isEmpty, !tree.functions.contains(where: \.isTableFunction) else {
                throw SQLFailure(.featureNotSupported, "a promotion's condition reads its evidence and nothing else", hint: "SET PROMOTE WHEN difference > 0.01 AND lower > 0")
            }
            let bound = try binder.bind(query)
            guard case .boolean(let holds)? = try connection.query(bound.text.text).rows.first?.first else { return nil }
            return holds
        }
    }
}
