package import Core

/// A statement that is known and never done.
package struct Refused: Hashable, Sendable {
    /// In upper case: `COPY`, `CREATE FUNCTION`.
    package var keyword: String
    /// 42501 for what reaches files, networks or the configuration; 0A000 for what is only missing.
    package var sqlState: SQLState
    /// What to type instead; nil: there is nothing.
    package var hint: String?
    package var position: Int

    package init(keyword: String, sqlState: SQLState, hint: String? = nil, position: Int) {
        self.keyword = keyword
        self.sqlState = sqlState
        self.hint = hint
        self.position = position
    }

    /// The error that a client gets.
    package var failure: SQLFailure {
        sqlState == .insufficientPrivilege
            ? SQLFailure(
                sqlState, "\(keyword) is not allowed",
                detail: "Statements reach attached sources only, never files, networks or the engine's configuration.",
                hint: hint, position: position)
            : SQLFailure(sqlState, "\(keyword) is not supported", hint: hint, position: position)
    }
}
