/// What a new model is made of.
package struct NewModel: Sendable {
    package var project: String
    package var name: String
    /// Whether it takes the place of a model of this name.
    package var replace: Bool
    package var definition: NewDefinition
    package var configuration: NewConfiguration
    package var createdBy: String

    package init(
        project: String, name: String, replace: Bool, definition: NewDefinition, configuration: NewConfiguration, createdBy: String
    ) {
        self.project = project
        self.name = name
        self.replace = replace
        self.definition = definition
        self.configuration = configuration
        self.createdBy = createdBy
    }
}
