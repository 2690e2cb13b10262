/// A stream of random numbers that is the same on every machine: whole-number and exact IEEE arithmetic only, no transcendental
/// function of the platform's library. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
struct ShopRandom {
    private var state: UInt64

    /// - Parameter stream: tables draw from streams of their own, so that one does not shift another.
    init(seed: UInt64, stream: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ stream &* 0xD1B5_4A32_D192_ED03
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// In 0..<1, in steps of 2^-53.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// In 0..<bound. - Precondition: bound > 0.
    mutating func below(_ bound: Int) -> Int { min(bound - 1, Int(uniform() * Double(bound))) }

    /// Mean 0, variance 1, bell-shaped: the sum of twelve uniform numbers.
    mutating func bell() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += uniform() }
        return sum
    }

    /// An index, with probability in proportion to its weight.
    mutating func index(weights: [Double]) -> Int {
        var left = uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return weights.count - 1
    }
}

/// e^x to within a few units in the last place, by operations that IEEE 754 defines exactly.
/// - Parameter x: clamped to -700...700.
func exponential(_ x: Double) -> Double {
    let x = min(700, max(-700, x))
    let power = (x * 1.442_695_040_888_963_4).rounded()
    let rest = (x - power * 0.693_147_180_369_123_8) - power * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    for divisor in stride(from: 14.0, through: 1.0, by: -1.0) { sum = 1 + rest / divisor * sum }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
}

/// 1 / (1 + e^-x), a probability from log-odds.
func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

/// To whole cents.
func cents(_ amount: Double) -> Double { (amount * 100).rounded() / 100 }
