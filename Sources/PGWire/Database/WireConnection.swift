package import Core

/// What a session may say to its client outside a statement's result, at any time and from any thread.
package final class WireConnection: Sendable {
    private let sendNotice: @Sendable (NoticeMessage) -> Void
    private let sendParameter: @Sendable (_ name: String, _ value: String) -> Void
    private let terminate: @Sendable (SQLFailure) -> Void

    package init(
        onNotice: @escaping @Sendable (NoticeMessage) -> Void,
        onParameterStatus: @escaping @Sendable (_ name: String, _ value: String) -> Void,
        onTerminate: @escaping @Sendable (SQLFailure) -> Void = { _ in }
    ) {
        sendNotice = onNotice
        sendParameter = onParameterStatus
        terminate = onTerminate
    }

    /// Interrupts what runs, sends the failure and closes the connection.
    package func end(_ failure: SQLFailure) { terminate(failure) }

    /// Sends a NoticeResponse at once.
    /// - Parameter severity: `NOTICE`, `WARNING`, `INFO`, `LOG` or `DEBUG`.
    package func notice(severity: String = "NOTICE", _ message: String, detail: String? = nil, hint: String? = nil) {
        sendNotice(NoticeMessage(severity: severity, message: message, detail: detail, hint: hint))
    }

    /// Tells the client the new value of a run-time parameter, such as `application_name` after a SET.
    package func parameterStatus(_ name: String, _ value: String) {
        sendParameter(name, value)
    }
}
