import NIOCore

/// How a `PGServer` listens, and its limits.
package struct PGServerConfiguration: Sendable {
    /// Address or name to bind.
    package var host: String
    /// 0: any free port; `PGServer.port` tells which.
    package var port: Int
    /// nil: the server answers requests for TLS with no.
    package var tls: TLS?
    /// Sessions at once. One more gets 53300.
    package var maximumConnections: Int
    /// Time from connecting to being authenticated.
    package var authenticationTimeout: Duration
    /// Bytes of one message of an authenticated client, 64 MiB by default. Longer ones get 54000.
    package var maximumMessageSize: Int
    /// Time that running statements have to finish after a graceful shutdown began.
    package var shutdownGracePeriod: Duration
    /// Longest time to look out for the next message of a client that asks one thing after the other, before the thread goes to
    /// sleep. Zero: never.
    package var busyPoll: Duration

    /// None on one core, or with the quota of one: it would keep the client from asking.
    /// - Parameter cores: that this process may run on.
    package static func usualBusyPoll(cores: Int) -> Duration { min(System.coreCount, cores) > 1 ? .microseconds(50) : .zero }

    /// Certificate and key, PEM files.
    package struct TLS: Hashable, Sendable {
        /// The certificate chain, the server's own certificate first.
        package var certificatePath: String
        package var keyPath: String
        /// Sessions over plain connections are refused.
        package var isRequired: Bool

        package init(certificatePath: String, keyPath: String, isRequired: Bool = false) {
            self.certificatePath = certificatePath
            self.keyPath = keyPath
            self.isRequired = isRequired
        }
    }

    package init(
        host: String = "127.0.0.1", port: Int = 5455, tls: TLS? = nil, maximumConnections: Int = 1000,
        authenticationTimeout: Duration = .seconds(10), maximumMessageSize: Int = 64 << 20,
        shutdownGracePeriod: Duration = .seconds(10), busyPoll: Duration = .zero
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.maximumConnections = maximumConnections
        self.authenticationTimeout = authenticationTimeout
        self.maximumMessageSize = maximumMessageSize
        self.shutdownGracePeriod = shutdownGracePeriod
        self.busyPoll = busyPoll
    }
}
