package import Core

/// Text -> statement. Pure; knows no table.
package enum Parser {
    /// Cuts a text at the semicolons outside of strings, comments and parentheses; blanks are dropped.
    /// - Throws: `SQLFailure` 42601 with a position in the whole text
    package static func split(_ text: String) throws(SQLFailure) -> [StatementText] { [] }

    /// - Parameter text: one statement, with or without a closing semicolon.
    /// - Throws: `SQLFailure` 42601, or 0A000 for what is understood and not supported, with a position in the text
    package static func parse(_ text: String) throws(SQLFailure) -> ParsedStatement {
        ParsedStatement(statement: .empty, text: text, tokens: [])
    }
}
