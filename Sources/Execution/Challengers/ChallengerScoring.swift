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
    /// Rows with a key whose answers are kept for their truth: of each second, and of each deployment.
    private static let answersPerFlush = 5000

    /// From the first request on, before all that came meanwhile are asked together: nobody is woken for each.
    private static let gathering = Duration.milliseconds(20)

    private let catalog: Catalog
    private let logger: Logger
    private let queue = Mutex(Queue())
    /// Rings when the queue is no longer empty.
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let tallies = Mutex<[Int64: ChallengerTally]>([:])

    private struct Queue {
        var requests: [ChallengerRequest] = []
        var rows = 0
    }

    init(catalog: Catalog, logger: Logger) {
        self.catalog = catalog
        self.logger = logger
        (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Never waits.
    func offer(_ request: ChallengerRequest) {
        let count = request.rowCount
        let (isTaken, isFirst) = queue.withLock { queue in
            guard queue.requests.count < Self.maximumRequests, queue.rows + count <= Self.maximumRows else { return (false, false) }
            queue.requests.append(request)
            queue.rows += count
            return (true, queue.requests.count == 1)
        }
        if isFirst { ring.yield() }
        if !isTaken { tallies.withLock { $0[request.challenger.deploymentID, default: ChallengerTally()].dropped += 1 } }
    }

    /// Works until the server shuts down; what still waits then is not asked.
    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.score() }
            group.addTask { await self.flushEachSecond() }
            try? await gracefulShutdown()
            ring.finish()
            group.cancelAll()
        }
        await flush()
    }

    private func score() async {
        // Made with the first request: a server without challengers needs no thread for them.
        var made: BlockingPool?
        for await _ in bell {
            guard (try? await Task.sleep(for: Self.gathering)) != nil else { return }
            let requests = queue.withLock { queue in
                defer { queue = Queue() }
                return queue.requests
            }
            let pool: BlockingPool
            if let made { pool = made } else {
                pool = BlockingPool(width: 1, name: "challenger")
                made = pool
                _ = try? await pool.run { Self.yieldToRequests() }
            }
            try? await pool.run { for request in requests { self.score(request) } }
        }
    }

    private func score(_ request: ChallengerRequest) {
        let id = request.challenger.deploymentID
        let (samples, answers) = tallies.withLock { (Self.samplesPerFlush - ($0[id]?.sampleCount ?? 0), Self.answersPerFlush - ($0[id]?.answerCount ?? 0)) }
        let tally = ChallengerTally(request, samples: samples, answers: answers)
        tallies.withLock { $0[id, default: ChallengerTally()].add(tally) }
    }

    /// Of this thread alone: those who wait for an answer come first.
    private static func yieldToRequests() {
        let thread = __priority_which_t(PRIO_PROCESS.rawValue)
        setpriority(thread, 0, min(19, getpriority(thread, 0) + 10))
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
