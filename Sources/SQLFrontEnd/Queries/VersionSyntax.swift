import Core

/// The two ways to name a version behind a relation's name.
enum VersionSyntax {
    private static let usage = "AT (VERSION => 3) or AT (TIMESTAMP => '2026-11-01')"

    /// `.3`, which the lexer takes for a number.
    static func suffix(_ token: Token) -> Int? {
        guard token.kind == .number, token.text.utf8.first == UInt8(ascii: "."), let number = Int(token.text.dropFirst()), number >= 1
        else { return nil }
        return number
    }

    /// Whether `AT (VERSION =>` or `AT (TIMESTAMP =>` stands there.
    static func startsClause(_ tokens: [Token], at index: Int) -> Bool {
        index + 3 < tokens.count && tokens[index].isWord("at") && tokens[index + 1].isSymbol("(")
            && (tokens[index + 2].isWord("version") || tokens[index + 2].isWord("timestamp")) && tokens[index + 3].isSymbol("=>")
    }

    /// - Precondition: `startsClause`
    /// - Returns: the version, and the index behind the closing parenthesis.
    /// - Throws: `SQLFailure` 42601 with the hint how it is written
    static func clause(_ tokens: [Token], at start: Int, textEnd: Int) throws(SQLFailure) -> (version: VersionReference, end: Int) {
        func failure(at index: Int) -> SQLFailure {
            guard index < tokens.count else {
                return SQLFailure(.syntaxError, "syntax error at end of input", hint: usage, position: textEnd)
            }
            return SQLFailure(
                .syntaxError, "syntax error at or near \"\(tokens[index].text)\"", hint: "expected \(usage)",
                position: tokens[index].range.lowerBound)
        }
        var index = start + 4
        let isVersion = tokens[start + 2].isWord("version")
        let typeNames: Set<String?> = ["timestamp", "timestamptz", "date"]
        if !isVersion, index < tokens.count, tokens[index].kind == .word, typeNames.contains(tokens[index].keyword) {
            index += 1
        }
        guard index < tokens.count else { throw failure(at: index) }
        let value = tokens[index]
        let reference: VersionReference
        if isVersion {
            if let number = NumberText.integer(value.text), number >= 1, value.kind == .number || value.kind == .string {
                reference = .version(number)
            } else {
                guard value.kind == .string, !value.text.isEmpty else { throw failure(at: index) }
                reference = .alias(value.text)
            }
        } else {
            guard value.kind == .string else { throw failure(at: index) }
            reference = .timestamp(value.text)
        }
        index += 1
        guard index < tokens.count, tokens[index].isSymbol(")") else { throw failure(at: index) }
        return (reference, index + 1)
    }
}
