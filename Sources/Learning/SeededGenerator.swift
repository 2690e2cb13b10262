/// SplitMix64: the one source of chance in a training, one generator per stage.
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameter stage: keeps the stages of one training independent of each other.
    package init(seed: UInt64, stage: UInt64) {
        // Not a multiple of the step: stages would be one sequence, each begun a draw later.
        state = RowHash.mixed(seed &+ RowHash.mixed(stage))
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A permutation of 0..<count (Fisher and Yates).
    package mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        for index in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(index, Int(next(upperBound: UInt64(index + 1))))
        }
        return order
    }
}
