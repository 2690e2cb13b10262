import Foundation

/// Proposes values that lie where good trials were dense and bad ones were not.
/// Source: Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 2011, section 4.
struct TreeParzenEstimator {
    /// Share of the trials that count as good.
    private static let goodShare = 0.25
    private static let samples = 24

    /// - Parameter history: values by parameter name, and the loss; in the order of the trials.
    static func propose(
        _ parameters: [SearchSpace.Parameter], history: [(values: [String: Double], loss: Double)], generator: inout SeededGenerator
    ) -> [String: Double] {
        let ranked = history.enumerated().sorted { ($0.element.loss, $0.offset) < ($1.element.loss, $1.offset) }.map(\.element)
        let goodCount = max(2, Int((Double(ranked.count) * goodShare).rounded(.up)))
        var proposal: [String: Double] = [:]
        for parameter in parameters {
            let places = ranked.compactMap { $0.values[parameter.name].map(parameter.range.position) }
            let (good, bad) = (Array(places.prefix(goodCount)), Array(places.dropFirst(goodCount)))
            let density = ParzenDensity(parameter.range, good)
            let other = ParzenDensity(parameter.range, bad)
            var best: (position: Double, ratio: Double)?
            for _ in 0..<samples {
                let position = density.sample(&generator)
                let ratio = density.logDensity(position) - other.logDensity(position)
                if ratio > best?.ratio ?? -.infinity { best = (position, ratio) }
            }
            proposal[parameter.name] = parameter.range.value(at: best?.position ?? 0.5)
        }
        return proposal
    }
}

/// A mixture of bumps round the places of trials, and one flat part for what nobody tried.
private struct ParzenDensity {
    private let range: SearchRange
    private let places: [Double]
    private let width: Double

    init(_ range: SearchRange, _ places: [Double]) {
        self.range = range
        self.places = places
        width = max(0.08, 0.5 / Double(places.count + 1).squareRoot())
    }

    func sample(_ generator: inout SeededGenerator) -> Double {
        let index = Int.random(in: 0...places.count, using: &generator)
        switch range {
        case .candidates(let values):
            return index < places.count ? places[index] : Double(Int.random(in: 0..<values.count, using: &generator))
        case .numbers:
            guard index < places.count else { return Double.random(in: 0...1, using: &generator) }
            let step = NormalDistribution.quantile(Double.random(in: 1e-6..<1, using: &generator)) * width
            return min(max(places[index] + step, 0), 1)
        }
    }

    func logDensity(_ position: Double) -> Double {
        switch range {
        case .candidates(let values):
            let hits = places.count { $0 == position }
            return log((Double(hits) + 1 / Double(values.count)) / Double(places.count + 1))
        case .numbers:
            let bumps = places.reduce(0) { sum, place in
                let distance = (position - place) / width
                return sum + exp(-0.5 * distance * distance) / (width * 2.5066282746310002)
            }
            return log((bumps + 1) / Double(places.count + 1))
        }
    }
}
