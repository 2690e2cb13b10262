import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd
import Training

extension Session {
    private static let comparisonColumns = [
        Column("part", .varchar), Column("item", .varchar), Column("first", .varchar), Column("second", .varchar), Column("difference", .double),
        Column("lower", .double), Column("upper", .double),
    ]

    /// COMPARE: what differs between two versions in what they learn, how, from which rows, and in what they say of the same rows.
    func planCompare(_ compare: Compare) throws -> any PreparedStatement {
        if let data = compare.data {
            throw SQLFailure(
                .featureNotSupported, "COMPARE ... FROM is not supported yet", hint: "without FROM it compares on rows that neither has learnt from",
                position: data.query.position)
        }
        if let option = compare.options.first {
            throw SQLFailure(
                .invalidParameterValue, "COMPARE takes no option \"\(option.key)\"", hint: "COMPARE MODEL m VERSION a TO b", position: option.position)
        }
        return RowsStatement(columns: Self.comparisonColumns, tag: .command("COMPARE")) { [self] in
            // It shows rows; but whoever decides which version serves must be able to compare.
            let model = try await existingModel(compare.model, for: nil)
            try await rights().require(.train, .deploy, on: Securable(model.record), position: compare.model.position)
            let first = try await trainedVersion(compare.model, compare.version, for: nil)
            let second = try await trainedVersion(compare.model, compare.other, for: nil)
            let rows = try await describedDifferences(first, second) + driftRows(first, second) + measuredDifferences(first, second)
            return rows.map(\.values)
        }
    }

    private func describedDifferences(_ first: VersionRecord, _ second: VersionRecord) async throws -> [VersionDifference] {
        let catalog = database.catalog
        guard let oldDefinition = try await catalog.definition(id: first.definitionID), let newDefinition = try await catalog.definition(id: second.definitionID),
            let oldWay = try await catalog.configuration(id: first.configurationID), let newWay = try await catalog.configuration(id: second.configurationID)
        else { throw SQLFailure(.internalError, "a definition or configuration is missing") }
        return VersionDifference.definitions(oldDefinition, newDefinition) + (try VersionDifference.configurations(oldWay, newWay))
            + VersionDifference.features(try await catalog.features(versionID: first.id), try await catalog.features(versionID: second.id))
    }

    /// How the rows differ, column by column.
    private func driftRows(_ first: VersionRecord, _ second: VersionRecord) async throws -> [VersionDifference] {
        guard let old = first.snapshotHash, let new = second.snapshotHash else { return [] }
        guard old != new else { return [VersionDifference(part: "data", item: "snapshot", first: old, second: new)] }
        do {
            for version in [first, second] { _ = try await database.catalog.requireSnapshot(of: version) }
        } catch let failure as SQLFailure where failure.sqlState == .objectNotInPrerequisiteState {
            notice(failure.message, failure.detail)
            return []
        }
        let connection = try database.duck.connect()
        let drift = SnapshotDrift(first: database.snapshots.path(hash: old), second: database.snapshots.path(hash: new), connection: connection)
        return try await interruptible(connection) { try drift.rows() }
    }

    /// Metrics on rows that neither has learnt from, and how often the two disagree there.
    private func measuredDifferences(_ first: VersionRecord, _ second: VersionRecord) async throws -> [VersionDifference] {
        let queue = database.queue
        let task = Task { try await queue.compare(first, second) }
        let token = begin { task.cancel() }
        defer { end(token) }
        do {
            return VersionDifference.measured(try await task.value)
        } catch is CancellationError {
            throw SQLFailure(.queryCanceled, "canceling statement due to user request")
        } catch let failure as SQLFailure where failure.sqlState == .objectNotInPrerequisiteState {
            notice(failure.message, failure.detail)
            return []
        }
    }
}
