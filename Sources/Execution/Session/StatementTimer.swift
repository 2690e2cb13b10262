import Core
import Synchronization

/// Ends a statement that runs longer than `statement_timeout`.
final class StatementTimer: Sendable {
    private let task: Task<Void, Never>
    private let fired: Flag

    private final class Flag: Sendable {
        let isSet = Mutex(false)
    }

    /// - Parameter end: interrupts the statement. It is called until the timer is stopped, since an interrupt that comes just before
    ///   the engine begins is lost.
    init(after limit: Duration, _ end: @escaping @Sendable () -> Void) {
        let flag = Flag()
        fired = flag
        task = Task {
            do {
                try await Task.sleep(for: limit)
                flag.isSet.withLock { $0 = true }
                while true {
                    end()
                    try await Task.sleep(for: .milliseconds(50))
                }
            } catch {
                // Stopped: the statement has ended.
            }
        }
    }

    deinit { task.cancel() }

    func stop() { task.cancel() }

    /// Whether the limit was reached before the timer was stopped.
    var hasFired: Bool { fired.isSet.withLock { $0 } }

    /// The failure that the client gets for one that the statement ended with.
    func translated(_ failure: any Error) -> any Error {
        guard hasFired else { return failure }
        let failure = SQLFailure(wrapping: failure)
        guard failure.sqlState == .queryCanceled else { return failure }
        return SQLFailure(
            .queryCanceled, "canceling statement due to statement timeout", hint: "SET statement_timeout = 0 takes the limit away")
    }
}
