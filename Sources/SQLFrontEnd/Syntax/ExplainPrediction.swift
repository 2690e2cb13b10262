/// `EXPLAIN PREDICTION id`.
package struct ExplainPrediction: Hashable, Sendable {
    /// The prediction's id; a bare word is a name, a number keeps its text.
    package var id: OptionValue
    package var position: Int

    package init(id: OptionValue, position: Int) {
        self.id = id
        self.position = position
    }
}
