/// `EXECUTE name [(expression, ...)]`.
package struct Execute: Hashable, Sendable {
    package var name: Name
    /// One expression each, as written.
    package var arguments: [Fragment]

    package init(name: Name, arguments: [Fragment] = []) {
        self.name = name
        self.arguments = arguments
    }
}
