import Foundation

extension ScramVerifier {
    /// The form in which PostgreSQL keeps it: `SCRAM-SHA-256$4096:salt$storedKey:serverKey`, the bytes in base64.
    package var text: String {
        func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
        return "SCRAM-SHA-256$\(iterations):\(base64(salt))$\(base64(storedKey)):\(base64(serverKey))"
    }

    /// nil: the text is no verifier.
    package init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "SCRAM-SHA-256" else { return nil }
        let salting = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let keys = parts[2].split(separator: ":", omittingEmptySubsequences: false)
        guard salting.count == 2, keys.count == 2, let iterations = Int(salting[0]), iterations > 0, iterations <= 10_000_000,
            let salt = Data(base64Encoded: String(salting[1])), !salt.isEmpty,
            let storedKey = Data(base64Encoded: String(keys[0])), storedKey.count == 32,
            let serverKey = Data(base64Encoded: String(keys[1])), serverKey.count == 32
        else { return nil }
        self.init(salt: Array(salt), iterations: iterations, storedKey: Array(storedKey), serverKey: Array(serverKey))
    }

    /// A verifier that no password fits, for a user that does not exist: its salt is always the same for a name, as a real one's is.
    static func madeUp(forUser name: String, secret: [UInt8]) -> ScramVerifier {
        let salt = ScramKeys.hmac(secret, Array(name.utf8))
        return ScramVerifier(
            salt: Array(salt.prefix(16)), iterations: defaultIterations,
            storedKey: ScramKeys.hmac(secret, salt), serverKey: ScramKeys.hmac(secret, salt + [1]))
    }
}
