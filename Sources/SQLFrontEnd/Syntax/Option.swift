/// `key = value` of a `USING` or `SET (...)` list.
package struct Option: Hashable, Sendable {
    /// Lower case; the parts of a dotted key have a dot between them.
    package var key: String
    package var value: OptionValue
    /// Where the key stands: UTF-8 bytes from the start of the statement's text.
    package var position: Int
    /// Where the value stands, likewise.
    package var valuePosition: Int

    package init(key: String, value: OptionValue, position: Int, valuePosition: Int) {
        self.key = key
        self.value = value
        self.position = position
        self.valuePosition = valuePosition
    }
}
