/// `EVALUATE metric [, ...] FROM (query) [GROUP BY column, ...] [USING key = value, ...]`.
package struct Evaluate: Hashable, Sendable {
    /// At least one, in lower case.
    package var metrics: [Name]
    package var data: TrainingData
    /// Columns of the query: each combination of their values is judged by itself.
    package var segments: [Name]
    package var options: [Option]

    package init(metrics: [Name], data: TrainingData, segments: [Name] = [], options: [Option] = []) {
        self.metrics = metrics
        self.data = data
        self.segments = segments
        self.options = options
    }
}
