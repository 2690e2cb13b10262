package import Core

/// One client's conversation with the database. The wire calls one function at a time, `cancel` and `transactionStatus` apart.
package protocol WireSession: AnyObject, Sendable {
    /// The statements of a simple query's text, in order; none when it holds nothing but space and comments.
    /// - Throws: `SQLFailure`, its position counted in `text`.
    func split(_ text: String) throws -> [WireStatementText]

    /// Understands one statement.
    /// - Parameter parameterTypes: of `$1`, `$2`, ..., as far as the client declared them; nil: to be inferred. May be shorter than
    ///   the statement's parameters.
    /// - Throws: `SQLFailure`, its position counted in `text`.
    func prepare(_ text: String, parameterTypes: [SQLType?]) async throws -> any WireStatement

    /// Where the session stands; read from the event loop between statements, so it must not wait.
    var transactionStatus: TransactionStatus { get }

    /// Interrupts what runs, if anything does. From any thread.
    func cancel()

    /// The client has gone.
    func close() async
}
