import Core
import Foundation

/// The server's side of a SCRAM-SHA-256 exchange. Source: RFC 5802, section 5; RFC 7677; PostgreSQL's `auth-scram.c`.
struct ScramServer: Sendable {
    static let mechanism = "SCRAM-SHA-256"

    private let verifier: ScramVerifier
    /// False when the verifier is made up: the exchange then fails whatever the client proves.
    private let isGenuine: Bool
    private let nonce: String
    private var headerSent = ""
    private var clientFirstBare = ""
    private var serverFirst = ""
    private var fullNonce = ""

    /// - Parameter nonce: random printable text without commas.
    init(verifier: ScramVerifier, isGenuine: Bool, nonce: String) {
        self.verifier = verifier
        self.isGenuine = isGenuine
        self.nonce = nonce
    }

    /// Answers the client's first message with the server's.
    /// - Throws: `SQLFailure` 08P01 when it is malformed, 0A000 when it wants what is not spoken.
    mutating func first(_ message: String) throws(SQLFailure) -> String {
        // gs2-header = gs2-cbind-flag "," [ authzid ] ","
        let parts = message.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Self.malformed("The message has no GS2 header.") }
        switch parts[0] {
        case "n", "y": break
        case _ where parts[0].hasPrefix("p="):
            throw Self.malformed("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.")
        default: throw Self.malformed("Unexpected channel-binding flag.")
        }
        guard parts[1].isEmpty else {
            throw SQLFailure(.featureNotSupported, "client uses authorization identity, but it is not supported")
        }
        headerSent = "\(parts[0]),,"
        clientFirstBare = String(parts[2])
        let attributes = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        guard attributes.first?.hasPrefix("m=") != true else {
            throw SQLFailure(.featureNotSupported, "client requires an unsupported SCRAM extension")
        }
        guard attributes.count >= 2, attributes[0].hasPrefix("n="), attributes[1].hasPrefix("r=") else {
            throw Self.malformed("User name and nonce were expected.")
        }
        let clientNonce = attributes[1].dropFirst(2)
        guard !clientNonce.isEmpty, clientNonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.malformed("Non-printable characters in SCRAM nonce.")
        }
        fullNonce = clientNonce + nonce
        serverFirst = "r=\(fullNonce),s=\(Data(verifier.salt).base64EncodedString()),i=\(verifier.iterations)"
        return serverFirst
    }

    /// Checks the client's proof and answers with the server's signature; nil: the password is wrong.
    /// - Throws: `SQLFailure` 08P01 when the message is malformed.
    func final(_ message: String) throws(SQLFailure) -> String? {
        guard let proofStart = message.range(of: ",p=", options: .backwards) else { throw Self.malformed("The proof is missing.") }
        let withoutProof = message[..<proofStart.lowerBound]
        let attributes = withoutProof.split(separator: ",", omittingEmptySubsequences: false)
        guard attributes.count >= 2, attributes[0].hasPrefix("c="), attributes[1].hasPrefix("r=") else {
            throw Self.malformed("Channel binding and nonce were expected.")
        }
        guard attributes[0].dropFirst(2) == Data(headerSent.utf8).base64EncodedString() else {
            throw Self.malformed("unexpected SCRAM channel-binding attribute in client-final-message")
        }
        guard attributes[1].dropFirst(2) == fullNonce else { throw Self.malformed("Nonce does not match.") }
        guard let proof = Data(base64Encoded: String(message[proofStart.upperBound...])), proof.count == 32 else {
            throw Self.malformed("Malformed proof in client-final-message.")
        }
        let authMessage = Array("\(clientFirstBare),\(serverFirst),\(withoutProof)".utf8)
        let clientSignature = ScramKeys.hmac(verifier.storedKey, authMessage)
        let clientKey = ScramKeys.xor(Array(proof), clientSignature)
        guard ScramKeys.equal(ScramKeys.hash(clientKey), verifier.storedKey), isGenuine else { return nil }
        return "v=\(Data(ScramKeys.hmac(verifier.serverKey, authMessage)).base64EncodedString())"
    }

    private static func malformed(_ detail: String) -> SQLFailure {
        SQLFailure(.protocolViolation, "malformed SCRAM message", detail: detail)
    }
}
