/// `TRANSFORM (expression AS name, column, *, ...)`: what a model learns from, computed from each row of the training query by itself.
package struct Transform: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package enum Source: Hashable, Sendable {
            /// `*`, or `* EXCLUDE (a, b)`: the query's columns as they are.
            case all(except: [Name])
            case expression(Fragment, name: Name)
        }

        package var source: Source
        /// UTF-8 bytes from the start of the statement's text.
        package var position: Int

        package init(_ source: Source, position: Int) {
            self.source = source
            self.position = position
        }
    }

    /// What stands between the parentheses.
    package var text: Fragment
    /// At least one.
    package var items: [Item]

    package init(text: Fragment, items: [Item]) {
        self.text = text
        self.items = items
    }
}
