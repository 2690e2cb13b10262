/// When looking out for a client's next message pays: its last messages came within `limit` of the answers before. Each time that it was
/// in vain doubles how many of them it takes, so that a client that thinks longer, or whose own core is taken away by looking out,
/// costs next to nothing. Times are nanoseconds of any one clock.
struct BusyPollPolicy {
    /// Prompt messages in a row that it takes, at first, and after it was in vain again and again.
    private static let fewest = 4, most = 4096

    /// How long to look out, at most. 0: never.
    let limit: Int
    private var answered: Int?
    private var promptMessages = 0
    private var needed = fewest

    init(limit: Int) { self.limit = limit }

    mutating func received(at time: Int) {
        guard let answered else { return }
        promptMessages = time - answered < limit ? promptMessages + 1 : 0
        self.answered = nil
    }

    /// The client has its answer.
    /// - Returns: whether to look out.
    mutating func answered(at time: Int) -> Bool {
        answered = time
        return promptMessages >= needed
    }

    /// What looking out came to.
    mutating func ended(inVain: Bool) {
        if inVain {
            promptMessages = 0
            needed = min(needed * 2, Self.most)
        } else {
            needed = max(Self.fewest, needed - 1)
        }
    }
}
