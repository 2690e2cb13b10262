package import Core

/// What a statement that ran at once gave.
package struct WireInlineResult: Sendable {
    /// Its rows; nil when it returns none.
    package var chunk: Chunk?
    package var tag: CommandTag

    package init(chunk: Chunk?, tag: CommandTag) {
        self.chunk = chunk
        self.tag = tag
    }
}
