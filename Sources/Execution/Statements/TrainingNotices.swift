import Core
import Synchronization
import Training

/// Chooses what a client that waits is told of a training: each stage, and each tenth of the whole.
final class TrainingNotices: Sendable {
    private let name: String
    private let verb: String
    private let told = Mutex((stages: Set<String>(), tenth: -1))

    /// - Parameter verb: "training", "reproducing".
    init(name: String, verb: String = "training") {
        self.name = name
        self.verb = verb
    }

    /// nil: nothing that was not said.
    func text(_ progress: WorkerEvent.Progress) -> String? {
        let tenth = Int(progress.share * 10)
        let isNews = told.withLock { told in
            let isNew = told.stages.insert(progress.stage).inserted
            guard isNew || tenth > told.tenth else { return false }
            told.tenth = tenth
            return true
        }
        guard isNews else { return nil }
        let metric = progress.value.map { ", \(progress.metric ?? "metric") \(Value.text(of: ($0 * 1e5).rounded() / 1e5))" } ?? ""
        let round = progress.round.map { ", round \($0)" } ?? ""
        return "\(verb) \"\(name)\": \(Int(progress.share * 100)) %, \(progress.stage)\(round)\(metric)"
    }
}
