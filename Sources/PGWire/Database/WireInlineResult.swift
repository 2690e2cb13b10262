package import Core

/// What a statement that ran at once gave.
package struct WireInlineResult: Sendable {
    /// Its rows one after the other, in the columns of the statement, each value in the case of `Value` that its column asks for;
    /// empty when there are none.
    package var values: [Value]
    package var tag: CommandTag

    package init(values: [Value] = [], tag: CommandTag) {
        self.values = values
        self.tag = tag
    }
}
