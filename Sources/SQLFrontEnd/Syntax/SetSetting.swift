/// `SET [SESSION | LOCAL] name = value, ...`.
package struct SetSetting: Hashable, Sendable {
    package enum Scope: Hashable, Sendable {
        case session
        /// Until the transaction ends.
        case local
    }

    package var scope: Scope
    /// In lower case. `SET TIME ZONE x` is `timezone`, `SET NAMES x` is `client_encoding`.
    package var name: String
    /// Each as text; nil: DEFAULT.
    package var values: [String]?
    /// Where the name stands.
    package var position: Int

    package init(scope: Scope = .session, name: String, values: [String]?, position: Int) {
        self.scope = scope
        self.name = name
        self.values = values
        self.position = position
    }

    /// The values with `, ` between them, as SHOW gives them; nil: DEFAULT.
    package var text: String? { values?.joined(separator: ", ") }
}
