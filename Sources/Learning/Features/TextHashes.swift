/// The words of a text and the pairs of words next to each other, as hashes. Words are runs of letters and digits of 2 to 32
/// characters, letter case apart; scripts without spaces give a word per character. The first 10,000 words count.
enum TextHashes {
    /// Hashes are below.
    static let buckets = 1 << 20

    private static let maximumWords = 10_000
    private static let lengths = 2...32
    private static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    static func forEach(_ text: String, _ body: (Int) -> Void) {
        var words = 0
        var previous: UInt64?
        var hash = start
        var length = 0
        func end(_ isWord: Bool) {
            if isWord, words < maximumWords {
                words += 1
                body(bucket(hash))
                if let previous { body(bucket(previous &* 31 ^ hash)) }
                previous = hash
            }
            hash = start
            length = 0
        }
        for scalar in text.unicodeScalars {
            if words >= maximumWords { return }
            if isSyllable(scalar) {
                end(lengths.contains(length))
                add(scalar, to: &hash)
                end(true)
            } else if isPart(scalar) {
                length += 1
                // What is longer than a word is none, and is not hashed to its end.
                if length <= lengths.upperBound { add(scalar, to: &hash) }
            } else if length > 0 {
                end(lengths.contains(length))
            }
        }
        end(lengths.contains(length))
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x30...0x39).contains(scalar.value) || (0x61...0x7A).contains(scalar.value | 0x20) }
        return scalar.properties.isAlphabetic
    }

    /// Chinese, Japanese and the like.
    private static func isSyllable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x3040 && ((0x3040...0x30FF).contains(scalar.value) || scalar.properties.isIdeographic)
    }

    /// FNV-1a of the scalar in lower case. Source: draft-eastlake-fnv.
    private static func add(_ scalar: Unicode.Scalar, to hash: inout UInt64) {
        func add(_ value: UInt32) { hash = (hash ^ UInt64(value)) &* 0x100_0000_01B3 }
        if scalar.isASCII {
            add((0x41...0x5A).contains(scalar.value) ? scalar.value | 0x20 : scalar.value)
        } else {
            for lower in scalar.properties.lowercaseMapping.unicodeScalars { add(lower.value) }
        }
    }

    private static func bucket(_ hash: UInt64) -> Int {
        // FNV alone puts similar words into the same place too often. Stored models know words by these places.
        Int(truncatingIfNeeded: RowHash.mixed(hash) >> 44)
    }
}
