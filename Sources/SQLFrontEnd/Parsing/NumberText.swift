/// The value of a number as SQL writes it.
enum NumberText {
    /// nil: no whole number, or beyond 64 bits.
    static func integer(_ text: String) -> Int? {
        let digits = withoutSeparators(text)
        guard let (radix, start) = radix(digits) else { return Int(digits) }
        return Int(digits.dropFirst(start), radix: radix)
    }

    /// nil: beyond the range of a double.
    static func double(_ text: String) -> Double? {
        let digits = withoutSeparators(text)
        if let (radix, start) = radix(digits) { return UInt64(digits.dropFirst(start), radix: radix).map { Double($0) } }
        guard let number = Double(digits), number.isFinite else { return nil }
        return number
    }

    private static func withoutSeparators(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: "_")) ? String(decoding: text.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self) : text
    }

    private static func radix(_ text: String) -> (radix: Int, start: Int)? {
        switch text.prefix(2) {
        case "0x", "0X": (16, 2)
        case "0o", "0O": (8, 2)
        case "0b", "0B": (2, 2)
        default: nil
        }
    }
}
