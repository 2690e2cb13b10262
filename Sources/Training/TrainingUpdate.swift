package import Core

/// What a client that waits for a training is told.
package enum TrainingUpdate: Sendable, Hashable {
    case progress(WorkerEvent.Progress)
    case ready
    case failed(SQLFailure)
    case cancelled
}
