/// `RETRAIN [MODEL] name [FROM ...] [USING ...]`, and `FINETUNE` likewise.
package struct Retrain: Hashable, Sendable {
    package var model: ObjectName
    /// The version to start from; nil: the deployed one.
    package var version: Int?
    /// Other rows than the definition's; nil: those of the definition.
    package var data: TrainingData?
    /// In the order written.
    package var options: [Option]

    package init(model: ObjectName, version: Int? = nil, data: TrainingData? = nil, options: [Option] = []) {
        self.model = model
        self.version = version
        self.data = data
        self.options = options
    }
}
