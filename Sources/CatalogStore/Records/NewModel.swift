/// What a new model is made of.
package struct NewModel: Sendable {
    package var project: String
    package var name: String
    /// Whether a model of this name, if there is one, goes on as this.
    package var replace: Bool
    package var definition: NewDefinition
    package var configuration: NewConfiguration
    /// Of its first training; the greater is trained first.
    package var priority: Int
    package var createdBy: String

    package init(
        project: String, name: String, replace: Bool, definition: NewDefinition, configuration: NewConfiguration, priority: Int = 0, createdBy: String
    ) {
        self.project = project
        self.name = name
        self.replace = replace
        self.definition = definition
        self.configuration = configuration
        self.priority = priority
        self.createdBy = createdBy
    }
}
