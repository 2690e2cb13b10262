/// `REPRODUCE MODEL name VERSION n`.
package struct Reproduce: Hashable, Sendable {
    package var model: ObjectName
    package var version: Int
    package var options: [Option]

    package init(model: ObjectName, version: Int, options: [Option] = []) {
        self.model = model
        self.version = version
        self.options = options
    }
}
