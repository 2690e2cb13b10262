import CatalogStore
import Core
import Testing

@Suite("The life of a version")
struct VersionLifeTests {
    @Test("a new version waits in the queue")
    func queued() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .queued)
        #expect(version.number == 1)
        #expect(version.state == .queued)
        #expect(version.attempts == 0)
        #expect(version.startedAt == nil)
        #expect(try await catalog.queuedVersions() == [version])
    }

    @Test("the queue is first in, first out, and holds what waits only")
    func queueOrder() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "z", in: .queued)
        _ = try await catalog.version(of: "m", in: .training)
        let second = try await catalog.version(of: "a", in: .queued)
        #expect(try await catalog.queuedVersions().map(\.id) == [first.id, second.id])
    }

    @Test("a training that ends well is ready and serves at once")
    func ready() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .ready)
        #expect(version.state == .ready)
        #expect(version.attempts == 1)
        #expect(version.artifactHash == "a1")
        #expect(version.artifactBytes == 4096)
        #expect(version.snapshotHash == "5a")
        #expect(version.share == 1)
        #expect(version.finishedAt != nil)
        #expect(try await catalog.champion(modelID: version.modelID) == version)
        #expect(version.heldHash == "ha1")
        #expect(try await catalog.check().isEmpty)
    }

    @Test("features and warnings are read out of the report")
    func report() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .ready)
        let features = try await catalog.features(versionID: version.id)
        #expect(features.map(\.name) == ["pages", "id"])
        #expect(features.map(\.position) == [1, 2])
        #expect(features.map(\.used) == [true, false])
        #expect(features.first?.missing == 0.25)
        #expect(features.first?.distinct == 17)
        #expect(features.last?.kind == nil)
        #expect(features.last?.note == "is the key")
        let warnings = try await catalog.warnings(versionID: version.id)
        #expect(warnings.map(\.code) == ["leakage"])
        #expect(warnings.first?.advice == "exclude it")
        let queued = try await catalog.version(of: "other", in: .queued)
        #expect(try await catalog.features(versionID: queued.id).isEmpty)
    }

    @Test("a failure keeps its state, message, detail and hint", arguments: [VersionState.queued, .training])
    func failed(from state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        let reason = SQLFailure(.undefinedTable, "no table \"t\"", detail: "D", hint: "H")
        try await catalog.failVersion(version.id, reason)
        let failed = try await catalog.version(id: version.id)
        #expect(failed?.state == .failed)
        #expect(failed?.failure == reason)
        #expect(failed?.finishedAt != nil)
        #expect(try await catalog.champion(modelID: version.modelID) == nil)
    }

    @Test("a training can be cancelled before and while it runs", arguments: [VersionState.queued, .training])
    func cancelled(from state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        try await catalog.cancelVersion(version.id)
        let cancelled = try await catalog.version(id: version.id)
        #expect(cancelled?.state == .cancelled)
        #expect(cancelled?.failure?.sqlState == .queryCanceled)
        #expect(cancelled?.failure?.message == "the training was cancelled")
    }

    @Test("the end of a training is recorded by a task that was cancelled itself")
    func cancelledTask() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .training)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await catalog.cancelVersion(version.id)
            return try await catalog.version(id: version.id)?.state
        }
        #expect(try await task.value == .cancelled)
    }

    @Test("starting is refused unless it waits", arguments: [VersionState.training, .ready, .failed, .cancelled])
    func startRefused(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        let refused = await failure { try await catalog.startVersion(version.id) }
        #expect(refused?.sqlState == .objectNotInPrerequisiteState)
        #expect(refused?.message == "a version that is \(state.rawValue) cannot start")
        #expect(try await catalog.version(id: version.id) == version)
    }

    @Test("finishing is refused unless it trains, and changes nothing", arguments: [VersionState.queued, .ready, .failed, .cancelled])
    func finishRefused(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        let refused = await failure { try await catalog.finishVersion(version.id, .example("b2")) }
        #expect(refused?.message == "a version that is \(state.rawValue) cannot finish")
        #expect(try await catalog.version(id: version.id) == version)
    }

    @Test("failing and cancelling are refused at the end of a life", arguments: [VersionState.ready, .failed, .cancelled])
    func endRefused(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        #expect(await failure { try await catalog.cancelVersion(version.id) }?.message == "a version that is \(state.rawValue) cannot cancel")
        let late = await failure { try await catalog.failVersion(version.id, SQLFailure(.ioError, "late")) }
        #expect(late?.message == "a version that is \(state.rawValue) cannot fail")
        #expect(try await catalog.version(id: version.id) == version)
    }

    @Test("a snapshot is taken by a training only", arguments: [VersionState.queued, .ready, .failed, .cancelled])
    func snapshotRefused(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        let refused = await failure { try await catalog.recordSnapshot(version.id, hash: "77", rows: 1, bytes: 1, columns: "[]") }
        #expect(refused?.message == "a version that is \(state.rawValue) cannot take a snapshot")
        #expect(try await catalog.snapshot(hash: "77") == nil)
    }

    @Test("versions that learn from the same rows share their snapshot")
    func sharedSnapshot() async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.version(of: "a", in: .ready)
        _ = try await catalog.version(of: "b", in: .ready)
        let snapshot = try await catalog.snapshot(hash: "5a")
        #expect(snapshot?.rows == 100)
        #expect(snapshot?.bytes == 2048)
        #expect(try catalog.table(.snapshots).map { $0["used_by"] } == [.text("main.a version 1, main.b version 1")])
        #expect(try await catalog.files().filter { $0.kind == .snapshot }.map(\.owner) == ["main.a version 1", "main.b version 1"])
    }

    @Test("progress is kept, its share within 0 and 1", arguments: [(-0.5, 0.0), (0.25, 0.25), (1.5, 1.0)])
    func progress(given: Double, kept: Double) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .training)
        let before = catalog.revision
        try await catalog.progress(
            version.id, ProgressUpdate(stage: "fit", share: given, round: 3, rounds: 9, metricName: "auc", metricValue: 0.8))
        let current = try await catalog.version(id: version.id)
        #expect(current?.stage == "fit")
        #expect(current?.share == kept)
        #expect(current?.round == 3)
        #expect(current?.rounds == 9)
        #expect(current?.metricName == "auc")
        #expect(current?.metricValue == 0.8)
        #expect(current?.progressAt != nil)
        #expect(catalog.revision == before)
    }

    @Test("late progress is ignored", arguments: [VersionState.ready, .failed, .cancelled])
    func lateProgress(state: VersionState) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: state)
        try await catalog.progress(version.id, ProgressUpdate(stage: "fit", share: 0.5))
        #expect(try await catalog.version(id: version.id) == version)
    }

    @Test("an interrupted training is queued again once, and fails the second time")
    func recovery() async throws {
        let files = try TestCatalog()
        var catalog: Catalog? = try files.open()
        let id = try #require(try await catalog?.version(of: "buyers", in: .training).id)
        _ = try await catalog?.version(of: "ready", in: .ready)
        _ = try await catalog?.version(of: "queued", in: .queued)
        catalog = nil

        let second = try files.open()
        let first = try await second.recoverInterrupted()
        #expect(first.requeued.map(\.id) == [id])
        #expect(first.requeued.map(\.state) == [.queued])
        #expect(first.failed.isEmpty)
        #expect(try await second.queuedVersions().map(\.id).first == id)

        try await second.startVersion(id)
        let again = try await second.recoverInterrupted()
        #expect(again.requeued.isEmpty)
        #expect(again.failed.map(\.id) == [id])
        #expect(again.failed.map(\.state) == [.failed])
        #expect(again.failed.first?.failure == SQLFailure(.adminShutdown, "the server ended twice while it trained", hint: "RETRAIN tries again"))
        #expect(try await second.recoverInterrupted().failed.isEmpty)
    }

    @Test("a version of a model that was dropped meanwhile is gone")
    func dropped() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .training)
        #expect(try await catalog.dropModel(project: "main", name: "BUYERS")?.map(\.id) == [version.id])
        let gone = await failure { try await catalog.finishVersion(version.id, .example()) }
        #expect(gone?.sqlState == .undefinedObject)
        #expect(gone?.message == "the version does not exist")
        try await catalog.progress(version.id, ProgressUpdate(stage: "fit", share: 0.5))
        #expect(try await catalog.version(id: version.id) == nil)
    }
}
