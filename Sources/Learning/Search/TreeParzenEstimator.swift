import Foundation

/// Proposes values that lie where good trials were dense and bad ones were not, all parameters together: what suits one depends on
/// the others.
/// Source: Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 2011, section 4; one density over all parameters as in
/// Falkner et al., "BOHB", ICML 2018.
struct TreeParzenEstimator {
    /// Share of the trials that count as good.
    private static let goodShare = 0.2
    private static let samples = 24

    /// - Parameter history: values by parameter name, and the loss; in the order of the trials.
    static func propose(
        _ parameters: [SearchSpace.Parameter], history: [(values: [String: Double], loss: Double)], generator: inout SeededGenerator
    ) -> [String: Double] {
        let ranked = history.enumerated().sorted { ($0.element.loss, $0.offset) < ($1.element.loss, $1.offset) }.map(\.element)
        let places = ranked.map { trial in parameters.map { $0.range.position(trial.values[$0.name] ?? $0.standard) } }
        let goodCount = max(2, Int((Double(places.count) * goodShare).rounded(.up)))
        let ranges = parameters.map(\.range)
        let (good, bad) = (ParzenDensity(ranges, Array(places.prefix(goodCount))), ParzenDensity(ranges, Array(places.dropFirst(goodCount))))
        var best: (place: [Double], ratio: Double)?
        for _ in 0..<samples {
            let place = good.sample(&generator)
            let ratio = good.logDensity(place) - bad.logDensity(place)
            if ratio > best?.ratio ?? -.infinity { best = (place, ratio) }
        }
        let place = best?.place ?? good.sample(&generator)
        return Dictionary(uniqueKeysWithValues: zip(parameters, place).map { ($0.name, $0.range.value(at: $1)) })
    }
}

/// A mixture of bumps round the places of trials, and one flat part for what nobody tried.
private struct ParzenDensity {
    private let ranges: [SearchRange]
    private let places: [[Double]]
    /// Of a bump, along a range of numbers.
    private let width: Double

    /// How likely a bump leaves its own candidate for any.
    private static let spread = 0.5
    private static let leastWidth = 0.05

    init(_ ranges: [SearchRange], _ places: [[Double]]) {
        self.ranges = ranges
        self.places = places
        // As wide as the places are few, by Scott's rule for as many dimensions.
        let dimensions = ranges.count { if case .numbers = $0 { true } else { false } }
        width = max(Self.leastWidth, 0.15 * pow(Double(places.count + 1), -1 / Double(dimensions + 4)))
    }

    func sample(_ generator: inout SeededGenerator) -> [Double] {
        let index = Int.random(in: 0...places.count, using: &generator)
        return ranges.indices.map { place in
            switch ranges[place] {
            case .candidates(let values):
                let stays = index < places.count && Double.random(in: 0..<1, using: &generator) >= Self.spread
                return stays ? places[index][place] : Double(Int.random(in: 0..<values.count, using: &generator))
            case .numbers:
                guard index < places.count else { return Double.random(in: 0...1, using: &generator) }
                let step = NormalDistribution.quantile(Double.random(in: 1e-6..<1, using: &generator)) * width
                return min(max(places[index][place] + step, 0), 1)
            }
        }
    }

    func logDensity(_ position: [Double]) -> Double {
        var flat = 1.0
        for case .candidates(let values) in ranges { flat /= Double(values.count) }
        let bumps = places.reduce(flat) { sum, center in
            sum + ranges.indices.reduce(1) { product, place in
                switch ranges[place] {
                case .candidates(let values):
                    return product * ((center[place] == position[place] ? 1 - Self.spread : 0) + Self.spread / Double(values.count))
                case .numbers:
                    let distance = (position[place] - center[place]) / width
                    return product * exp(-0.5 * distance * distance) / (width * 2.5066282746310002)
                }
            }
        }
        return log(bumps / Double(places.count + 1))
    }
}
