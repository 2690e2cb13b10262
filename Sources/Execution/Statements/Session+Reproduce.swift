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
            let version = try await trainedVersion(reproduce.model, reproduce.version)
            let report = try version.report.map { try JSONValue(parsing: $0) }
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

    /// A version that has ended well. - Throws: `SQLFailure` 42P01, 42704 or 55000
    func trainedVersion(_ name: ObjectName, _ number: Int) async throws -> VersionRecord {
        let model = try await existingModel(name)
        guard let version = model.versions.first(where: { $0.number == number }) else {
            throw SQLFailure(
                .undefinedObject, "model \"\(model.record.name)\" has no version \(number)",
                hint: "its versions are: " + model.versions.suffix(20).map { String($0.number) }.joined(separator: ", "), position: name.position)
        }
        guard version.state == .ready else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(number) of model \"\(model.record.name)\" is \(version.state.rawValue)",
                hint: "SELECT version, state, error FROM foretell.versions WHERE model = \(quotedLiteral(model.record.name))", position: name.position)
        }
        return version
    }

    /// - Throws: `SQLFailure` 42P01
    func existingModel(_ name: ObjectName) async throws -> Directory.Model {
        let directory = try await database.directory()
        let (project, last) = try projectAndName(name)
        if let model = directory.model(project, last) { return model }
        let nearest = nearestName(to: last, among: directory.models.values.map(\.record.name).sorted())
        throw SQLFailure(
            .undefinedTable, "model \"\(last)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW MODELS", position: name.position)
    }
}
