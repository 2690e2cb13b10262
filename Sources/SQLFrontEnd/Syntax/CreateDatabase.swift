package import Core

/// `CREATE DATABASE name WITH ENGINE = 'engine', PARAMETERS = {json}`.
package struct CreateDatabase: Hashable, Sendable {
    package var name: Name
    package var orReplace: Bool
    package var ifNotExists: Bool
    /// As written; nil: none was named, which makes it a project.
    package var engine: Name?
    /// An object, its members in the order written; empty when there is none.
    package var parameters: JSONValue
    /// Where the object stands; nil: there is none.
    package var parametersPosition: Int?

    package init(
        name: Name, orReplace: Bool, ifNotExists: Bool, engine: Name?, parameters: JSONValue, parametersPosition: Int?
    ) {
        self.name = name
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.engine = engine
        self.parameters = parameters
        self.parametersPosition = parametersPosition
    }
}
