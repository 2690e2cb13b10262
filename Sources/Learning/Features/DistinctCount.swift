/// Counts how many different 64-bit patterns there are: an open-addressing table that grows.
struct DistinctCount {
    private(set) var count = 0
    private var slots = [UInt64](repeating: 0, count: 1024)
    /// 0 marks a free slot, so it is counted apart.
    private var hasZero = false

    mutating func insert(_ bits: UInt64) {
        guard bits != 0 else {
            if !hasZero { count += 1 }
            hasZero = true
            return
        }
        if Self.insert(bits, into: &slots) {
            count += 1
            if count * 2 > slots.count { grow() }
        }
    }

    /// - Returns: whether it is new.
    private static func insert(_ bits: UInt64, into slots: inout [UInt64]) -> Bool {
        let mask = slots.count - 1
        // Fibonacci hashing: the high bits of the product depend on all bits.
        var place = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
        while slots[place] != 0 {
            if slots[place] == bits { return false }
            place = (place + 1) & mask
        }
        slots[place] = bits
        return true
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 4)
        for bits in slots where bits != 0 { _ = Self.insert(bits, into: &larger) }
        slots = larger
    }
}
