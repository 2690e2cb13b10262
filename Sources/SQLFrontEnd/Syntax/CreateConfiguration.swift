/// `CREATE CONFIGURATION name AS (key = value, ...)`, which models share, or
/// `CREATE CONFIGURATION [name] FOR [MODEL] model USING key = value, ...`, which one has.
package struct CreateConfiguration: Hashable, Sendable {
    /// nil: it is known by its number alone.
    package var name: Name?
    /// nil: models share it.
    package var model: ObjectName?
    /// At least one, in the order written.
    package var options: [Option]

    package init(name: Name?, model: ObjectName?, options: [Option]) {
        self.name = name
        self.model = model
        self.options = options
    }
}
