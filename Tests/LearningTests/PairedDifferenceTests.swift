@testable import Learning
import Testing

@Suite("Paired differences")
struct PairedDifferenceTests {
    @Test("mean and standard error of the mean")
    func moments() {
        // numpy: d.mean(), d.std() / sqrt(5)
        let difference = PairedDifference([0.5, -0.25, 1, 0.75, 0.5])
        #expect(abs(difference.mean - 0.5) < 1e-15)
        #expect(abs(difference.error - 0.1870828693386971) < 1e-15)
        #expect(difference.isClear(errors: 2))
        #expect(!difference.isClear(errors: 3))
    }

    @Test("no difference is never clear", arguments: [[], [0], [0, 0, 0], [-1, -1]])
    func none(differences: [Double]) {
        #expect(!PairedDifference(differences).isClear(errors: 1))
    }
}
