/// `COMPARE MODEL name VERSION a TO b [FROM ...] [USING ...]`.
package struct Compare: Hashable, Sendable {
    package var model: ObjectName
    package var version: Int
    package var other: Int
    /// The rows to compare on; nil: those that both were measured on.
    package var data: TrainingData?
    package var options: [Option]

    package init(model: ObjectName, version: Int, other: Int, data: TrainingData? = nil, options: [Option] = []) {
        self.model = model
        self.version = version
        self.other = other
        self.data = data
        self.options = options
    }
}
