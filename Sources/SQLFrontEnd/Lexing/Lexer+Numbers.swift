extension Lexer {
    /// `1`, `1.5`, `.5`, `1e-3`, `1_000`, `0x1F`, `0o17`, `0b101`.
    mutating func number() {
        let start = position
        if bytes[position] == UInt8(ascii: "0"), radixDigits() {
            append(.number, from: start)
            return
        }
        decimalDigits()
        // `1..2` is no number with two points.
        if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
            position += 1
            decimalDigits()
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if ByteClass.isDigit(peek(1 + sign)) {
                position += 1 + sign
                decimalDigits()
            }
        }
        append(.number, from: start)
    }

    private mutating func decimalDigits() {
        while ByteClass.isDigit(peek()) || (peek() == UInt8(ascii: "_") && ByteClass.isDigit(peek(1))) { position += 1 }
    }

    /// Whether a number in another base stands here; then it is skipped.
    private mutating func radixDigits() -> Bool {
        let isDigit: (UInt8) -> Bool
        switch peek(1) | 0x20 {
        case UInt8(ascii: "x"): isDigit = ByteClass.isHexadecimal
        case UInt8(ascii: "o"): isDigit = { $0 >= 0x30 && $0 <= 0x37 }
        case UInt8(ascii: "b"): isDigit = { $0 == 0x30 || $0 == 0x31 }
        default: return false
        }
        guard isDigit(peek(2)) else { return false }
        position += 2
        while isDigit(peek()) || (peek() == UInt8(ascii: "_") && isDigit(peek(1))) { position += 1 }
        return true
    }
}
