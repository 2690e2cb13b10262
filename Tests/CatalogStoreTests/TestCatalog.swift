import CatalogStore
import Core
import Foundation

/// A data directory of its own for one test.
struct TestCatalog {
    let directory: String
    var path: String { "\(directory)/catalog.sqlite" }
    var keyFile: String { "\(directory)/secrets.key" }

    /// Removed when the tests end: a catalog opens connections to its file as long as it lives.
    private static let root: String = {
        atexit { try? FileManager.default.removeItem(atPath: TestCatalog.root) }
        return FileManager.default.temporaryDirectory.path + "/foretell-catalog-\(UUID().uuidString)"
    }()

    init() throws {
        directory = "\(Self.root)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    func open() throws -> Catalog { try Catalog(path: path, keyFile: keyFile) }

    /// Puts bytes of equal count in place of all that are like the given ones, as damage or a newer program would.
    /// Returns how many there were. The catalog must be closed.
    func replace(_ text: String, with other: String) throws -> Int {
        precondition(text.utf8.count == other.utf8.count)
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        var count = 0
        while let range = data.range(of: Data(text.utf8)) {
            data.replaceSubrange(range, with: Data(other.utf8))
            count += 1
        }
        try data.write(to: URL(fileURLWithPath: path))
        return count
    }

    /// All bytes of the catalog and of its journal.
    func storedBytes() throws -> Data {
        var data = Data()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() where name.hasPrefix("catalog.sqlite") {
            data += try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
        return data
    }
}

extension NewModel {
    static func example(_ name: String, project: String = "main", replace: Bool = false, expanded: JSONValue = .object([])) -> NewModel {
        NewModel(
            project: project, name: name, replace: replace,
            definition: NewDefinition(
                source: "shop", query: "SELECT * FROM sessions", boundQuery: "SELECT * FROM \"shop\".\"sessions\"", targets: ["revenue"],
                key: "session_id", orderBy: "started_at", groupBy: ["region", "a \"quoted\" one"], window: 12, horizon: 3),
            configuration: .example(trials: 30, expanded: expanded), createdBy: "ann")
    }
}

extension NewConfiguration {
    static func example(_ name: String? = nil, trials: Double, expanded: JSONValue = .object([])) -> NewConfiguration {
        NewConfiguration(name: name, engine: "lightgbm", seed: 42, options: .object([.init("trials", .number(trials))]), expanded: expanded)
    }
}

extension FinishedTraining {
    static let report = """
        {"metric": "auc", "score": 0.91, "baseline": 0.5, "metrics": {"auc": 0.91}, "rows": {"train": 80, "holdout": 20},
         "features": [{"name": "pages", "type": "BIGINT", "kind": "number", "used": true, "importance": 1, "missing": 0.25,
                       "distinct": 17, "note": null},
                      {"name": "id", "type": "VARCHAR", "kind": null, "used": false, "importance": 0, "missing": 0, "distinct": 100,
                       "note": "is the key"}],
         "warnings": [{"code": "leakage", "severity": "high", "feature": "pages", "message": "it knows too much", "advice": "exclude it"}],
         "trials": [{"number": 1, "learner": "lightgbm", "status": "completed", "loss": 0.3, "losses": [0.2, 0.4], "rounds": [80, 90],
                     "microseconds": 2.5, "seconds": 1.5, "parameters": {"num_leaves": 31}, "note": null}],
         "ensemble": [{"trial": 1, "learner": "lightgbm", "weight": 1}],
         "hyperparameters": [{"name": "lightgbm.num_leaves", "default": 31, "range": [7, 255], "chosen": 15, "importance": 0.75,
                              "gain": 0.01, "gain_error": 0.02, "at_edge": false, "instability": 0.1}]}
        """

    static func example(_ hash: String = "a1") throws -> FinishedTraining {
        FinishedTraining(artifactHash: hash, artifactBytes: 4096, heldHash: "h\(hash)", report: try JSONValue(parsing: report))
    }
}

extension ChallengerScores {
    /// Of four rows, one of which was answered otherwise.
    static let example = ChallengerScores(
        requests: 2, dropped: 1, rows: 4, different: 1, distanceSum: 0.5, largestDistance: 0.25, championMicroseconds: 8, microseconds: 12, failure: nil,
        samples: [.init(inputHash: "00ff", key: "7", champion: "buy", challenger: "leave", distance: 0.25)],
        answers: [PairedAnswer(key: "7", at: 5, champion: [0.75], challenger: [0.5])])
}

extension Catalog {
    /// A model whose first version is in the given state.
    func version(of name: String, in state: VersionState) async throws -> VersionRecord {
        let (_, version, _) = try await createModel(.example(name))
        switch state {
        case .queued: break
        case .training: try await startVersion(version.id)
        case .ready: try await train(version.id)
        case .failed: try await failVersion(version.id, SQLFailure(.undefinedTable, "no table \"t\"", detail: "D", hint: "H"))
        case .cancelled: try await cancelVersion(version.id)
        case .archived, .deleted:
            // The first version serves, so it is a second one that can go.
            try await train(version.id)
            let second = try await addVersion(NewVersion(modelID: version.modelID, cause: "RETRAIN", createdBy: "ann"))
            try await train(second.id)
            if state == .archived { try await archiveVersion(second.id) } else { try await deleteVersion(second.id) }
            return try await self.version(id: second.id) ?? second
        }
        return try await self.version(id: version.id) ?? version
    }

    /// A further version of a model that is ready, and what was decided about it.
    func retrained(_ modelID: Int64, _ hash: String = "b2", promotion: Promotion? = nil) async throws -> VersionRecord {
        let version = try await addVersion(NewVersion(modelID: modelID, cause: "RETRAIN", createdBy: "ann"))
        try await startVersion(version.id)
        try await recordSnapshot(version.id, hash: "5a", rows: 100, bytes: 2048, columns: "[]")
        try await finishVersion(version.id, .example(hash), promotion: promotion)
        return try await self.version(id: version.id) ?? version
    }

    func train(_ id: Int64) async throws {
        try await startVersion(id)
        try await recordSnapshot(id, hash: "5a", rows: 100, bytes: 2048, columns: #"[{"name":"pages","type":"BIGINT"}]"#)
        try await recordProfile(id, try JSONValue(parsing: #"[{"name":"pages","type":"BIGINT","rows":100}]"#))
        try await finishVersion(id, .example())
    }

    /// The rows of a system view as dictionaries.
    func table(_ view: SystemView) throws -> [[String: Value]] {
        let chunk = try rows(of: view)
        return (0..<chunk.rowCount).map { Dictionary(uniqueKeysWithValues: zip(view.columns.map(\.name), chunk.row($0))) }
    }
}

/// The failure that a body ends with; nil when it ends well.
func failure(of body: () async throws -> Void) async -> SQLFailure? {
    do {
        try await body()
        return nil
    } catch {
        return SQLFailure(wrapping: error)
    }
}
