import CatalogStore
import Core
import Testing

@Suite("Which version serves")
struct DeploymentTests {
    private func promotion(_ promotes: Bool, against: Int64) -> Promotion {
        Promotion(promotes: promotes, against: against, reason: promotes ? "promoted: better" : "not promoted: worse", evidence: .object([.init("rows", .number(9))]))
    }

    @Test("a further version learns what the model's definition and configuration say")
    func further() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.addVersion(NewVersion(modelID: first.modelID, cause: "RETRAIN", createdBy: "bob"))
        #expect(second.number == 2)
        #expect(second.state == .queued)
        #expect(second.definitionID == first.definitionID)
        #expect(second.configurationID == first.configurationID)
        #expect(second.cause == "RETRAIN" && second.createdBy == "bob")
        #expect(second.snapshotHash == nil)
        #expect(try await catalog.versionBefore(second.id)?.id == first.id)
        #expect(try await catalog.check().isEmpty)
    }

    @Test("a version of a model that was dropped meanwhile is refused")
    func dropped() async throws {
        let catalog = try TestCatalog().open()
        let refused = await failure { _ = try await catalog.addVersion(NewVersion(modelID: 77, cause: "RETRAIN", createdBy: "bob")) }
        #expect(refused?.sqlState == .undefinedObject)
        #expect(refused?.hint == "it was dropped meanwhile")
    }

    @Test("the decision about a challenger is a row with its evidence, whatever it is", arguments: [true, false])
    func decision(promotes: Bool) async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID, promotion: promotion(promotes, against: first.id))
        let last = try #require(try await catalog.deployments(modelID: first.modelID).last)
        #expect(last.versionID == second.id)
        #expect(last.role == (promotes ? .champion : .challenger))
        #expect(last.reason == (promotes ? "promoted: better" : "not promoted: worse"))
        #expect(last.evidence == #"{"rows":9}"#)
        #expect(try await catalog.champion(modelID: first.modelID)?.id == (promotes ? second.id : first.id))
    }

    @Test("a decision against a version that no longer serves does not hold")
    func stale() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        try await catalog.deployVersion(second.id, by: "ann", reason: "DEPLOY")
        _ = try await catalog.retrained(first.modelID, "c3", promotion: promotion(true, against: first.id))
        #expect(try await catalog.champion(modelID: first.modelID)?.id == second.id)
        #expect(try await catalog.deployments(modelID: first.modelID).last?.reason
            == "not promoted: another version began to serve while the two were compared")
    }

    @Test("deployments are added and never changed")
    func appendOnly() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        let before = try await catalog.deployments(modelID: first.modelID)
        try await catalog.deployVersion(second.id, by: "ann", reason: "DEPLOY")
        try await catalog.deployVersion(first.id, by: "ann", reason: "ROLLBACK")
        let after = try await catalog.deployments(modelID: first.modelID)
        #expect(Array(after.prefix(2)) == before)
        #expect(after.map(\.versionID) == [first.id, second.id, second.id, first.id])
        #expect(try catalog.table(.deployments).map { $0["until"]?.isNull } == [false, false, false, true])
    }

    @Test("only a version that is ready can serve", arguments: [VersionState.queued, .training, .failed, .cancelled, .archived, .deleted])
    func notReady(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: state)
        let refused = await failure { try await catalog.deployVersion(version.id, by: "ann", reason: "DEPLOY") }
        #expect(refused?.sqlState == .objectNotInPrerequisiteState)
        #expect(refused?.message == "version \(version.number) is \(state.rawValue): it cannot serve")
    }

    @Test("a replacement that failed is forgotten when another version is deployed; what ALTER MODEL said is not", arguments: [true, false])
    func failedDefinition(isReplacement: Bool) async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID, promotion: promotion(true, against: first.id))
        let failed: VersionRecord
        if isReplacement {
            failed = try await catalog.createModel(.example("m", replace: true)).version
        } else {
            let definition = NewDefinition(source: nil, query: "SELECT 1", boundQuery: "SELECT 1", targets: ["revenue"])
            _ = try await catalog.addDefinition(definition, of: first.modelID, isCurrent: true, by: "ann")
            failed = try await catalog.addVersion(NewVersion(modelID: first.modelID, cause: "RETRAIN", createdBy: "ann"))
        }
        #expect(failed.definitionID != second.definitionID)
        try await catalog.failVersion(failed.id, SQLFailure(.undefinedTable, "no table"))
        try await catalog.deployVersion(first.id, by: "ann", reason: "ROLLBACK")
        #expect(try await catalog.model(id: first.modelID)?.definitionID == (isReplacement ? first.definitionID : failed.definitionID))
    }

    @Test("of two that take the place of one version, the second is told of the first")
    func overtaken() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        try await catalog.deployVersion(second.id, inPlaceOf: first.id, by: "ann", reason: "DEPLOY")
        let before = try await catalog.deployments(modelID: first.modelID)
        let refused = await failure { try await catalog.deployVersion(first.id, inPlaceOf: first.id, by: "bob", reason: "ROLLBACK") }
        #expect(refused?.sqlState == .objectInUse)
        #expect(refused?.message == "another version began to serve meanwhile")
        #expect(try await catalog.deployments(modelID: first.modelID) == before)
        try await catalog.deployVersion(first.id, inPlaceOf: second.id, by: "bob", reason: "ROLLBACK")
        #expect(try await catalog.champion(modelID: first.modelID)?.id == first.id)
    }

    @Test("the version that serves is neither archived nor deleted")
    func serving() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        for refused in [
            await failure { try await catalog.archiveVersion(version.id) }, await failure { try await catalog.deleteVersion(version.id) },
        ] {
            #expect(refused?.sqlState == .objectInUse)
            #expect(refused?.message == "version 1 serves its model")
        }
        #expect(try await catalog.version(id: version.id)?.state == .ready)
    }

    @Test("a deleted version keeps its row and number and gives its files up; shared ones stay")
    func deleted() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        try await catalog.setAlias("best", of: second, by: "ann")
        try await catalog.deleteVersion(second.id)
        let row = try #require(try await catalog.version(id: second.id))
        #expect(row.state == .deleted && row.number == 2 && row.files.isEmpty)
        #expect(try await catalog.contents().aliases.isEmpty)
        final class Removed: @unchecked Sendable { var files: [StoredFile] = [] }
        let removed = Removed()
        try await catalog.withUnused(second.files) { removed.files.append($0) }
        #expect(removed.files.map(\.path) == ["models/b2.model", "models/hb2.held"])
        #expect(try await catalog.snapshot(hash: "5a") != nil)
        #expect(try await catalog.retrained(first.modelID, "c3").number == 3)
        #expect(try await catalog.check().isEmpty)
    }

    @Test("no snapshot is given up while a training that has none may have found it")
    func snapshotThatMayBeFound() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let training = try await catalog.version(of: "other", in: .queued)
        let free = StoredFile(kind: .snapshot, hash: "77")
        final class Removed: @unchecked Sendable { var files: [StoredFile] = [] }
        let removed = Removed()
        try await catalog.startVersion(training.id)
        try await catalog.withUnused([free]) { removed.files.append($0) }
        #expect(removed.files.isEmpty)
        try await catalog.withUnused([free], isTraining: false) { removed.files.append($0) }
        #expect(removed.files == [free])
        try await catalog.recordSnapshot(training.id, hash: "5a", rows: 1, bytes: 1, columns: "[]")
        try await catalog.withUnused([free] + first.files) { removed.files.append($0) }
        #expect(removed.files == [free, free])
    }

    @Test("files that were removed meanwhile end a training, not the catalog's truth")
    func removedFiles() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .training)
        let snapshot = await failure {
            try await catalog.recordSnapshot(version.id, hash: "5a", rows: 1, bytes: 1, columns: "[]", isStored: { _ in false })
        }
        #expect(snapshot?.message == "a file of the training was removed before it was recorded")
        let held = await failure { try await catalog.finishVersion(version.id, .example(), isStored: { $0.kind != .held }) }
        #expect(held?.hint == "RETRAIN tries again")
        #expect(try await catalog.version(id: version.id)?.state == .training)
    }

    @Test("the model learns on as the version that serves, unless ALTER MODEL said otherwise since", arguments: [true, false])
    func current(isAltered: Bool) async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let other = try await catalog.addConfiguration(.example(trials: 7), of: first.modelID, isCurrent: false, by: "ann")
        let second = try await catalog.addVersion(
            NewVersion(modelID: first.modelID, configurationID: other.id, cause: "RETRAIN", createdBy: "ann"))
        var expected = other.id
        if isAltered { expected = try await catalog.addConfiguration(.example(trials: 8), of: first.modelID, isCurrent: true, by: "ann").id }
        try await catalog.startVersion(second.id)
        try await catalog.finishVersion(second.id, .example("b2"), promotion: promotion(true, against: first.id))
        #expect(try await catalog.model(id: first.modelID)?.configurationID == expected)
        try await catalog.deployVersion(first.id, by: "ann", reason: "ROLLBACK")
        #expect(try await catalog.model(id: first.modelID)?.configurationID == (isAltered ? expected : first.configurationID))
    }

    @Test("promotion rules are stored as they are", arguments: [PromotionRule.better, .always, .manually, .when("difference > 0.01 AND 'x' = 'x'"), .when("lower > 0", outcomes: 500)])
    func rules(rule: PromotionRule) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        try await catalog.setPromotion(rule, of: version.modelID)
        #expect(try await catalog.model(id: version.modelID)?.promotion == rule)
    }

    @Test("a canary answers a share until another champion is deployed, and cannot go meanwhile")
    func canary() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        try await catalog.deployVersion(second.id, as: .canary, share: 0.1, by: "ann", reason: "DEPLOY")
        #expect(try await catalog.champion(modelID: first.modelID)?.id == first.id)
        #expect(try await catalog.deployments(modelID: first.modelID).last?.share == 0.1)
        #expect(try catalog.table(.deployments).last?["percent"] == .double(10))
        let refused = await failure { try await catalog.archiveVersion(second.id) }
        #expect(refused?.sqlState == .objectInUse && refused?.message == "version 2 is the canary of its model")
        try await catalog.deployVersion(first.id, by: "ann", reason: "ROLLBACK")
        try await catalog.archiveVersion(second.id)
        #expect(try await catalog.check().isEmpty)
    }

    @Test("what challengers answered adds up, and goes with its model")
    func challengerScores() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        _ = try await catalog.retrained(first.modelID)
        let id = try #require(try await catalog.deployments(modelID: first.modelID).last).id
        for _ in 0..<2 { try await catalog.addChallengerScores([id: .example, 99: .example]) }
        let row = try #require(try catalog.table(.challenger_scores).first)
        #expect(row["requests"] == .integer(4) && row["rows"] == .integer(8) && row["dropped_requests"] == .integer(2))
        #expect(row["different"] == .double(0.25) && row["mean_difference"] == .double(0.125) && row["microseconds"] == .double(3))
        #expect(row["version"] == .integer(2) && row["champion"] == .integer(1))
        #expect(try catalog.table(.challenger_samples).count == 2)
        _ = try await catalog.dropModel(project: "main", name: "m")
        #expect(try catalog.table(.challenger_scores).isEmpty && catalog.table(.challenger_samples).isEmpty)
    }

    @Test("of a challenger's rows the newest thousand are kept")
    func samples() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let id = try #require(try await catalog.deployments(modelID: first.modelID).last).id
        var scores = ChallengerScores.example
        scores.samples = (0..<1100).map { .init(inputHash: String($0), key: nil, champion: "a", challenger: "a", distance: 0) }
        try await catalog.addChallengerScores([id: scores])
        let rows = try catalog.table(.challenger_samples)
        #expect(rows.count == 1000 && rows.first?["input_hash"] == .text("100"))
    }
}
