@testable import Learning
import Testing

@Suite("Normal distribution")
struct NormalDistributionTests {
    @Test("quantiles equal scipy's", arguments: [
        (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (1e-9, -5.9978070150076865), (0.005, -2.575829303548901),
        (0.02425, -1.972961051311885), (0.07, -1.4757910281791706), (0.075, -1.4395314709384563), (0.3, -0.5244005127080409), (0.5, 0),
        (0.6, 0.2533471031357997), (0.925, 1.4395314709384563), (0.93, 1.475791028179171), (0.9999, 3.719016485455709), (1 - 1e-12, 7.0344869100478356),
    ])
    func quantiles(share: Double, expected: Double) {
        #expect(abs(NormalDistribution.quantile(share) - expected) <= 1e-12 * max(1, abs(expected)))
    }

    @Test("the ends are infinite")
    func ends() {
        #expect(NormalDistribution.quantile(0) == -.infinity)
        #expect(NormalDistribution.quantile(1) == .infinity)
    }
}
