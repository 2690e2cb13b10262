import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Looks out for a client's next message for some microseconds before its event loop goes to sleep: waking a thread on a core that
/// sleeps takes as long as a prediction. Only while this client is the only one of its event loop that talks or is worked for, and as
/// `BusyPollPolicy` says. Lives on its connection's event loop.
struct BusyPoll {
    /// What the connections of one event loop know of each other.
    final class Loop: Sendable {
        // Proof of order: one thread reads and writes it.
        private let latest = Atomic<Int32>(0)
        private static let ofThread = ThreadSpecificVariable<Loop>()

        /// Of the thread that calls.
        static var current: Loop {
            if let known = ofThread.currentValue { return known }
            let made = Loop()
            ofThread.currentValue = made
            return made
        }

        /// Something comes from a connection, or from the worker for it.
        /// - Returns: whether the last thing was this connection's too.
        func comes(_ connection: Int32) -> Bool { latest.exchange(connection, ordering: .relaxed) == connection }
    }

    /// Event loops that look out now: others need cores too, the clients above all.
    private static let looking = Atomic(0)
    private static let most = max(1, System.coreCount / 2)

    private let loop: Loop
    private let connection: Int32
    // It is looked at while the channel is active only: when it closes, the phase says so before anything is read again.
    private let socket: CInt
    private var policy: BusyPollPolicy
    private var isAlone = false

    /// On the event loop of the channel. nil: it is no socket, or is not to be looked at.
    /// - Parameter connection: a number that no other open connection has, not 0.
    init?(_ context: ChannelHandlerContext, of connection: Int32, limit: Duration) {
        guard limit > .zero, let socket = try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self, { $0 }) else { return nil }
        loop = .current
        self.connection = connection
        self.socket = socket
        policy = BusyPollPolicy(limit: Int(min(limit, .seconds(1)) / .nanoseconds(1)))
    }

    /// A message came.
    mutating func received() {
        isAlone = loop.comes(connection)
        policy.received(at: Self.now())
    }

    /// The worker did something for the client.
    func worked() { _ = loop.comes(connection) }

    /// The client has the answers to all that came: returns when something comes, or the time is over.
    mutating func wait() {
        let start = Self.now()
        guard policy.answered(at: start), isAlone else { return }
        defer { Self.looking.subtract(1, ordering: .relaxed) }
        guard Self.looking.add(1, ordering: .relaxed).newValue <= Self.most else { return }
        // A message, the end of the connection or an error: the event loop sees to it.
        var awaited = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        repeat {
            if poll(&awaited, 1, 0) != 0 { return policy.ended(inVain: false) }
        } while Self.now() - start < policy.limit
        policy.ended(inVain: true)
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
