import Foundation
import Synchronization

/// A piece of blocking work on a thread of its own, while the caller does something else.
final class Alongside<Output: Sendable>: Sendable {
    private let result = Mutex<Result<Output, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)
    private let state = Mutex(State())

    private struct State {
        /// nil while the body does not run.
        var thread: pthread_t?
        var isAwaited = false
    }

    /// - Parameter body: gets this piece of work itself.
    init(_ body: @escaping @Sendable (Alongside) throws -> Output) {
        let thread = Thread { [self] in
            state.withLock { $0.thread = pthread_self() }
            let made = Result { try body(self) }
            state.withLock { $0.thread = nil }
            result.withLock { $0 = made }
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Whether the body has thrown.
    var hasFailed: Bool { result.withLock { if case .failure? = $0 { true } else { false } } }

    /// On Linux: the rest gets only the processor time that nobody else wants, until its end is waited for. Called by the body.
    func giveWay() {
        state.withLock { if !$0.isAwaited { Self.schedule($0.thread, idlePolicy) } }
    }

    /// Waits for its end, once. - Throws: what the body threw.
    func value() throws -> Output {
        state.withLock {
            $0.isAwaited = true
            Self.schedule($0.thread, Int32(SCHED_OTHER))
        }
        done.wait()
        guard let made = result.withLock({ $0 }) else { preconditionFailure("the thread has ended") }
        return try made.get()
    }

    /// Where it cannot be set, the work is done at the priority that it has.
    private static func schedule(_ thread: pthread_t?, _ policy: Int32) {
        var parameters = sched_param(sched_priority: 0)
        if let thread { _ = pthread_setschedparam(thread, policy, &parameters) }
    }
}

/// Linux's `SCHED_IDLE`. Source: sched(7).
private let idlePolicy: Int32 = 5
