/// `EVALUATE metric [, ...] FROM (query) [USING key = value, ...]`.
package struct Evaluate: Hashable, Sendable {
    /// At least one, in lower case.
    package var metrics: [Name]
    package var data: TrainingData
    package var options: [Option]

    package init(metrics: [Name], data: TrainingData, options: [Option] = []) {
        self.metrics = metrics
        self.data = data
        self.options = options
    }
}
