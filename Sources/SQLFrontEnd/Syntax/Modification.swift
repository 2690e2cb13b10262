/// An UPDATE or DELETE, which runs as written once its target is known to be allowed.
package struct Modification: Hashable, Sendable {
    package var target: ObjectName
    /// The whole statement.
    package var text: Fragment

    package init(target: ObjectName, text: Fragment) {
        self.target = target
        self.text = text
    }
}
