import Core
import NIOCore

/// A connection from its first byte to its session: pure, so that every conversation can be tested without a socket.
struct StartupStateMachine {
    private enum State {
        /// The first packet, or the one after a refused or accepted encryption.
        case awaitingPacket(mayAskForTLS: Bool, mayAskForGSS: Bool)
        case findingVerifier(user: String)
        case awaitingSASLInitial(user: String, ScramServer)
        case awaitingSASLFinal(user: String, ScramServer)
        case openingSession
        case done
        case closed
    }

    enum Action {
        /// `N`: go on without encryption.
        case refuseEncryption
        /// `S`, then the TLS handshake.
        case startTLS
        /// Interrupt what that connection runs, and close this one without a word.
        case cancel(processID: Int32, secret: Int32)
        /// Say first what is not spoken, if anything, then look up the user's verifier.
        case findVerifier(StartupMessage, user: String, negotiation: BackendMessage?)
        case send(BackendMessage)
        /// The password is right: send these and open the session.
        case openSession([BackendMessage])
        /// An error that ends the connection.
        case refuse(SQLFailure)
        case close
    }

    private var state = State.awaitingPacket(mayAskForTLS: true, mayAskForGSS: true)
    private var isEncrypted = false
    private let requiresTLS: Bool

    /// - Parameter requiresTLS: sessions over plain connections are refused.
    init(requiresTLS: Bool = false) { self.requiresTLS = requiresTLS }

    /// Whether what comes next has the start-up's form, without a type.
    var expectsPacket: Bool { if case .awaitingPacket = state { true } else { false } }

    /// Whether it waits for the server, not for the client.
    var isBusy: Bool {
        switch state {
        case .findingVerifier, .openingSession: true
        case .awaitingPacket, .awaitingSASLInitial, .awaitingSASLFinal, .done, .closed: false
        }
    }

    /// - Parameters:
    ///   - canEncrypt: a certificate is configured.
    ///   - bytesFollow: the client sent more before it had our answer. After a request for encryption that would be read as if it
    ///     had been encrypted, so it is an attack or a mistake (CVE-2021-23222).
    mutating func received(_ packet: StartupPacket, canEncrypt: Bool, bytesFollow: Bool) -> Action {
        guard case .awaitingPacket(let mayAskForTLS, let mayAskForGSS) = state else {
            return refuse(SQLFailure(.protocolViolation, "unexpected startup packet"))
        }
        switch packet {
        case .sslRequest where mayAskForTLS:
            guard !bytesFollow else { return refuse(Self.unencryptedData) }
            state = .awaitingPacket(mayAskForTLS: false, mayAskForGSS: mayAskForGSS && !canEncrypt)
            isEncrypted = canEncrypt
            return canEncrypt ? .startTLS : .refuseEncryption
        case .gssEncryptionRequest where mayAskForGSS:
            guard !bytesFollow else { return refuse(Self.unencryptedData) }
            state = .awaitingPacket(mayAskForTLS: mayAskForTLS, mayAskForGSS: false)
            return .refuseEncryption
        case .sslRequest, .gssEncryptionRequest:
            return refuse(SQLFailure(.protocolViolation, "encryption was asked for twice"))
        case .cancel(let processID, let secret):
            state = .closed
            return .cancel(processID: processID, secret: secret)
        case .startup(let message):
            return begin(message)
        }
    }

    private mutating func begin(_ message: StartupMessage) -> Action {
        guard message.majorVersion == 3 else {
            return refuse(SQLFailure(
                .featureNotSupported,
                "unsupported frontend protocol \(message.majorVersion).\(message.minorVersion): server supports 3.0"))
        }
        guard isEncrypted || !requiresTLS else {
            return refuse(SQLFailure(
                .invalidAuthorization, "this server accepts only encrypted connections", hint: "connect with sslmode=require or stricter"))
        }
        guard let user = message["user"], !user.isEmpty else {
            return refuse(SQLFailure(.invalidAuthorization, "no user name specified in startup packet"))
        }
        if let replication = message["replication"], !["false", "off", "no", "0", "f"].contains(replication.lowercased()) {
            return refuse(SQLFailure(.featureNotSupported, "replication connections are not supported"))
        }
        if let encoding = message["client_encoding"], !Self.isKnown(encoding: encoding) {
            return refuse(SQLFailure(
                .featureNotSupported, "conversion between \"\(encoding)\" and UTF8 is not supported",
                hint: "set client_encoding to UTF8"))
        }
        let unknown = message.parameters.map(\.name).filter { $0.hasPrefix("_pq_.") }
        let negotiation: BackendMessage? =
            message.minorVersion > 0 || !unknown.isEmpty ? .negotiateProtocolVersion(minor: 0, unknownOptions: unknown) : nil
        state = .findingVerifier(user: user)
        return .findVerifier(message, user: user, negotiation: negotiation)
    }

    /// SQL_ASCII is what a client without a locale asks for: bytes as they are.
    private static func isKnown(encoding: String) -> Bool {
        let name = encoding.lowercased().filter { $0.isLetter || $0.isNumber }
        return ["utf8", "unicode", "sqlascii"].contains(name)
    }

    /// - Parameter nonce: random printable text without commas.
    mutating func found(_ verifier: ScramVerifier, isGenuine: Bool, nonce: String) -> Action {
        guard case .findingVerifier(let user) = state else { return .close }
        state = .awaitingSASLInitial(user: user, ScramServer(verifier: verifier, isGenuine: isGenuine, nonce: nonce))
        return .send(.authenticationSASL(mechanisms: [ScramServer.mechanism]))
    }

    /// A typed message came while the client was to prove who it is.
    mutating func received(_ frame: FrontendFrame) -> Action {
        guard frame.type == .authentication else {
            if frame.type == .terminate {
                state = .closed
                return .close
            }
            return refuse(SQLFailure(.protocolViolation, "expected SASL response, got message type \(frame.type.rawValue)"))
        }
        switch state {
        case .awaitingSASLInitial(let user, var scram):
            do throws(SQLFailure) {
                let answer = try scram.first(try Self.initialResponse(frame.body))
                state = .awaitingSASLFinal(user: user, scram)
                return .send(.authenticationSASLContinue(answer))
            } catch {
                return refuse(error)
            }
        case .awaitingSASLFinal(let user, let scram):
            do throws(SQLFailure) {
                guard let signature = try scram.final(try frame.body.validatedText()) else {
                    return refuse(SQLFailure(.invalidPassword, "password authentication failed for user \"\(user)\""))
                }
                state = .openingSession
                return .openSession([.authenticationSASLFinal(signature), .authenticationOK])
            } catch {
                return refuse(error)
            }
        case .awaitingPacket, .findingVerifier, .openingSession, .done, .closed:
            return refuse(SQLFailure(.protocolViolation, "unexpected authentication message"))
        }
    }

    /// Source: PostgreSQL manual, "Message Formats", SASLInitialResponse.
    private static func initialResponse(_ body: ByteBuffer) throws(SQLFailure) -> String {
        var body = body
        guard let mechanism = try body.readZeroTerminatedText() else { throw FrontendMessage.malformed }
        guard mechanism == ScramServer.mechanism else {
            throw SQLFailure(
                .protocolViolation, "client selected an invalid SASL authentication mechanism",
                hint: "use a client that knows SCRAM-SHA-256")
        }
        guard let length = body.readInteger(as: Int32.self), length >= 0, Int(length) == body.readableBytes else {
            throw FrontendMessage.malformed
        }
        return try body.validatedText()
    }

    mutating func sessionOpened() { state = .done }

    /// Nothing more is read from this connection.
    mutating func refuse(_ failure: SQLFailure) -> Action {
        state = .closed
        return .refuse(failure)
    }

    private static var unencryptedData: SQLFailure {
        SQLFailure(.protocolViolation, "received unencrypted data after a request for encryption")
    }
}
