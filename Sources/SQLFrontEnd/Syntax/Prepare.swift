/// `PREPARE name [(type, ...)] AS statement`.
package struct Prepare: Hashable, Sendable {
    package var name: Name
    /// Names of the parameters' types, in lower case, as far as they are written.
    package var parameterTypes: [Name]
    package var statement: Fragment

    package init(name: Name, parameterTypes: [Name] = [], statement: Fragment) {
        self.name = name
        self.parameterTypes = parameterTypes
        self.statement = statement
    }
}
