/// What a server keeps of a password: enough to check it, not enough to log in with it. Source: RFC 5802, section 3.
package struct ScramVerifier: Sendable, Hashable {
    /// Random bytes, 16 by default.
    package var salt: [UInt8]
    /// Rounds of PBKDF2; 4096 by default, as in PostgreSQL.
    package var iterations: Int
    /// H(ClientKey), 32 bytes.
    package var storedKey: [UInt8]
    /// HMAC(SaltedPassword, "Server Key"), 32 bytes.
    package var serverKey: [UInt8]

    package static let defaultIterations = 4096

    package init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
        self.salt = salt
        self.iterations = iterations
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// Derives the verifier of a password. Takes milliseconds.
    package init(password: String, salt: [UInt8], iterations: Int = defaultIterations) {
        let salted = ScramKeys.saltedPassword(password, salt: salt, iterations: iterations)
        self.init(
            salt: salt, iterations: iterations, storedKey: ScramKeys.storedKey(ofSalted: salted),
            serverKey: ScramKeys.serverKey(ofSalted: salted))
    }

    /// Derives the verifier of a password with a random salt.
    package init(password: String) {
        var generator = SystemRandomNumberGenerator()
        self.init(password: password, salt: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
