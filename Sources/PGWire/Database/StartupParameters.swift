/// Who connected, and with which wishes. Source: PostgreSQL manual, "Message Formats", StartupMessage.
package struct StartupParameters: Hashable, Sendable {
    /// The user that was authenticated.
    package var user: String
    /// The database that was asked for; the user's name when none was.
    package var database: String
    package var applicationName: String?
    /// All other run-time parameters of the start-up message, such as `options` or `search_path`, as they were sent.
    package var parameters: [String: String]
    /// What the client knows as its server process; unique among the open connections.
    package var processID: Int32
    /// Address and port of the client, such as `127.0.0.1:51234`.
    package var remoteAddress: String

    package init(
        user: String, database: String, applicationName: String? = nil, parameters: [String: String] = [:],
        processID: Int32, remoteAddress: String
    ) {
        self.user = user
        self.database = database
        self.applicationName = applicationName
        self.parameters = parameters
        self.processID = processID
        self.remoteAddress = remoteAddress
    }
}
