/// What a further version of a model is made of.
package struct NewVersion: Sendable {
    package var modelID: Int64
    /// nil: the model's own.
    package var definitionID: Int64?
    /// nil: the model's own.
    package var configurationID: Int64?
    /// The snapshot of the rows to learn from; nil: they are read anew.
    package var snapshotHash: String?
    /// The version that it continues; nil: it learns from nothing.
    package var baseID: Int64?
    /// Whether it takes the place of what serves as soon as it is ready.
    package var replaces: Bool
    /// The greater is trained first.
    package var priority: Int
    /// The statement that asked for it, in a word or two.
    package var cause: String
    package var createdBy: String

    package init(
        modelID: Int64, definitionID: Int64? = nil, configurationID: Int64? = nil, snapshotHash: String? = nil, baseID: Int64? = nil, replaces: Bool = false,
        priority: Int = 0, cause: String, createdBy: String
    ) {
        self.modelID = modelID
        self.definitionID = definitionID
        self.configurationID = configurationID
        self.snapshotHash = snapshotHash
        self.baseID = baseID
        self.replaces = replaces
        self.priority = priority
        self.cause = cause
        self.createdBy = createdBy
    }
}
