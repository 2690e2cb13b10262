/// Where a `PGClient` connects, and as whom.
package struct PGClientConfiguration: Sendable {
    package var host: String
    package var port: Int
    package var user: String
    package var password: String
    package var database: String
    package var applicationName: String
    package var tls: TLS
    package var connectTimeout: Duration

    package enum TLS: Hashable, Sendable {
        case disable
        /// Encrypted, whoever the server is.
        case require
        /// Encrypted, and the server's certificate must be signed by one of this PEM file and be made out to the host.
        case verify(certificateAuthorityPath: String)
    }

    package init(
        host: String = "127.0.0.1", port: Int = 5455, user: String, password: String, database: String? = nil,
        applicationName: String = "", tls: TLS = .disable, connectTimeout: Duration = .seconds(10)
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.database = database ?? user
        self.applicationName = applicationName
        self.tls = tls
        self.connectTimeout = connectTimeout
    }
}
