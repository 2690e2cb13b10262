/// What the wire needs of a database.
package protocol WireDatabase: Sendable {
    /// The SCRAM-SHA-256 verifier of a user; nil when there is none (the exchange then runs with a made-up verifier, so
    /// that names cannot be probed).
    /// - Throws: `SQLFailure`; the client then gets it and is disconnected.
    func verifier(forUser name: String) async throws -> ScramVerifier?

    /// Opens a session for an authenticated user. `connection` is valid as long as the session.
    /// - Throws: `SQLFailure`, such as 3D000 for an unknown database; the client then gets it and is disconnected.
    func openSession(_ startup: StartupParameters, connection: WireConnection) async throws -> any WireSession
}
