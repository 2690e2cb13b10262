/// A hash of texts that is the same on every machine and at every start: FNV-1a, its bits mixed as MurmurHash3 ends.
struct StickyHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(seed: Int64 = 0) { add(String(seed)) }

    /// - Parameter text: nil for NULL, which is no text.
    mutating func add(_ text: String?) {
        if let text { for byte in text.utf8 { mix(byte) } } else { mix(0xFE) }
        // A byte that no text holds keeps "a", "bc" and "ab", "c" apart.
        mix(0xFF)
    }

    private mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    var value: UInt64 {
        var bits = state
        bits = (bits ^ (bits >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        bits = (bits ^ (bits >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return bits ^ (bits >> 33)
    }

    /// Evenly spread over 0..<1.
    var share: Double { Double(value >> 11) * 0x1p-53 }
}
