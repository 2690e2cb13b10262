/// `DROP kind [IF EXISTS] name`.
package struct DropObject: Hashable, Sendable {
    package var name: ObjectName
    package var ifExists: Bool

    package init(name: ObjectName, ifExists: Bool) {
        self.name = name
        self.ifExists = ifExists
    }
}
