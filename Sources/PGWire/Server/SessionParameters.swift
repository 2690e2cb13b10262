/// The run-time parameters that a server reports when a session begins. Drivers rely on them.
/// Source: PostgreSQL manual, "Message Flow", section "Asynchronous Operations".
enum SessionParameters {
    /// The release whose behaviour clients may expect.
    static let serverVersion = "15.8"

    /// - Parameter changes: what the session set while it was opened; these win.
    static func initial(_ startup: StartupParameters, changes: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var parameters = [
            (name: "application_name", value: startup.applicationName ?? ""),
            (name: "client_encoding", value: "UTF8"),
            (name: "DateStyle", value: "ISO, MDY"),
            (name: "default_transaction_read_only", value: "off"),
            (name: "in_hot_standby", value: "off"),
            (name: "integer_datetimes", value: "on"),
            (name: "IntervalStyle", value: "postgres"),
            (name: "is_superuser", value: "off"),
            (name: "server_encoding", value: "UTF8"),
            (name: "server_version", value: serverVersion),
            (name: "session_authorization", value: startup.user),
            (name: "standard_conforming_strings", value: "on"),
            (name: "TimeZone", value: "UTC"),
        ]
        for change in changes {
            if let index = parameters.firstIndex(where: { $0.name == change.name }) {
                parameters[index] = change
            } else {
                parameters.append(change)
            }
        }
        return parameters
    }
}
