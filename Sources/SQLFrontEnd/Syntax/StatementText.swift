/// One statement of a text that may hold several.
package struct StatementText: Hashable, Sendable {
    /// Without the semicolon, blanks and comments around it.
    package var text: String
    /// UTF-8 bytes from the start of the whole text.
    package var position: Int

    package init(text: String, position: Int) {
        self.text = text
        self.position = position
    }
}
