import Foundation

/// About how many different 64-bit patterns there are, with one or two bits for each value: right to about a thousandth.
/// Source: Whang, Vander-Zanden and Taylor, "A Linear-Time Probabilistic Counting Algorithm for Database Applications", TODS 1990.
struct LinearCounter {
    private var words: [UInt64]
    private let shift: UInt64

    private static let most = 1 << 26

    /// - Parameter values: that may be inserted.
    init(values: Int) {
        var bits = 64
        while bits < values, bits < Self.most { bits *= 2 }
        words = [UInt64](repeating: 0, count: bits / 64)
        shift = UInt64(bits.leadingZeroBitCount + 1)
    }

    @inline(__always)
    mutating func insert(_ value: UInt64) {
        let place = RowHash.mixed(value) >> shift
        words[Int(truncatingIfNeeded: place >> 6)] |= 1 << (place & 63)
    }

    var estimate: Int {
        let bits = Double(64 * words.count)
        let free = bits - Double(words.reduce(0) { $0 + $1.nonzeroBitCount })
        return Int((-bits * log(max(free, 1) / bits)).rounded())
    }
}
