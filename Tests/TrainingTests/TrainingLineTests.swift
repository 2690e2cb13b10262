import Testing
import Training

@Suite("Which training comes next")
struct TrainingLineTests {
    private func entry(_ id: Int64, _ user: String, _ project: String = "main", priority: Int = 0) -> TrainingLine.Entry {
        .init(versionID: id, project: project, user: user, priority: priority)
    }

    /// The versions in the order in which they start when each ends before the next begins.
    private func oneByOne(_ line: TrainingLine) -> [Int64] {
        var line = line
        var started: [Int64] = []
        while let entry = line.startNext() {
            started.append(entry.versionID)
            line.end(entry.versionID)
        }
        return started
    }

    private func line(_ entries: [TrainingLine.Entry], width: Int = 1, lastStart: [String: Int64] = [:]) -> TrainingLine {
        var line = TrainingLine(width: width, lastStart: lastStart)
        for entry in entries { line.add(entry) }
        return line
    }

    @Test("one user's trainings come in their order")
    func order() {
        #expect(oneByOne(line([entry(1, "ann"), entry(2, "ann"), entry(3, "ann")])) == [1, 2, 3])
    }

    @Test("users take turns, whatever one has put in")
    func fair() {
        let many = (1...5).map { entry(Int64($0), "ann") } + [entry(6, "bob"), entry(7, "bob"), entry(8, "cem")]
        #expect(oneByOne(line(many)) == [1, 6, 8, 2, 7, 3, 4, 5])
        #expect(line(many).order().map(\.versionID) == [1, 6, 8, 2, 7, 3, 4, 5])
    }

    @Test("turns go on after a restart: who was last waits")
    func restart() {
        #expect(oneByOne(line([entry(1, "ann"), entry(2, "Bob")], lastStart: ["ann": 20, "bob": 10])) == [2, 1])
    }

    @Test("a greater priority goes before turns")
    func priority() {
        #expect(oneByOne(line([entry(1, "ann", priority: -1), entry(2, "bob"), entry(3, "ann"), entry(4, "ann", priority: 9), entry(5, "ann", priority: 9)])) == [4, 5, 2, 3, 1])
    }

    @Test("with several workers, who has fewest running is next")
    func workers() {
        var line = line([entry(1, "ann"), entry(2, "ann"), entry(3, "ann"), entry(4, "bob")], width: 3)
        #expect([line.startNext(), line.startNext(), line.startNext(), line.startNext()].map { $0?.versionID } == [1, 4, 2, nil])
    }

    @Test("a project at its limit lets others pass")
    func limits() {
        var line = line([entry(1, "ann", "A"), entry(2, "ann", "a"), entry(3, "ann", "b")], width: 3)
        line.limits = ["a": 1]
        #expect([line.startNext(), line.startNext(), line.startNext()].map { $0?.versionID } == [1, 3, nil])
        #expect(line.order().map(\.hold) == [.projectLimit])
        line.end(1)
        #expect(line.startNext()?.versionID == 2)
    }

    @Test("while it is paused nothing starts")
    func paused() {
        var line = line([entry(1, "ann")])
        line.isPaused = true
        #expect(line.startNext() == nil && line.order().map(\.hold) == [.paused])
        line.isPaused = false
        #expect(line.startNext()?.versionID == 1)
    }

    @Test("a training is in the line once, and can be taken out")
    func membership() {
        var line = line([entry(1, "ann"), entry(1, "ann"), entry(2, "ann")])
        #expect(line.waiting.count == 2)
        #expect(line.removeWaiting(1) && !line.removeWaiting(1) && !line.removeWaiting(99))
        #expect(line.startNext()?.versionID == 2)
        line.add(entry(2, "ann"))
        #expect(line.waiting.isEmpty)
    }
}
