package import Core

/// `ALTER DATABASE name [WITH] PARAMETERS = {json}`: other parameters for a source that exists.
package struct AlterDatabase: Hashable, Sendable {
    package var name: Name
    /// An object with the members to change, in the order written.
    package var parameters: JSONValue
    package var parametersPosition: Int

    package init(name: Name, parameters: JSONValue, parametersPosition: Int) {
        self.name = name
        self.parameters = parameters
        self.parametersPosition = parametersPosition
    }
}
