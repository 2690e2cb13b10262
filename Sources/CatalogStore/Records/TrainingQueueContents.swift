/// All that the queue of trainings is decided from, at one moment.
package struct TrainingQueueContents: Hashable, Sendable {
    /// In the order in which they were queued.
    package var trainings: [QueuedTraining]
    /// Trainings at once, by project; without one: any number.
    package var limits: [String: Int]
    package var isPaused: Bool
    /// When a training of each user was last started: microseconds since 1970 in UTC.
    package var lastStarts: [String: Int64]
}
