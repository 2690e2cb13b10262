import Foundation
import Synchronization

/// A piece of blocking work on a thread of its own, while the caller does something else.
final class Alongside<Output: Sendable>: Sendable {
    private let result = Mutex<Result<Output, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Output) {
        let thread = Thread { [self] in
            let made = Result(catching: body)
            result.withLock { $0 = made }
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Whether the body has thrown.
    var hasFailed: Bool { result.withLock { if case .failure? = $0 { true } else { false } } }

    /// Waits for its end, once. - Throws: what the body threw.
    func value() throws -> Output {
        done.wait()
        guard let made = result.withLock({ $0 }) else { preconditionFailure("the thread has ended") }
        return try made.get()
    }
}
