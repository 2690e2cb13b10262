import CatalogStore
import Core
import SQLFrontEnd
import Training

extension Session {
    /// REPRODUCE MODEL: trains a version again from its snapshot and compares each stage. The first row that is not equal says where
    /// the two part.
    func planReproduce(_ reproduce: Reproduce) throws -> any PreparedStatement {
        if let option = reproduce.options.first {
            throw SQLFailure(.invalidParameterValue, "REPRODUCE takes no option \"\(option.key)\"", hint: "REPRODUCE MODEL m VERSION n", position: option.position)
        }
        let columns = [Column("stage", .varchar), Column("expected", .varchar), Column("got", .varchar), Column("equal", .boolean)]
        return RowsStatement(columns: columns) { [self] in
            let version = try await trainedVersion(reproduce.model, reproduce.version, for: .train)
            let report = try await database.catalog.version(id: version.id)?.report.map { try JSONValue(parsing: $0) }
            let expected = [("snapshot", version.snapshotHash ?? "")] + Self.stages(report)
            guard expected.count > 1 else {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "version \(version.number) was trained by a program that recorded no stages", hint: "RETRAIN the model")
            }
            let rerun = try await rerun(version, name: reproduce.model.last)
            if let failure = rerun.failure { notice("the training failed: \(failure.message)", failure.detail) }
            var got = Dictionary(Self.stages(rerun.report), uniquingKeysWith: { first, _ in first })
            got["snapshot"] = rerun.snapshotHash
            let names = Set(expected.map(\.0))
            let rows = expected + Self.stages(rerun.report).filter { !names.contains($0.0) }.map { ($0.0, "") }
            return rows.map { stage, hash in
                [
                    .text(stage), hash.isEmpty ? .null : .text(hash), got[stage].map { .text($0) } ?? .null, .boolean(got[stage] == hash),
                ]
            }
        }
    }

    /// In the order in which they ran.
    private static func stages(_ report: JSONValue?) -> [(String, String)] {
        (report?["stages"]?.array ?? []).compactMap { stage in
            guard let name = stage["name"]?.string, let hash = stage["hash"]?.string else { return nil }
            return (name, hash)
        }
    }

    private func rerun(_ version: VersionRecord, name: String) async throws -> Rerun {
        let queue = database.queue
        let notices = TrainingNotices(name: name, verb: "reproducing")
        let task = Task {
            try await queue.rerun(version.id) { [self] progress in
                if let text = notices.text(progress) { notice(text, nil) }
            }
        }
        let token = begin { task.cancel() }
        defer { end(token) }
        do {
            return try await task.value
        } catch is CancellationError {
            throw SQLFailure(.queryCanceled, "canceling statement due to user request")
        }
    }
}
