import CatalogStore
import Core
import Foundation
import Synchronization

/// One training from the server's side: what its worker says is written to the catalog and told to who waits.
struct TrainingRun {
    let versionID: Int64
    let catalog: Catalog
    let dataDirectory: String
    let tell: @Sendable (TrainingUpdate) async -> Void
    /// Whether the version takes the place of the one that serves; nil: none serves, or nothing can be said.
    let promotion: @Sendable (FinishedTraining) async throws -> Promotion?

    /// - Returns: `.ready`. - Throws: the training's failure.
    func execute(_ job: WorkerJob, in process: WorkerProcess) async throws -> TrainingUpdate {
        let state = Mutex(State())
        try await process.run(job.json) { event in
            switch event {
            case .progress(let progress):
                await tell(.progress(progress))
                // Every stage, and within a stage a few rows a second are enough for who looks on.
                guard state.withLock({ $0.isDue(progress) }) else { return }
                try await catalog.progress(
                    versionID,
                    ProgressUpdate(
                        stage: progress.stage, share: progress.share, round: progress.round, rounds: progress.rounds,
                        metricName: progress.metric, metricValue: progress.value))
            case .snapshot(let snapshot): try await record(snapshot)
            case .profile(let profile): try await catalog.recordProfile(versionID, profile)
            case .finished(let finished): state.withLock { $0.finished = finished }
            case .failed(let failure): state.withLock { $0.failure = failure }
            case .compared, .alive: break
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
        guard let finished = state.withLock({ $0.finished }) else { throw SQLFailure(.internalError, "the training has no result") }
        try await finish(finished)
        return .ready
    }

    /// The rows are frozen, and how they differ from those of the version before is told.
    private func record(_ snapshot: WorkerEvent.Snapshot) async throws {
        try await catalog.recordSnapshot(
            versionID, hash: snapshot.hash, rows: snapshot.rows, bytes: snapshot.bytes, columns: snapshot.columns.text, isStored: isStored)
        guard let before = try await catalog.versionBefore(versionID)?.snapshotHash, let known = try await catalog.snapshot(hash: before) else { return }
        let changes = ColumnChange.list(before: try? JSONValue(parsing: known.columns), after: snapshot.columns)
        try await catalog.recordChanges(versionID, .array(changes.map(\.json)))
        if !changes.isEmpty { await tell(.columnsChanged(changes)) }
    }

    private func finish(_ finished: WorkerEvent.Finished) async throws {
        let training = FinishedTraining(
            artifactHash: finished.artifactHash, artifactBytes: finished.artifactBytes, heldHash: finished.heldHash, report: finished.report,
            columns: finished.columns)
        try await catalog.finishVersion(versionID, training, promotion: try await promotion(training), isStored: isStored)
    }

    private var isStored: @Sendable (StoredFile) -> Bool {
        { [dataDirectory] file in FileManager.default.fileExists(atPath: "\(dataDirectory)/\(file.path)") }
    }

    private struct State {
        var failure: SQLFailure?
        var finished: WorkerEvent.Finished?
        private var stage = ""
        private var last: ContinuousClock.Instant?

        mutating func isDue(_ progress: WorkerEvent.Progress) -> Bool {
            let now = ContinuousClock.now
            if progress.stage == stage, let last, now - last < .milliseconds(250) { return false }
            stage = progress.stage
            last = now
            return true
        }
    }
}
