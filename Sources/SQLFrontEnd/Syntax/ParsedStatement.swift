/// A statement with the text that it came from.
package struct ParsedStatement: Sendable {
    package var statement: Statement
    package var text: String
    /// All tokens of the text, a closing semicolon included.
    package var tokens: [Token]

    package init(statement: Statement, text: String, tokens: [Token]) {
        self.statement = statement
        self.text = text
        self.tokens = tokens
    }
}
