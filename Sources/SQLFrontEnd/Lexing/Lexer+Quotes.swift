import Core

extension Lexer {
    /// `'text'`, a quote inside doubled.
    mutating func string() throws(SQLFailure) {
        let start = position
        append(.string, try quoted(UInt8(ascii: "'"), called: "quoted string"), from: start)
    }

    mutating func quotedIdentifier(quote: UInt8) throws(SQLFailure) {
        let start = position
        let name = try quoted(quote, called: "quoted identifier")
        guard !name.isEmpty else {
            throw SQLFailure(.syntaxError, "zero-length delimited identifier", position: start)
        }
        append(.quotedIdentifier, name, from: start)
    }

    /// What stands between two quotes; ends behind the closing one.
    private mutating func quoted(_ quote: UInt8, called kind: String) throws(SQLFailure) -> String {
        let start = position
        position += 1
        var pieceStart = position
        var content: [UInt8]?
        while position < bytes.count {
            guard bytes[position] == quote else {
                position += 1
                continue
            }
            if peek(1) == quote {
                if content == nil { content = [] }
                content?.append(contentsOf: bytes[pieceStart...position])
                position += 2
                pieceStart = position
                continue
            }
            let piece = bytes[pieceStart..<position]
            position += 1
            guard var content else { return String(decoding: piece, as: UTF8.self) }
            content += piece
            return String(decoding: content, as: UTF8.self)
        }
        throw unterminated(kind, from: start)
    }

    /// `E'text'` with C's escapes.
    mutating func escapedString() throws(SQLFailure) {
        let start = position
        position += 2
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "'"):
                guard peek() == byte else {
                    guard let text = String(validating: content, as: UTF8.self) else {
                        throw SQLFailure(.syntaxError, "invalid byte sequence in an escaped string", position: start)
                    }
                    append(.string, text, from: start)
                    return
                }
                content.append(byte)
                position += 1
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { throw unterminated("quoted string", from: start) }
                try escape(into: &content)
            default: content.append(byte)
            }
        }
        throw unterminated("quoted string", from: start)
    }

    /// What follows a backslash.
    private mutating func escape(into content: inout [UInt8]) throws(SQLFailure) {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "x") where ByteClass.isHexadecimal(peek()):
            content.append(UInt8(truncatingIfNeeded: digits(atMost: 2, radix: 16)))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            content.append(UInt8(truncatingIfNeeded: digits(atMost: 3, radix: 8)))
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            try unicodeEscape(length: byte == UInt8(ascii: "u") ? 4 : 8, into: &content)
        default: content.append(byte)
        }
    }

    private mutating func unicodeEscape(length: Int, into content: inout [UInt8]) throws(SQLFailure) {
        let start = position - 2
        func failure() -> SQLFailure {
            SQLFailure(.syntaxError, "invalid Unicode escape", hint: "Write \\u and four hexadecimal digits, or \\U and eight.", position: start)
        }
        let first = position
        var code = digits(atMost: length, radix: 16)
        guard position - first == length else { throw failure() }
        if (0xD800..<0xDC00).contains(code), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
            position += 2
            let low = digits(atMost: 4, radix: 16)
            guard (0xDC00..<0xE000).contains(low) else { throw failure() }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard code != 0, let scalar = Unicode.Scalar(code) else { throw failure() }
        content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }

    private mutating func digits(atMost count: Int, radix: UInt32) -> UInt32 {
        var value: UInt32 = 0
        let end = min(position + count, bytes.count)
        while position < end {
            let byte = bytes[position]
            guard ByteClass.isHexadecimal(byte) else { break }
            let digit = UInt32(ByteClass.isDigit(byte) ? byte - 0x30 : (byte | 0x20) - 0x61 + 10)
            guard digit < radix else { break }
            value = value &* radix &+ digit
            position += 1
        }
        return value
    }

    /// `$1`, `$name`, or the `$tag$` that opens a string.
    mutating func dollar() throws(SQLFailure) {
        let start = position
        position += 1
        if ByteClass.isDigit(peek()) {
            while ByteClass.isDigit(peek()) { position += 1 }
            append(.parameter, text(start + 1..<position), from: start)
            return
        }
        if ByteClass.startsWord(peek()) {
            while position < bytes.count, ByteClass.startsWord(bytes[position]) || ByteClass.isDigit(bytes[position]) { position += 1 }
        }
        guard peek() == UInt8(ascii: "$") else {
            append(position > start + 1 ? .parameter : .symbol, text(min(start + 1, position - 1)..<position), from: start)
            return
        }
        position += 1
        let tag = bytes[start..<position]
        let contentStart = position
        while position + tag.count <= bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position..<position + tag.count].elementsEqual(tag) {
                let content = text(contentStart..<position)
                position += tag.count
                append(.string, content, from: start)
                return
            }
            position += 1
        }
        throw unterminated("dollar-quoted string", from: start)
    }

    private func unterminated(_ kind: String, from start: Int) -> SQLFailure {
        SQLFailure(
            .syntaxError, "unterminated \(kind)", detail: "It starts here and is not closed before the end of the text.",
            position: start)
    }
}
