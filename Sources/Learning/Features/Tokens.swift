/// The words of a text: runs of letters and digits, lower case, of 2 to 32 characters, the first 10,000 of them.
struct Tokens: Sequence, IteratorProtocol {
    private var rest: Substring.UnicodeScalarView
    private var left = 10_000

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    mutating func next() -> String? {
        while left > 0 {
            rest = rest.drop { !$0.properties.isAlphabetic && !("0"..."9").contains($0) }
            if rest.isEmpty { return nil }
            let word = rest.prefix { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
            rest = rest[word.endIndex...]
            if (2...32).contains(word.count) {
                left -= 1
                return String(word).lowercased()
            }
        }
        return nil
    }
}
