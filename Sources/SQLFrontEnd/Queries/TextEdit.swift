/// A replacement of some bytes of a text.
package struct TextEdit: Hashable, Sendable {
    /// UTF-8 bytes from the start of the text; empty for an insertion.
    package var range: Range<Int>
    package var replacement: String

    package init(range: Range<Int>, replacement: String) {
        self.range = range
        self.replacement = replacement
    }
}
