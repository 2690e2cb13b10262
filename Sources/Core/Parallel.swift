import Dispatch
import Synchronization

/// Runs independent pieces of work on several threads; the results are in the order of the pieces.
package enum Parallel {
    /// Two different pieces. - Throws: the first one's error, else the second one's.
    package static func both<First: Sendable, Second: Sendable>(
        threads: Int, _ first: @Sendable () throws -> First, and second: @Sendable () throws -> Second
    ) throws -> (First, Second) {
        let made = try map([true, false], threads: threads) { isFirst in try isFirst ? (try first(), nil) : (nil, try second()) as (First?, Second?) }
        guard let first = made[0].0, let second = made[1].1 else { preconditionFailure("each piece was run") }
        return (first, second)
    }

    /// Ranges of about equal length, one after the other, for as many threads.
    package static func ranges(_ count: Int, threads: Int) -> [Range<Int>] {
        let parts = max(1, min(threads, count))
        return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
    }

    /// - Throws: the error of the first piece, in order, that failed.
    package static func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], threads: Int, _ body: @Sendable (Input) throws -> Output
    ) throws -> [Output] {
        guard threads > 1, inputs.count > 1 else { return try inputs.map(body) }
        let results = Mutex<[Int: Result<Output, any Error>]>([:])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, inputs.count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < inputs.count else { return }
                let result = Result { try body(inputs[index]) }
                results.withLock { $0[index] = result }
            }
        }
        let all = results.withLock { $0 }
        return try inputs.indices.map { index in
            guard let result = all[index] else { throw SQLFailure(.internalError, "a piece of the work was lost") }
            return try result.get()
        }
    }
}
