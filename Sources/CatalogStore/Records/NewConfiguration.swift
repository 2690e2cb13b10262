package import Core

/// What a new configuration says.
package struct NewConfiguration: Sendable {
    /// nil: it is known by its number alone.
    package var name: String?
    package var engine: String
    package var seed: Int64
    /// An object: the options as they were written.
    package var options: JSONValue
    /// An object: all options, defaults filled in.
    package var expanded: JSONValue

    package init(name: String? = nil, engine: String, seed: Int64, options: JSONValue, expanded: JSONValue) {
        self.name = name
        self.engine = engine
        self.seed = seed
        self.options = options
        self.expanded = expanded
    }
}
