package import Core

/// Text -> tokens, by PostgreSQL's lexical rules and MindsDB's backticks and variables.
///
/// Source: PostgreSQL manual, "Lexical Structure"; DuckDB's lexer is a copy of PostgreSQL's and takes some Unicode spaces
/// for blanks.
package struct Lexer {
    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    var json = JSONContext()

    /// A text with more tokens is refused, so that memory stays bounded: 32 bytes a token.
    package static let maximumTokens = 10_000_000

    /// - Throws: `SQLFailure` 42601 with a position for a string, name or comment that is not closed; 54000 for more than
    ///   `maximumTokens`
    /// - Complexity: linear in the text.
    package static func tokens(of text: String) throws(SQLFailure) -> [Token] {
        var lexer = Lexer(bytes: Array(text.utf8))
        try lexer.run()
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        tokens.reserveCapacity(min(bytes.count / 5 + 8, 1_000_000))
    }

    private mutating func run() throws(SQLFailure) {
        guard bytes.count < Int(UInt32.max) else {
            throw SQLFailure(.programLimitExceeded, "the text is longer than four gigabytes")
        }
        while try skipBlanks() {
            guard tokens.count < Self.maximumTokens else {
                throw SQLFailure(
                    .programLimitExceeded, "the text has more than \(Self.maximumTokens) words",
                    hint: "Load large data through a source instead of a statement.", position: position)
            }
            try token()
        }
    }

    /// The byte `distance` ahead; 0, which no token has, beyond the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        let index = position + distance
        return index < bytes.count ? bytes[index] : 0
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    mutating func append(_ kind: Token.Kind, _ text: String, from start: Int) {
        json.note(kind, text)
        tokens.append(Token(kind, text, range: start..<position))
    }

    mutating func append(_ kind: Token.Kind, from start: Int) {
        append(kind, text(start..<position), from: start)
    }

    private mutating func token() throws(SQLFailure) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "e") where peek(1) == UInt8(ascii: "'"), UInt8(ascii: "E") where peek(1) == UInt8(ascii: "'"):
            try escapedString()
        case _ where ByteClass.startsWord(byte): word()
        case _ where ByteClass.isDigit(byte): number()
        case UInt8(ascii: ".") where ByteClass.isDigit(peek(1)): number()
        case UInt8(ascii: "'"): try string()
        case UInt8(ascii: "\""): try quotedIdentifier(quote: byte)
        case UInt8(ascii: "`"): try quotedIdentifier(quote: byte)
        case UInt8(ascii: "$"): try dollar()
        case UInt8(ascii: "{") where peek(1) == byte: variableInBraces()
        case UInt8(ascii: "{") where json.isExpected: jsonValue()
        case UInt8(ascii: "[") where json.isExpected && firstByte(after: position + 1) == UInt8(ascii: "{"): jsonValue()
        case UInt8(ascii: "@") where ByteClass.startsWord(peek(1)): variableAtSign()
        case UInt8(ascii: ":"): colon()
        case _ where ByteClass.isOperator(byte): symbol()
        case 0: throw SQLFailure(.syntaxError, "a zero byte in the text", position: position)
        default:
            position += 1
            append(.symbol, from: position - 1)
        }
    }

    private mutating func word() {
        let start = position
        position += 1
        while position < bytes.count, ByteClass.continuesWord(bytes[position]), !startsUnicodeSpace { position += 1 }
        append(.word, from: start)
    }

    private mutating func colon() {
        let start = position
        position += peek(1) == UInt8(ascii: ":") || peek(1) == UInt8(ascii: "=") ? 2 : 1
        append(.symbol, from: start)
    }

    /// PostgreSQL's rule: the longest run of operator characters that holds no comment, and that ends in `+` or `-` only
    /// when it holds one of `~ ! @ # % ^ & | ?`.
    private mutating func symbol() {
        let start = position
        var mayEndInSign = false
        while position < bytes.count, ByteClass.isOperator(bytes[position]) {
            let byte = bytes[position]
            if position > start {
                if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") { break }
                if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") { break }
            }
            if ByteClass.allowsTrailingSign(byte) { mayEndInSign = true }
            position += 1
        }
        if !mayEndInSign {
            while position > start + 1, bytes[position - 1] == UInt8(ascii: "+") || bytes[position - 1] == UInt8(ascii: "-") {
                position -= 1
            }
        }
        append(.symbol, from: start)
    }

    private func firstByte(after start: Int) -> UInt8 {
        var index = start
        while index < bytes.count, ByteClass.isBlank(bytes[index]) { index += 1 }
        return index < bytes.count ? bytes[index] : 0
    }
}
