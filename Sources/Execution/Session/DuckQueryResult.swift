import Core
import DuckEngine
import Synchronization

/// Rows of a query that DuckDB runs, streamed chunk by chunk on the blocking pool.
final class DuckQueryResult: StatementResult {
    let columns: [Column]?
    private let result: DuckResult
    private let pool: BlockingPool
    private let ticket: CallTicket
    private let tagOf: @Sendable (DuckResult) -> StatementTag
    private let translate: @Sendable (any Error) async -> SQLFailure
    private let onEnd: @Sendable () -> Void
    private let ended = Mutex(false)
    /// Rows that were read ahead, because the connection was needed for another statement.
    private let buffered = Mutex<[Chunk]>([])

    init(
        columns: [Column]?, result: DuckResult, pool: BlockingPool, ticket: CallTicket, tagOf: @escaping @Sendable (DuckResult) -> StatementTag,
        translate: @escaping @Sendable (any Error) async -> SQLFailure, onEnd: @escaping @Sendable () -> Void
    ) {
        self.columns = columns
        self.result = result
        self.pool = pool
        self.ticket = ticket
        self.tagOf = tagOf
        self.translate = translate
        self.onEnd = onEnd
    }

    deinit { end() }

    var tag: StatementTag { tagOf(result) }

    func next() async throws -> Chunk? {
        if let chunk = buffered.withLock({ $0.popLast() }) { return chunk }
        if ended.withLock({ $0 }) { return nil }
        do {
            let result = result
            if let chunk = try await pool.run(ticket, { try result.next() }) { return chunk }
            end()
            return nil
        } catch {
            end()
            throw await translate(error)
        }
    }

    /// Reads what is left into memory, so that the connection is free.
    func readAhead() async throws {
        guard !ended.withLock({ $0 }) else { return }
        let result = result
        let rest = try await pool.run(ticket) {
            var rest: [Chunk] = []
            while let chunk = try result.next() { rest.append(chunk) }
            return rest
        }
        buffered.withLock { $0 = rest.reversed() + $0 }
        end()
    }

    func cancel() async {
        buffered.withLock { $0 = [] }
        end()
    }

    private func end() {
        let first = ended.withLock { ended in
            defer { ended = true }
            return !ended
        }
        if first { onEnd() }
    }
}
