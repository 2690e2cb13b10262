import CatalogStore
import Core
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Asks challengers what was asked of champions, behind the requests, and counts how the answers differ.
///
/// A request is put into a queue of bounded size and dropped, which is counted, when the queue is full: nobody waits. What is counted
/// reaches the catalog once a second.
package final class ChallengerScoring: Service {
    /// Requests, and rows in them, that may wait.
    private static let maximumRequests = 4096
    private static let maximumRows = 200_000
    /// Rows that are recorded one by one: of each second, and of each deployment.
    private static let samplesPerFlush = 10

    private let catalog: Catalog
    private let logger: Logger
    private let requests: AsyncStream<ChallengerRequest>
    private let waiting: AsyncStream<ChallengerRequest>.Continuation
    private let waitingRows = Atomic<Int>(0)
    private let tallies = Mutex<[Int64: ChallengerTally]>([:])
    /// Made with the first request: a server without challengers needs no thread for them.
    private let pool = Mutex<BlockingPool?>(nil)

    init(catalog: Catalog, logger: Logger) {
        self.catalog = catalog
        self.logger = logger
        (requests, waiting) = AsyncStream.makeStream(of: ChallengerRequest.self, bufferingPolicy: .bufferingOldest(Self.maximumRequests))
    }

    /// Never waits.
    func offer(_ request: ChallengerRequest) {
        let rows = request.rowCount
        guard waitingRows.add(rows, ordering: .relaxed).newValue <= Self.maximumRows else { return drop(request) }
        if case .dropped = waiting.yield(request) { drop(request) }
    }

    private func drop(_ request: ChallengerRequest) {
        waitingRows.subtract(request.rowCount, ordering: .relaxed)
        tallies.withLock { $0[request.challenger.deploymentID, default: ChallengerTally()].dropped += 1 }
    }

    /// Works until the server shuts down; what still waits then is not asked.
    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.score() }
            group.addTask { await self.flushEachSecond() }
            try? await gracefulShutdown()
            waiting.finish()
            group.cancelAll()
        }
        await flush()
    }

    private func score() async {
        for await request in requests {
            if Task.isCancelled { return }
            waitingRows.subtract(request.rowCount, ordering: .relaxed)
            let pool = pool.withLock { pool in
                let made = pool ?? BlockingPool(width: 1, name: "challenger")
                pool = made
                return made
            }
            let tally = try? await pool.run { () -> ChallengerTally in
                // Of this thread alone: requests come first.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
                return ChallengerTally(request, samples: Self.samplesPerFlush)
            }
            if let tally { tallies.withLock { $0[request.challenger.deploymentID, default: ChallengerTally()].add(tally, samples: Self.samplesPerFlush) } }
        }
    }

    private func flushEachSecond() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil { await flush() }
    }

    private func flush() async {
        let done = tallies.withLock { tallies in
            defer { tallies = [:] }
            return tallies
        }
        guard !done.isEmpty else { return }
        do {
            try await catalog.addChallengerScores(done.mapValues(\.record))
        } catch {
            logger.warning("what challengers answered could not be recorded", metadata: ["error": "\(error)"])
        }
    }
}
