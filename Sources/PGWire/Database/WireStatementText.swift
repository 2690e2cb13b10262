/// One statement of a text that holds several.
package struct WireStatementText: Hashable, Sendable {
    package var text: String
    /// Where it starts in the whole text: UTF-8 bytes from 0.
    package var position: Int

    package init(text: String, position: Int) {
        self.text = text
        self.position = position
    }
}
