package import Core

/// Text -> statement. Pure; knows no table.
package enum Parser {
    /// Cuts a text at the semicolons outside of strings, comments and parentheses; blanks are dropped.
    /// - Throws: `SQLFailure` 42601 with a position in the whole text
    /// - Complexity: linear in the text.
    package static func split(_ text: String) throws(SQLFailure) -> [StatementText] {
        let tokens = try Lexer.tokens(of: text)
        return pieces(of: tokens[...]).map { piece in
            let range = piece[piece.startIndex].range.lowerBound..<piece[piece.endIndex - 1].range.upperBound
            return StatementText(text: text.utf8Slice(range), position: range.lowerBound)
        }
    }

    /// - Parameter text: one statement, with or without a closing semicolon.
    /// - Throws: `SQLFailure` 42601, or 0A000 for what is understood and not supported, with a position in the text
    /// - Complexity: linear in the text.
    package static func parse(_ text: String) throws(SQLFailure) -> ParsedStatement {
        try parse(text, depth: 0)
    }

    /// Statements inside of statements beyond this are refused.
    static let maximumDepth = 8

    static func parse(_ text: String, depth: Int) throws(SQLFailure) -> ParsedStatement {
        guard depth < maximumDepth else {
            throw SQLFailure(.programLimitExceeded, "statements are nested too deeply", position: 0)
        }
        let tokens = try Lexer.tokens(of: text)
        let pieces = pieces(of: tokens[...])
        guard let piece = pieces.first else { return ParsedStatement(statement: .empty, text: text, tokens: tokens) }
        if pieces.count > 1 {
            throw SQLFailure(
                .syntaxError, "expected one statement, found \(pieces.count)", hint: "Send them one by one.",
                position: pieces[1][pieces[1].startIndex].range.lowerBound)
        }
        var parser = StatementParser(text: text, tokens: tokens, statement: piece.indices, depth: depth)
        return ParsedStatement(statement: try parser.statement(), text: text, tokens: tokens)
    }

    /// The tokens between top-level semicolons, without the empty ones.
    static func pieces(of tokens: ArraySlice<Token>) -> [ArraySlice<Token>] {
        var pieces: [ArraySlice<Token>] = []
        var depth = 0
        var start = tokens.startIndex
        for index in tokens.indices where tokens[index].kind == .symbol {
            switch tokens[index].text {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case ";" where depth == 0:
                if index > start { pieces.append(tokens[start..<index]) }
                start = index + 1
            default: break
            }
        }
        if start < tokens.endIndex { pieces.append(tokens[start...]) }
        return pieces
    }
}

extension String {
    /// - Parameter range: bytes, on the boundaries of tokens.
    package func utf8Slice(_ range: Range<Int>) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(self[start..<utf8.index(start, offsetBy: range.count)])
    }
}
