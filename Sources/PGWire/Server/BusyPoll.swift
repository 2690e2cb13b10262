import Glibc
import NIOCore
import NIOPosix

/// Looks out for a client's next message for some microseconds before its event loop goes to sleep: waking a thread on a core that
/// sleeps takes as long as a prediction. Only while this client is the only one of its event loop that talks, and as `BusyPollPolicy`
/// says. Lives on its connection's event loop.
struct BusyPoll {
    /// What all connections of one event loop share.
    private final class Loop {
        /// The connection that sent something last.
        var talking: ObjectIdentifier?
    }

    // Each thread sees its own only.
    private nonisolated(unsafe) static let loops = ThreadSpecificVariable<Loop>()

    private let loop: Loop
    private let connection: ObjectIdentifier
    private let socket: CInt
    private var policy: BusyPollPolicy

    /// On the event loop of the channel. nil: it is no socket, or is not to be looked at.
    init?(_ context: ChannelHandlerContext, of connection: ObjectIdentifier, limit: Duration) {
        guard limit > .zero, let socket = try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self, { $0 }) else { return nil }
        let loop = Self.loops.currentValue ?? Loop()
        Self.loops.currentValue = loop
        self.loop = loop
        self.connection = connection
        self.socket = socket
        policy = BusyPollPolicy(limit: Int(limit / .nanoseconds(1)))
    }

    /// A message came.
    mutating func received() {
        loop.talking = connection
        policy.received(at: Self.now())
    }

    /// The client has the answers to all that came: returns when something comes, or the time is over.
    mutating func wait() {
        let start = Self.now()
        guard policy.answered(at: start), loop.talking == connection else { return }
        var byte: UInt8 = 0
        repeat {
            // A message, the end of the connection or an error: the event loop sees to it.
            if recv(socket, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) >= 0 || errno != EAGAIN { return policy.ended(inVain: false) }
        } while Self.now() - start < policy.limit
        policy.ended(inVain: true)
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
