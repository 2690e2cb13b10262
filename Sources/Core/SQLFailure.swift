/// The one error that a client can see. The wire and HTTP only translate it.
///
/// The message is lower case, names the object in double quotes and says what was expected; the hint says what to type.
package struct SQLFailure: Error, Hashable, Sendable {
    package var sqlState: SQLState
    package var message: String
    package var detail: String?
    package var hint: String?
    /// Where in the statement's text: UTF-8 bytes from its start, 0 is the first. The wire turns it into characters from 1.
    package var position: Int?
    /// What lay underneath, for the server's log at debug level; never sent.
    package var cause: String?

    package init(
        _ sqlState: SQLState, _ message: String, detail: String? = nil, hint: String? = nil,
        position: Int? = nil, cause: String? = nil
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.position = position
        self.cause = cause
    }
}

extension SQLFailure {
    /// The failure that any error is to a client.
    package init(wrapping error: any Error) {
        switch error {
        case let failure as SQLFailure: self = failure
        case is CancellationError: self = SQLFailure(.queryCanceled, "canceling statement due to user request")
        default: self = SQLFailure(.internalError, "internal error", detail: String(describing: error))
        }
    }

    package func at(_ position: Int?) -> SQLFailure {
        var copy = self
        copy.position = position
        return copy
    }
}
