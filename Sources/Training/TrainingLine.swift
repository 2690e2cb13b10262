package import CatalogStore
import Core

/// Which training comes next. Pure.
///
/// The greatest priority first. Within it users take turns: who has the fewest running, then who has waited longest since the last
/// start, then who asked first. A user's own trainings keep their order. A project at its limit lets others pass.
package struct TrainingLine: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var versionID: Int64
        package var project: String
        package var user: String
        /// The greater comes first.
        package var priority: Int

        package init(versionID: Int64, project: String, user: String, priority: Int) {
            self.versionID = versionID
            self.project = project
            self.user = user
            self.priority = priority
        }
    }

    /// Why a training waits.
    package enum Hold: String, Hashable, Sendable {
        case paused
        case projectLimit = "project limit"
        /// All workers are taken, or others come first.
        case turn
    }

    package private(set) var waiting: [Entry] = []
    package private(set) var running: [Entry] = []
    /// Trainings at once.
    package var width: Int
    /// How many of a project's trainings run at once, by folded name; without one: any number.
    package var limits: [String: Int] = [:]
    package var isPaused = false
    /// When a training of a user was last started, by folded name; only the order counts.
    private var lastStart: [String: Int64]

    package init(width: Int, lastStart: [String: Int64] = [:]) {
        self.width = width
        self.lastStart = lastStart
    }

    package func contains(_ versionID: Int64) -> Bool {
        waiting.contains { $0.versionID == versionID } || running.contains { $0.versionID == versionID }
    }

    /// Nothing happens when it is in the line already.
    package mutating func add(_ entry: Entry) {
        guard !contains(entry.versionID) else { return }
        waiting.append(entry)
    }

    /// - Returns: whether it was waiting.
    package mutating func removeWaiting(_ versionID: Int64) -> Bool {
        let count = waiting.count
        waiting.removeAll { $0.versionID == versionID }
        return waiting.count < count
    }

    /// A training that runs, and whose start is known already.
    package mutating func addRunning(_ entry: Entry) { running.append(entry) }

    package mutating func end(_ versionID: Int64) { running.removeAll { $0.versionID == versionID } }

    /// Takes the training that is to start now out of the waiting ones; nil: none may.
    package mutating func startNext() -> Entry? {
        guard !isPaused, running.count < width, let entry = best(waiting.filter { !isAtLimit($0) }) else { return nil }
        _ = removeWaiting(entry.versionID)
        running.append(entry)
        lastStart[entry.user.folded] = (lastStart.values.max() ?? 0) + 1
        return entry
    }

    /// The waiting ones in the order in which they would start if each ended at once, and why they have not.
    package func order() -> [(versionID: Int64, hold: Hold)] {
        var copy = self
        var result: [(Int64, Hold)] = []
        while let entry = copy.best(copy.waiting) {
            result.append((entry.versionID, isPaused ? .paused : isAtLimit(entry) ? .projectLimit : .turn))
            _ = copy.removeWaiting(entry.versionID)
            copy.lastStart[entry.user.folded] = (copy.lastStart.values.max() ?? 0) + 1
        }
        return result
    }

    private func isAtLimit(_ entry: Entry) -> Bool {
        guard let limit = limits[entry.project.folded] else { return false }
        return running.count { $0.project.folded == entry.project.folded } >= limit
    }

    private func best(_ candidates: [Entry]) -> Entry? {
        candidates.min { rank($0) < rank($1) }
    }

    private func rank(_ entry: Entry) -> (Int, Int, Int64, Int64) {
        let user = entry.user.folded
        return (-entry.priority, running.count { $0.user.folded == user }, lastStart[user] ?? 0, entry.versionID)
    }
}

extension TrainingLine.Entry {
    init(_ training: QueuedTraining) {
        self.init(versionID: training.versionID, project: training.project, user: training.user, priority: training.priority)
    }
}

extension TrainingLine {
    /// As the catalog has it: those that are queued wait, those in training run.
    package init(_ contents: TrainingQueueContents, width: Int) {
        self.init(width: width, lastStart: contents.lastStarts)
        limits = contents.limits
        isPaused = contents.isPaused
        for training in contents.trainings {
            if training.state == .training { addRunning(.init(training)) } else { add(.init(training)) }
        }
    }
}
