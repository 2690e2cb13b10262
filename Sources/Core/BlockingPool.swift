import Foundation
import Synchronization

/// Threads of its own for C calls that block or compute for more than a millisecond, so that they never hold a thread of
/// Swift's cooperative pool or an event loop. Work is taken first in, first out.
package final class BlockingPool: Sendable {
    // The mutable state lives in `Queue`, every access to which holds its condition's lock.
    private let queue = Queue()

    /// - Parameter width: threads, and so calls at once.
    package init(width: Int, name: String) {
        precondition(width > 0)
        for index in 0..<width {
            let queue = queue
            let thread = Thread {
                while let work = queue.take() { work() }
            }
            thread.name = "\(name)-\(index)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    deinit { queue.close() }

    /// Runs `body` on a thread of the pool. A task that was cancelled before throws `CancellationError` instead.
    /// - Parameter ticket: by which the caller may give the call up; nil: it waits to the end.
    /// - Throws: what the body throws; `CancellationError` when it was given up.
    package func run<Result: Sendable>(_ ticket: CallTicket? = nil, _ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            guard let ticket else {
                queue.put { continuation.resume(with: Swift.Result(catching: body)) }
                return
            }
            let answer = Answer(continuation)
            guard let call = ticket.begin({ answer.give(.failure(CancellationError())) }) else {
                answer.give(.failure(CancellationError()))
                return
            }
            queue.put {
                guard ticket.start(call) else { return }
                let result = Swift.Result(catching: body)
                ticket.end(call)
                answer.give(result)
            }
        }
    }

    /// Resumes a continuation once, by whoever is first.
    private final class Answer<Result: Sendable>: Sendable {
        private let waiting: Mutex<CheckedContinuation<Result, any Error>?>

        init(_ continuation: CheckedContinuation<Result, any Error>) { waiting = Mutex(continuation) }

        func give(_ result: Swift.Result<Result, any Error>) {
            waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }?.resume(with: result)
        }
    }

    private final class Queue: @unchecked Sendable {
        // Proof of Sendable: `waiting` and `closed` are read and written only while `condition` is locked.
        private let condition = NSCondition()
        private var waiting: [@Sendable () -> Void] = []
        private var next = 0
        private var closed = false

        func put(_ work: @escaping @Sendable () -> Void) {
            condition.withLock {
                waiting.append(work)
                condition.signal()
            }
        }

        func take() -> (@Sendable () -> Void)? {
            condition.withLock {
                while next == waiting.count && !closed { condition.wait() }
                guard next < waiting.count else { return nil }
                let work = waiting[next]
                next += 1
                if next == waiting.count {
                    waiting.removeAll(keepingCapacity: true)
                    next = 0
                }
                return work
            }
        }

        func close() {
            condition.withLock {
                closed = true
                condition.broadcast()
            }
        }
    }
}
