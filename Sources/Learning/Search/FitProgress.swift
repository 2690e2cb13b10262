import Core
import Synchronization

/// Gathers how far several fits are, which may run on several threads at once, and passes it on a few times a second.
final class FitProgress: Sendable {
    private struct State: Sendable {
        /// Of each fit, 0...1.
        var shares: [Double]
        var last: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let range: ClosedRange<Double>
    private let metricName: String
    private let tell: @Sendable (TrainingProgress) throws -> Void

    /// - Parameters:
    ///   - range: of the whole training that the fits are.
    ///   - tell: called by one thread at a time; what it throws ends the fit that reported.
    init(fits: Int, range: ClosedRange<Double>, metricName: String, tell: @escaping @Sendable (TrainingProgress) throws -> Void) {
        state = Mutex(State(shares: [Double](repeating: 0, count: fits)))
        self.range = range
        self.metricName = metricName
        self.tell = tell
    }

    /// - Parameters:
    ///   - fit: from 0.
    ///   - loss: on the rows that judge; nil when none do.
    func report(_ fit: Int, stage: String, round: Int, of rounds: Int, loss: Double?) throws {
        try state.withLock { state in
            state.shares[fit] = Double(round) / Double(max(1, rounds))
            let now = ContinuousClock.now
            // What is told decides nothing, so the clock may choose it.
            if let last = state.last, now - last < .milliseconds(100) { return }
            state.last = now
            let share = state.shares.reduce(0, +) / Double(state.shares.count)
            try tell(
                TrainingProgress(
                    stage: stage, share: range.lowerBound + (range.upperBound - range.lowerBound) * share, round: round, rounds: rounds,
                    metricName: loss == nil ? nil : metricName, metricValue: loss))
        }
    }

    func ended(_ fit: Int) { state.withLock { $0.shares[fit] = 1 } }
}
