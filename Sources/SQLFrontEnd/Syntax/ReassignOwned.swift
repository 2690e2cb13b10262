/// `REASSIGN OWNED BY user TO user`: what one owns becomes another's.
package struct ReassignOwned: Hashable, Sendable {
    package var old: Name
    package var new: Name

    package init(old: Name, new: Name) {
        self.old = old
        self.new = new
    }
}
