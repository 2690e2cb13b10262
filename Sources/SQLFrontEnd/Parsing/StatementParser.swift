import Core

/// Recursive descent over the tokens of one statement.
struct StatementParser {
    let text: String
    let tokens: [Token]
    /// The next token.
    var index: Int
    /// Behind the last one.
    let end: Int
    /// How many statements are around this one.
    let depth: Int
    /// How the statement is written, for hints.
    var usage = ""

    init(text: String, tokens: [Token], statement: Range<Int>, depth: Int) {
        self.text = text
        self.tokens = tokens
        index = statement.lowerBound
        end = statement.upperBound
        self.depth = depth
    }
}

// MARK: - Looking and moving

extension StatementParser {
    var isAtEnd: Bool { index >= end }

    /// nil: beyond the end of the statement.
    func peek(_ distance: Int = 0) -> Token? {
        let wanted = index + distance
        return wanted < end ? tokens[wanted] : nil
    }

    func isWord(_ word: StaticString, at distance: Int = 0) -> Bool { peek(distance)?.isWord(word) ?? false }

    func isSymbol(_ symbol: String, at distance: Int = 0) -> Bool { peek(distance)?.isSymbol(symbol) ?? false }

    /// Where the next token stands; the end of the text when there is none.
    var position: Int { index < tokens.count ? tokens[index].range.lowerBound : text.utf8.count }

    /// Skips these words when all of them stand here.
    mutating func accept(_ words: StaticString...) -> Bool {
        for (distance, word) in words.enumerated() where !isWord(word, at: distance) { return false }
        index += words.count
        return true
    }

    mutating func accept(symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        index += 1
        return true
    }

    /// - Parameter expectation: what the hint says was expected; nil: the word itself.
    mutating func expect(_ word: StaticString, _ expectation: String? = nil) throws(SQLFailure) {
        guard accept(word) else { throw failure(expected: expectation ?? String(describing: word).uppercased()) }
    }

    mutating func expect(symbol: String, _ expectation: String? = nil) throws(SQLFailure) {
        guard accept(symbol: symbol) else { throw failure(expected: expectation ?? "\"\(symbol)\"") }
    }

    func expectEnd() throws(SQLFailure) {
        guard isAtEnd else { throw failure(expected: "the end of the statement") }
    }
}

// MARK: - Failures

extension StatementParser {
    /// 42601 at the next token.
    func failure(expected: String? = nil) -> SQLFailure {
        let hint: String? =
            switch (expected, usage.isEmpty) {
            case (let expected?, false): "expected \(expected): \(usage)"
            case (let expected?, true): "expected \(expected)"
            case (nil, false): usage
            case (nil, true): nil
            }
        guard index < tokens.count else {
            return SQLFailure(.syntaxError, "syntax error at end of input", hint: hint, position: text.utf8.count)
        }
        return SQLFailure(.syntaxError, "syntax error at or near \"\(written(tokens[index]))\"", hint: hint, position: position)
    }

    func notSupported(_ what: String, hint: String? = nil, position: Int? = nil) -> SQLFailure {
        SQLFailure(.featureNotSupported, "\(what) is not supported", hint: hint, position: position ?? self.position)
    }

    /// A token as it was written, shortened when it is long.
    private func written(_ token: Token) -> String {
        let longest = 60
        guard token.range.count > longest else { return text.utf8Slice(token.range) }
        let bytes = Array(text.utf8Slice(token.range).utf8.prefix(longest))
        var end = bytes.count
        while end > 0, bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
        if end > 0, bytes[end - 1] >= 0xC0 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self) + "..."
    }
}
