import Core
@testable import PGWire
import Synchronization

/// The numbers from 1, in chunks of 100; then the end or a failure.
final class FakeResult: WireResult {
    let columns: [Column]? = [Column("n", .integer)]
    let tag = CommandTag.select
    private let count: Int
    private let failure: SQLFailure?
    private let state = Mutex((sent: 0, cancelled: false))

    init(count: Int, failure: SQLFailure? = nil) {
        self.count = count
        self.failure = failure
    }

    var isCancelled: Bool { state.withLock { $0.cancelled } }

    func next() async throws -> Chunk? {
        let range = state.withLock { state in
            let start = state.sent
            state.sent = min(count, start + 100)
            return start..<state.sent
        }
        if range.isEmpty {
            if let failure { throw failure }
            return nil
        }
        return Chunk(columns: [ColumnVector(type: .integer, storage: .integers(range.map { Int64($0 + 1) }))])
    }

    func cancel() async { state.withLock { $0.cancelled = true } }
}
