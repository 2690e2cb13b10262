@testable import Learning
import Testing

@Suite("Resampling")
struct BootstrapTests {
    @Test("where two models differ in nothing but noise, one interval in twenty says otherwise")
    func noFalseAlarms() throws {
        var alarms = 0
        for seed in 0..<80 as Range<UInt64> {
            var chance = Chance(seed + 1000)
            let truth = (0..<300).map { _ in chance.normal() }
            var first = EvaluationRows(count: 300)
            first.truth = truth
            var second = first
            first.values = truth.map { $0 + chance.normal() }
            second.values = truth.map { $0 + chance.normal() }
            let interval = try Bootstrap.differences([.mae], first, second, resamples: 200, seed: seed, threads: 1)[0]
            if interval.low > 0 || interval.high < 0 { alarms += 1 }
            let difference = second.value(.mae) - first.value(.mae)
            #expect(interval.low <= difference && difference <= interval.high)
        }
        #expect(alarms <= 10)
    }

    @Test("stages of one seed, and seeds of one stage, draw different numbers in every place")
    func stages() {
        func draws(_ seed: UInt64, _ stage: UInt64) -> [UInt64] {
            var generator = SeededGenerator(seed: seed, stage: stage)
            return (0..<50).map { _ in generator.next() }
        }
        let all = (0..<20 as Range<UInt64>).flatMap { number in draws(1, 500 + number) + draws(2 + number, 7) }
        #expect(Set(all).count == all.count)
    }
}
