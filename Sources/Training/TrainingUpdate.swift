package import Core

/// What a client that waits for a training is told.
package enum TrainingUpdate: Sendable, Hashable {
    case progress(WorkerEvent.Progress)
    /// The columns of the rows are others than those of the version before.
    case columnsChanged([ColumnChange])
    case ready
    case failed(SQLFailure)
    case cancelled
}
