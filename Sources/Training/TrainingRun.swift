import CatalogStore
import Core
import Synchronization

/// One training from the server's side: what its worker says is written to the catalog and told to who waits.
struct TrainingRun {
    let versionID: Int64
    let catalog: Catalog
    let tell: @Sendable (TrainingUpdate) async -> Void

    /// - Returns: `.ready`. - Throws: the training's failure.
    func execute(_ job: WorkerJob, in process: WorkerProcess) async throws -> TrainingUpdate {
        let state = Mutex(State())
        try await process.run(job) { event in
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
            case .snapshot(let snapshot):
                try await catalog.recordSnapshot(
                    versionID, hash: snapshot.hash, rows: snapshot.rows, bytes: snapshot.bytes, columns: snapshot.columns.text)
            case .finished(let finished):
                try await finish(finished)
            case .failed(let failure):
                state.withLock { $0.failure = failure }
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
        return .ready
    }

    private func finish(_ finished: WorkerEvent.Finished) async throws {
        try await catalog.finishVersion(
            versionID,
            FinishedTraining(artifactHash: finished.artifactHash, artifactBytes: finished.artifactBytes, report: finished.report))
    }

    private struct State {
        var failure: SQLFailure?
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
