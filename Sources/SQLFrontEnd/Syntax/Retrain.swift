/// `RETRAIN [MODEL] name [FROM ...] [ON SNAPSHOT OF VERSION n] [USING [CONFIGURATION name,] ...]`, and `FINETUNE` likewise.
package struct Retrain: Hashable, Sendable {
    package var model: ObjectName
    /// The version to start from; nil: the deployed one.
    package var version: Int?
    /// Other rows than the definition's; nil: those of the definition.
    package var data: TrainingData?
    /// The rows are those of this version's snapshot; nil: they are read anew.
    package var snapshotOf: Int?
    /// The name or number of a configuration, as written; nil: the model's own.
    package var configuration: Name?
    /// In the order written.
    package var options: [Option]

    package init(
        model: ObjectName, version: Int? = nil, data: TrainingData? = nil, snapshotOf: Int? = nil, configuration: Name? = nil, options: [Option] = []
    ) {
        self.model = model
        self.version = version
        self.data = data
        self.snapshotOf = snapshotOf
        self.configuration = configuration
        self.options = options
    }
}
