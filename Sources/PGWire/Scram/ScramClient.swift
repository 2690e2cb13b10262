import Core
import Foundation

/// The client's side of a SCRAM-SHA-256 exchange. Source: RFC 5802, section 5.
struct ScramClient: Sendable {
    private let password: String
    private let clientFirstBare: String
    private let nonce: String
    private var serverSignature: [UInt8] = []

    /// A server that asks for more rounds is refused: it would only burn the client's time.
    private static let maximumIterations = 1_000_000

    /// - Parameters:
    ///   - user: PostgreSQL ignores it here and takes the start-up message's.
    ///   - nonce: random printable text without commas.
    init(user: String = "", password: String, nonce: String) {
        self.password = password
        self.nonce = nonce
        clientFirstBare = "n=\(user),r=\(nonce)"
    }

    var first: String { "n,,\(clientFirstBare)" }

    /// Answers the server's first message.
    /// - Throws: `SQLFailure` 08P01
    mutating func final(_ serverFirst: String) throws(SQLFailure) -> String {
        let attributes = serverFirst.split(separator: ",", omittingEmptySubsequences: false)
        guard attributes.count >= 3, attributes[0].hasPrefix("r="), attributes[1].hasPrefix("s="), attributes[2].hasPrefix("i="),
            let salt = Data(base64Encoded: String(attributes[1].dropFirst(2))), !salt.isEmpty,
            let iterations = Int(attributes[2].dropFirst(2)), (1...Self.maximumIterations).contains(iterations)
        else { throw SQLFailure(.protocolViolation, "the server sent a malformed SCRAM message") }
        let fullNonce = attributes[0].dropFirst(2)
        guard fullNonce.hasPrefix(nonce), fullNonce.utf8.count > nonce.utf8.count else {
            throw SQLFailure(.protocolViolation, "the server answered to another SCRAM nonce")
        }
        let salted = ScramKeys.saltedPassword(password, salt: Array(salt), iterations: iterations)
        let withoutProof = "c=biws,r=\(fullNonce)"
        let authMessage = Array("\(clientFirstBare),\(serverFirst),\(withoutProof)".utf8)
        let clientSignature = ScramKeys.hmac(ScramKeys.storedKey(ofSalted: salted), authMessage)
        let proof = ScramKeys.xor(ScramKeys.clientKey(ofSalted: salted), clientSignature)
        serverSignature = ScramKeys.hmac(ScramKeys.serverKey(ofSalted: salted), authMessage)
        return "\(withoutProof),p=\(Data(proof).base64EncodedString())"
    }

    /// Whether the server's last message proves that it knows the verifier.
    func accepts(_ serverFinal: String) -> Bool {
        guard serverFinal.hasPrefix("v="), !serverSignature.isEmpty,
            let signature = Data(base64Encoded: String(serverFinal.dropFirst(2).prefix { $0 != "," }))
        else { return false }
        return ScramKeys.equal(Array(signature), serverSignature)
    }
}
