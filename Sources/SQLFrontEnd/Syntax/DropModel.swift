/// `DROP MODEL [IF EXISTS] name [VERSION n]`.
package struct DropModel: Hashable, Sendable {
    package var name: ObjectName
    /// nil: the model with all its versions.
    package var version: Int?
    package var ifExists: Bool

    package init(name: ObjectName, version: Int? = nil, ifExists: Bool = false) {
        self.name = name
        self.version = version
        self.ifExists = ifExists
    }
}
