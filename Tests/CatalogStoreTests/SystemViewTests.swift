import CatalogStore
import Core
import Testing

@Suite("System views")
struct SystemViewTests {
    @Test("each view has rows as wide as its columns, or none", arguments: SystemView.allCases)
    func shape(view: SystemView) async throws {
        let catalog = try TestCatalog().open()
        #expect(try catalog.rows(of: view).columns.count == view.columns.count)
        for state in [VersionState.queued, .training, .ready, .failed, .cancelled] {
            _ = try await catalog.version(of: "m_\(state.rawValue)", in: state)
        }
        try await catalog.createUser(name: "ann", verifier: "v", isSuperuser: true)
        try await catalog.createSource(name: "shop", engine: "postgres", parameters: .object([]), by: "ann")
        try await catalog.createView(project: "main", name: "v", query: "SELECT 1", replace: false, by: "ann")
        try await catalog.createSharedConfiguration(.example(trials: 1), named: "fast", by: "ann")
        try await catalog.comment(on: "model", "main.m_ready", modelID: nil, text: "who buys", by: "ann")
        try await catalog.setRights([.read], on: [GrantedObject(.model, project: "main", name: "m_ready")], to: [nil], granted: true, by: "ann")
        try await catalog.record(AuditEntry(user: "ann", address: "", application: "", session: 1, statement: "DROP MODEL m"), sqlState: "00000")
        let job = try await catalog.createJob(.example("j"))
        _ = try await catalog.startJobRun(NewJobRun(jobID: job.id, cause: "schedule", attempt: 1, scheduledFor: 5, startedAt: 6), nextRun: 7)
        let deployment = try #require(try await catalog.contents().deployments.first)
        try await catalog.addChallengerScores([deployment.id: .example])
        try await catalog.setOutcome(
            OutcomeRecord(modelID: deployment.modelID, source: "shop", query: "SELECT 1", key: "id", actual: "y", at: nil, within: nil, every: 1, createdBy: "ann"),
            replace: false)
        let chunk = try catalog.rows(of: view)
        #expect(chunk.rowCount > 0)
        #expect(chunk.columns.map(\.type) == view.columns.map(\.type))
        #expect(chunk.columns.allSatisfy { $0.count == chunk.rowCount })
    }

    @Test("foretell.models tells what serves, or how the training goes")
    func models() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "Buyers", in: .ready)
        let training = try await catalog.version(of: "coming", in: .training)
        try await catalog.progress(training.id, ProgressUpdate(stage: "fit", share: 0.5))
        _ = try await catalog.version(of: "broken", in: .failed)
        let rows = try catalog.table(.models)
        #expect(rows.map { $0["name"] } == [.text("broken"), .text("Buyers"), .text("coming")])
        #expect(rows.map { $0["state"] } == [.text("failed"), .text("ready"), .text("training")])
        #expect(rows.map { $0["score"] } == [.null, .double(0.91), .null])
        #expect(rows.map { $0["baseline"] } == [.null, .double(0.5), .null])
        #expect(rows.map { $0["metric"] } == [.null, .text("auc"), .null])
        #expect(rows.map { $0["progress"] } == [.null, .double(1), .double(0.5)])
        #expect(rows.map { $0["stage"] } == [.null, .text("done"), .text("fit")])
        #expect(rows.map { $0["error"] } == [.text("no table \"t\""), .null, .null])
        #expect(rows.map { $0["rows"] } == [.null, .integer(100), .null])
        #expect(rows.map { $0["target"] } == [.text("revenue"), .text("revenue"), .text("revenue")])
        #expect(rows.map { $0["version"] } == [.integer(1), .integer(1), .integer(1)])
        #expect(rows.allSatisfy { row in
            if case .timestampTZ(let at)? = row["created_at"], case .timestampTZ(let updated)? = row["updated_at"] { updated >= at && at > 0 } else { false }
        })
    }

    @Test("foretell.versions tells metrics, rows and reasons")
    func versions() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "a", in: .ready)
        _ = try await catalog.version(of: "b", in: .failed)
        let rows = try catalog.table(.versions)
        #expect(rows.first?["metrics"] == .text(#"{"auc":0.91}"#))
        #expect(rows.first?["train_rows"] == .integer(80))
        #expect(rows.first?["holdout_rows"] == .integer(20))
        #expect(rows.first?["artifact_hash"] == .text("a1"))
        #expect(rows.first?["snapshot"] == .text("5a"))
        #expect(rows.first?["definition"] == .integer(1))
        #expect(rows.last?["sqlstate"] == .text("42P01"))
        #expect(rows.last?["error"] == .text("no table \"t\""))
        #expect(rows.last?["detail"] == .text("D"))
        #expect(rows.last?["hint"] == .text("H"))
        #expect(rows.last?["duration_seconds"] == .null)
        #expect(rows.last?["finished_at"]?.isNull == false)
    }

    @Test("foretell.training_progress holds what waits, trains, or has ended within five minutes, oldest first")
    func progress() async throws {
        let catalog = try TestCatalog().open()
        let training = try await catalog.version(of: "t", in: .training)
        _ = try await catalog.version(of: "r", in: .ready)
        _ = try await catalog.version(of: "q", in: .queued)
        try await catalog.progress(
            training.id, ProgressUpdate(stage: "fit", share: 0.4, round: 4, rounds: 10, metricName: "auc", metricValue: 0.7))
        let rows = try catalog.table(.training_progress)
        #expect(rows.map { $0["model"] } == [.text("t"), .text("r"), .text("q")])
        #expect(rows.map { $0["state"] } == [.text("training"), .text("ready"), .text("queued")])
        #expect(rows.map { $0["progress"] } == [.double(0.4), .double(1), .double(0)])
        #expect(rows.map { $0["stage"] } == [.text("fit"), .text("done"), .text("queued")])
        #expect(rows.first?["round"] == .integer(4))
        #expect(rows.first?["rounds"] == .integer(10))
        #expect(rows.first?["metric"] == .text("auc"))
        #expect(rows.first?["value"] == .double(0.7))
        #expect(rows.last?["elapsed_seconds"] == .null)
    }

    @Test("foretell.features and foretell.warnings list what the reports say")
    func features() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "buyers", in: .ready)
        let features = try catalog.table(.features)
        #expect(features.map { $0["feature"] } == [.text("pages"), .text("id")])
        #expect(features.map { $0["position"] } == [.integer(1), .integer(2)])
        #expect(features.map { $0["used"] } == [.boolean(true), .boolean(false)])
        #expect(features.map { $0["importance"] } == [.double(1), .double(0)])
        #expect(features.map { $0["distinct_values"] } == [.integer(17), .integer(100)])
        #expect(features.map { $0["kind"] } == [.text("number"), .null])
        let warnings = try catalog.table(.warnings)
        #expect(warnings.map { $0["message"] } == [.text("it knows too much")])
        #expect(warnings.map { $0["severity"] } == [.text("high")])
    }

    @Test("foretell.deployments lists who serves since when")
    func deployments() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "buyers", in: .ready)
        let rows = try catalog.table(.deployments)
        #expect(rows.map { $0["role"] } == [.text("champion")])
        #expect(rows.map { $0["reason"] } == [.text("the first version that is ready")])
        #expect(rows.map { $0["until"] } == [.null])
    }

    @Test("foretell.users shows no verifier")
    func users() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createUser(name: "ann", verifier: "SCRAM-SHA-256$4096:abc", isSuperuser: true)
        let rows = try catalog.table(.users)
        #expect(rows.map { $0["name"] } == [.text("ann")])
        #expect(rows.map { $0["is_superuser"] } == [.boolean(true)])
        #expect(!rows.contains { $0.values.contains { $0.text?.contains("SCRAM") == true } })
    }

    @Test("numbers that do not fit and texts in place of numbers are NULL")
    func oddReport() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .training)
        let report = #"{"metric":3,"score":"high","baseline":1,"metrics":[1],"rows":{"train":1e30,"holdout":2.0},"features":[{"name":"a","distinct":1.5}],"warnings":null}"#
        try await catalog.finishVersion(
            version.id, FinishedTraining(artifactHash: "a", artifactBytes: 1, report: try JSONValue(parsing: report)))
        let row = try #require(try catalog.table(.versions).first)
        #expect(row["metric"] == .text("3"))
        #expect(row["score"] == .null)
        #expect(row["baseline"] == .double(1))
        #expect(row["metrics"] == .text("[1]"))
        #expect(row["train_rows"] == .null)
        #expect(row["holdout_rows"] == .integer(2))
        #expect(try catalog.table(.features).map { $0["distinct_values"] } == [.null])
        #expect(try catalog.rows(of: .warnings).rowCount <= 1)
        #expect(try await catalog.check() == ["version 1 of model \"buyers\" is ready but lacks its snapshot"])
    }

    @Test("a finished training's trials, hyper-parameters and other parts are rows")
    func tuning() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "a", in: .ready)
        let trial = try #require(try catalog.table(.trials).first)
        #expect(trial["trial"] == .integer(1))
        #expect(trial["losses"] == .text("[0.2,0.4]"))
        #expect(trial["weight"] == .double(1))
        #expect(trial["parameters"] == .text(#"{"num_leaves":31}"#))
        let parameter = try #require(try catalog.table(.hyperparameters).first)
        #expect(parameter["parameter"] == .text("lightgbm.num_leaves"))
        #expect(parameter["gain_error"] == .double(0.02))
        #expect(parameter["at_edge"] == .boolean(false))
        let parts = try catalog.table(.reports).map { $0["part"] }
        #expect(parts == ["ensemble", "features", "hyperparameters", "metrics", "rows", "trials", "warnings"].map { .text($0) })
    }
}
