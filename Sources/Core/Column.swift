/// A name with a type.
package struct Column: Hashable, Sendable {
    package var name: String
    package var type: SQLType

    package init(_ name: String, _ type: SQLType) {
        self.name = name
        self.type = type
    }
}
