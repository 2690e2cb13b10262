import Core

extension Lexer {
    /// Skips blanks and comments; false at the end of the text.
    /// - Throws: `SQLFailure` 42601 for a comment that is not closed
    mutating func skipBlanks() throws(SQLFailure) -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            if ByteClass.isBlank(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == byte {
                while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                try skipBlockComment()
            } else if byte >= 0x80, startsUnicodeSpace {
                position += byte == 0xC2 ? 2 : 3
            } else {
                return true
            }
        }
        return false
    }

    /// Block comments nest.
    private mutating func skipBlockComment() throws(SQLFailure) {
        let start = position
        var depth = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if bytes[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
        throw SQLFailure(.syntaxError, "unterminated /* comment", hint: "Close it with */.", position: start)
    }

    /// The spaces beyond ASCII that DuckDB takes for blanks: U+00A0, U+2000-U+200D, U+202F, U+205F, U+2060, U+3000, U+FEFF.
    var startsUnicodeSpace: Bool {
        switch bytes[position] {
        case 0xC2: return peek(1) == 0xA0
        case 0xE2:
            let second = peek(1), third = peek(2)
            return (second == 0x80 && ((third >= 0x80 && third <= 0x8D) || third == 0xAF))
                || (second == 0x81 && (third == 0x9F || third == 0xA0))
        case 0xE3: return peek(1) == 0x80 && peek(2) == 0x80
        case 0xEF: return peek(1) == 0xBB && peek(2) == 0xBF
        default: return false
        }
    }
}
