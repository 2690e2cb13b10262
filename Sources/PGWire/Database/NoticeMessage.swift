package import Core

/// Something the client should know that is no error. Source: PostgreSQL manual, "Message Formats", NoticeResponse.
package struct NoticeMessage: Hashable, Sendable {
    /// `NOTICE`, `WARNING`, `INFO`, `LOG` or `DEBUG`.
    package var severity: String
    package var sqlState: SQLState
    package var message: String
    package var detail: String?
    package var hint: String?

    package init(
        severity: String, sqlState: SQLState? = nil, message: String, detail: String? = nil, hint: String? = nil
    ) {
        self.severity = severity
        self.sqlState = sqlState ?? SQLState(rawValue: severity == "WARNING" ? "01000" : "00000")
        self.message = message
        self.detail = detail
        self.hint = hint
    }
}
