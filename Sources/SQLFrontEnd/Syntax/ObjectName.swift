/// A name of one or several parts, as in `project.model` or `source.schema.table`.
package struct ObjectName: Hashable, Sendable {
    /// At least one; each as written, without its quotes.
    package var parts: [String]
    /// UTF-8 bytes from the start of the statement's text.
    package var position: Int

    package init(_ parts: [String], position: Int) {
        self.parts = parts
        self.position = position
    }

    /// The last part.
    package var last: String { parts.last ?? "" }
    /// What stands before the last part.
    package var qualifiers: [String] { Array(parts.dropLast()) }
    /// The parts with dots between them, for messages.
    package var text: String { parts.joined(separator: ".") }
}
