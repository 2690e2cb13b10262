/// A name without dots, and where it stands.
package struct Name: Hashable, Sendable {
    /// As written, without its quotes.
    package var text: String
    /// UTF-8 bytes from the start of the statement's text.
    package var position: Int

    package init(_ text: String, position: Int) {
        self.text = text
        self.position = position
    }
}
