/// A version that serves its model now, with what is needed to load it.
package struct DeployedVersion: Hashable, Sendable {
    package var model: ModelRecord
    package var version: VersionRecord
    package var definition: DefinitionRecord
}
