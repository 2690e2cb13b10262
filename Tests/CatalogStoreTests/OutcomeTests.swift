import CatalogStore
import Core
import Testing

@Suite("Outcomes")
struct OutcomeTests {
    /// A catalog with a model whose second version is a challenger of the first.
    private func challenged() async throws -> (catalog: Catalog, deployment: DeploymentRecord, champion: Int64) {
        let catalog = try TestCatalog().open()
        let champion = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.addVersion(NewVersion(modelID: champion.modelID, cause: "RETRAIN", createdBy: "ann"))
        try await catalog.train(second.id)
        let deployment = try #require(try await catalog.deployments(modelID: champion.modelID).last)
        #expect(deployment.role == .challenger && deployment.versionID == second.id)
        return (catalog, deployment, champion.id)
    }

    private func scores(_ answers: [PairedAnswer]) -> ChallengerScores {
        ChallengerScores(
            requests: 1, dropped: 0, rows: 1, different: 0, distanceSum: 0, largestDistance: 0, championMicroseconds: 1, microseconds: 1, failure: nil,
            samples: [], answers: answers)
    }

    private func outcome(_ modelID: Int64, key: String = "id") -> OutcomeRecord {
        OutcomeRecord(modelID: modelID, source: nil, query: "SELECT 1", key: key, actual: "y", at: "t", within: 5, every: 7, createdBy: "ann")
    }

    @Test("a model has one, which is replaced when that is said, and goes with it")
    func one() async throws {
        let (catalog, deployment, _) = try await challenged()
        try await catalog.setOutcome(outcome(deployment.modelID), replace: false)
        await #expect { try await catalog.setOutcome(outcome(deployment.modelID), replace: false) } throws: { ($0 as? SQLFailure)?.sqlState == .duplicateObject }
        try await catalog.setOutcome(outcome(deployment.modelID, key: "number"), replace: true)
        #expect(try await catalog.contents().outcomes == [outcome(deployment.modelID, key: "number")])
        #expect(try await catalog.dropOutcome(modelID: deployment.modelID))
        #expect(try await !catalog.dropOutcome(modelID: deployment.modelID))
        try await catalog.setOutcome(outcome(deployment.modelID), replace: false)
        _ = try await catalog.dropModel(project: "main", name: "m")
        #expect(try await catalog.contents().outcomes.isEmpty)
    }

    @Test("the first answers to a key stay, and a truth is told once")
    func answers() async throws {
        let (catalog, deployment, _) = try await challenged()
        let first = PairedAnswer(key: "a", at: 1, champion: [0.25], challenger: [0.5])
        try await catalog.addChallengerScores([deployment.id: scores([first, PairedAnswer(key: "b", at: 2, champion: [1e-9], challenger: [0.1])])])
        try await catalog.addChallengerScores([deployment.id: scores([PairedAnswer(key: "a", at: 3, champion: [9], challenger: [9])])])
        #expect(try await catalog.pairedAnswers(deploymentID: deployment.id, hasActual: false).map(\.key) == ["a", "b"])
        try await catalog.recordTruths([("a", "yes", 8), ("unasked", "yes", 8)], deploymentID: deployment.id)
        try await catalog.recordTruths([("a", "no", 9)], deploymentID: deployment.id)
        var told = first
        told.actual = "yes"
        #expect(try await catalog.pairedAnswers(deploymentID: deployment.id, hasActual: true) == [told])
        #expect(try await catalog.pairedAnswers(deploymentID: deployment.id, hasActual: false) == [PairedAnswer(key: "b", at: 2, champion: [1e-9], challenger: [0.1])])
    }

    @Test("a decision holds while the challenger stands beside the version that it was judged against", arguments: [true, false])
    func decide(promotes: Bool) async throws {
        let (catalog, deployment, champion) = try await challenged()
        let promotion = Promotion(promotes: promotes, against: champion, reason: "because", evidence: .object([]))
        #expect(try await catalog.decide(deploymentID: deployment.id, promotion))
        let last = try #require(try await catalog.deployments(modelID: deployment.modelID).last)
        #expect(last.versionID == deployment.versionID && last.role == (promotes ? .champion : .challenger) && last.reason == "because")
        // The deployment that was judged has ended with it.
        #expect(try await !catalog.decide(deploymentID: deployment.id, promotion))
    }

    @Test("nothing is decided when another version serves by now")
    func stale() async throws {
        let (catalog, deployment, champion) = try await challenged()
        #expect(try await !catalog.decide(deploymentID: deployment.id, Promotion(promotes: true, against: champion + 99, reason: "", evidence: .object([]))))
        try await catalog.deployVersion(champion, by: "ann", reason: "DEPLOY")
        #expect(try await !catalog.decide(deploymentID: deployment.id, Promotion(promotes: true, against: champion, reason: "", evidence: .object([]))))
        #expect(try await catalog.champion(modelID: deployment.modelID)?.id == champion)
    }
}
