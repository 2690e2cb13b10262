/// One word, name, literal or operator of a statement's text.
package struct Token: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A keyword or a bare name.
        case word
        /// A name in double quotes or backticks.
        case quotedIdentifier
        /// A string in any of PostgreSQL's quotings.
        case string
        case number
        /// `$1` or `$name`.
        case parameter
        /// Punctuation or an operator.
        case symbol
        /// `{{x}}` or `@x`.
        case variable
        /// A JSON object, or a list of them, as the value of an option. Its quoting is JSON's, not SQL's.
        case json
    }

    package let kind: Kind
    /// A word, number, symbol or JSON as written; the content of a quoted identifier, string or variable without its
    /// quoting; `1` for `$1`.
    package let text: String
    private let start: UInt32
    private let end: UInt32

    /// UTF-8 bytes from the start of the text that was lexed.
    package var range: Range<Int> { Int(start)..<Int(end) }

    /// - Precondition: the range lies within four gigabytes; `Lexer` refuses longer texts.
    package init(_ kind: Kind, _ text: String, range: Range<Int>) {
        self.kind = kind
        self.text = text
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
    }
}

extension Token {
    /// Whether it is this unquoted word.
    /// - Parameter word: in lower case.
    package func isWord(_ word: StaticString) -> Bool {
        guard kind == .word, text.utf8.count == word.utf8CodeUnitCount else { return false }
        var expected = word.utf8Start
        for byte in text.utf8 {
            guard (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == expected.pointee else { return false }
            expected += 1
        }
        return true
    }

    /// The word in lower case; nil for anything else, quoted names included.
    package var keyword: String? { kind == .word ? text.lowercased() : nil }

    package func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// What it is called when it stands for a name: a bare word as written, or the content of the quotes.
    package var name: String? { kind == .word || kind == .quotedIdentifier ? text : nil }
}
