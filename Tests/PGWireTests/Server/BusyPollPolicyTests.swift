@testable import PGWire
import Testing

@Suite("Looking out for the next message") struct BusyPollPolicyTests {
    /// Answers and messages that come `gap` after them.
    /// - Returns: how often was looked out, told as in vain when the gap is as long as the limit.
    private static func looks(_ policy: inout BusyPollPolicy, messages: Int, gap: Int, isInVain: Bool? = nil) -> Int {
        var (time, looks) = (0, 0)
        for _ in 0..<messages {
            if policy.answered(at: time) {
                looks += 1
                policy.ended(inVain: isInVain ?? (gap >= policy.limit))
            }
            time += gap
            policy.received(at: time)
        }
        return looks
    }

    @Test("begins after four prompt messages and goes on while they are")
    func prompt() {
        var policy = BusyPollPolicy(limit: 50)
        #expect(Self.looks(&policy, messages: 4, gap: 20) == 0)
        #expect(Self.looks(&policy, messages: 100, gap: 20) == 100)
    }

    @Test("never for a client that thinks, and once when a prompt one begins to")
    func thinking() {
        var policy = BusyPollPolicy(limit: 50)
        #expect(Self.looks(&policy, messages: 1000, gap: 50) == 0)
        #expect(Self.looks(&policy, messages: 8, gap: 20) == 4)
        #expect(Self.looks(&policy, messages: 1000, gap: 60) == 1)
    }

    @Test("ever rarer where it is always in vain, though messages come promptly without it")
    func inVain() {
        var policy = BusyPollPolicy(limit: 50)
        #expect(Self.looks(&policy, messages: 1_000_000, gap: 20, isInVain: true) < 300)
        #expect(Self.looks(&policy, messages: 1000, gap: 20, isInVain: true) <= 1)
    }

    @Test("a limit of zero is never")
    func never() {
        var policy = BusyPollPolicy(limit: 0)
        #expect(Self.looks(&policy, messages: 1000, gap: 0) == 0)
    }
}
