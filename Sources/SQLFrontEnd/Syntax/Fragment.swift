/// A piece of the statement's own text: a query, a body, a condition.
package struct Fragment: Hashable, Sendable {
    /// Without parentheses around it, and without comments or blanks before and after.
    package var text: String
    /// UTF-8 bytes from the start of the statement's text.
    package var position: Int

    package init(_ text: String, position: Int) {
        self.text = text
        self.position = position
    }

    /// The bytes that it takes in the statement's text.
    package var range: Range<Int> { position..<position + text.utf8.count }
}
