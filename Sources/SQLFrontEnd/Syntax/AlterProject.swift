/// `ALTER PROJECT name SET key = value`.
package struct AlterProject: Hashable, Sendable {
    package var name: Name
    /// At least one.
    package var options: [Option]

    package init(name: Name, options: [Option]) {
        self.name = name
        self.options = options
    }
}
