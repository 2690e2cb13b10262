import Foundation
import Synchronization

/// By which somebody gives up waiting for calls of a `BlockingPool`, one after the other. A call that has not begun is not made; one that
/// runs has a moment to end by itself, and is left alone then: it goes on, and what it gives is thrown away.
package final class CallTicket: Sendable {
    private struct State {
        var isCancelled = false
        /// Of the last call.
        var number = 0
        var isRunning = false
        /// Tells the last call's caller; nil: it has its answer.
        var giveUp: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    /// Seconds.
    private let patience: Double

    /// - Parameter patience: seconds that a call that runs has to end by itself.
    package init(patience: Double = 1) { self.patience = patience }

    /// From any thread.
    package func cancel() {
        let (giveUp, number) = state.withLock { state -> ((@Sendable () -> Void)?, Int) in
            state.isCancelled = true
            guard !state.isRunning else { return (nil, state.number) }
            defer { state.giveUp = nil }
            return (state.giveUp, state.number)
        }
        if let giveUp { return giveUp() }
        DispatchQueue.global().asyncAfter(deadline: .now() + patience) { self.leave(number) }
    }

    private func leave(_ number: Int) {
        state.withLock { state -> (@Sendable () -> Void)? in
            guard state.number == number else { return nil }
            defer { state.giveUp = nil }
            return state.giveUp
        }?()
    }

    /// - Returns: the call's number; nil when it was cancelled before.
    func begin(_ giveUp: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.number += 1
            state.isRunning = false
            state.giveUp = giveUp
            return state.number
        }
    }

    /// - Returns: false when it was given up while it waited.
    func start(_ number: Int) -> Bool {
        state.withLock { state in
            guard state.number == number, state.giveUp != nil else { return false }
            state.isRunning = true
            return true
        }
    }

    func end(_ number: Int) {
        state.withLock { state in
            guard state.number == number else { return }
            state.isRunning = false
            state.giveUp = nil
        }
    }
}
