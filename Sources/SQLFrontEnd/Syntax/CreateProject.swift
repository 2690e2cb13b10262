/// `CREATE PROJECT [IF NOT EXISTS] name`.
package struct CreateProject: Hashable, Sendable {
    package var name: Name
    package var ifNotExists: Bool

    package init(name: Name, ifNotExists: Bool) {
        self.name = name
        self.ifNotExists = ifNotExists
    }
}
