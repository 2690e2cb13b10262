/// `CREATE CONFIGURATION [name] FOR [MODEL] model USING key = value, ...`: another way to learn the same thing.
package struct CreateConfiguration: Hashable, Sendable {
    /// nil: it is known by its number alone.
    package var name: Name?
    package var model: ObjectName
    /// At least one, in the order written.
    package var options: [Option]

    package init(name: Name?, model: ObjectName, options: [Option]) {
        self.name = name
        self.model = model
        self.options = options
    }
}
