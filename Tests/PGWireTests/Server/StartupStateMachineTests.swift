import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("A start-up, as a conversation")
struct StartupStateMachineTests {
    private static func startup(_ parameters: (String, String)..., major: Int = 3, minor: Int = 0) -> StartupPacket {
        .startup(StartupMessage(
            majorVersion: major, minorVersion: minor, parameters: parameters.map { .init(name: $0.0, value: $0.1) }))
    }

    private static func frame(initial text: String) -> FrontendFrame {
        var body = ByteBuffer()
        body.writeZeroTerminated("SCRAM-SHA-256")
        body.writeInteger(Int32(text.utf8.count))
        body.writeString(text)
        return FrontendFrame(type: .authentication, body: body)
    }

    private static let verifier = ScramVerifier(password: "secret", salt: [1, 2, 3], iterations: 2)

    @Test("the right password opens a session", arguments: [true, false])
    func login(isRight: Bool) throws {
        var machine = StartupStateMachine()
        #expect(machine.expectsPacket)
        guard case .findVerifier(_, user: "ann", negotiation: nil) = machine.received(
            Self.startup(("user", "ann"), ("database", "shop")), canEncrypt: false, bytesFollow: false)
        else { return unexpected("no look-up") }
        #expect(machine.isBusy)
        guard case .send(.authenticationSASL(mechanisms: ["SCRAM-SHA-256"])) = machine.found(Self.verifier, isGenuine: true, nonce: "xyz")
        else { return unexpected("no request") }
        var client = ScramClient(password: isRight ? "secret" : "wrong", nonce: "abc")
        guard case .send(.authenticationSASLContinue(let answer)) = machine.received(Self.frame(initial: client.first)) else {
            return unexpected("no challenge")
        }
        let final = FrontendFrame(type: .authentication, body: ByteBuffer(string: try client.final(answer)))
        switch (machine.received(final), isRight) {
        case (.openSession(let messages), true):
            guard case .authenticationSASLFinal(let signature)? = messages.first else { return unexpected("no signature") }
            #expect(client.accepts(signature))
            #expect(messages.last == .authenticationOK)
        case (.refuse(let failure), false):
            #expect(failure == SQLFailure(.invalidPassword, "password authentication failed for user \"ann\""))
        case (let action, _): Issue.record("unexpected \(action)")
        }
    }

    @Test("encryption is refused without a certificate, each kind once")
    func noEncryption() {
        var machine = StartupStateMachine()
        guard case .refuseEncryption = machine.received(.gssEncryptionRequest, canEncrypt: false, bytesFollow: false) else { return unexpected("GSS") }
        guard case .refuseEncryption = machine.received(.sslRequest, canEncrypt: false, bytesFollow: false) else { return unexpected("TLS") }
        guard case .refuse = machine.received(.sslRequest, canEncrypt: false, bytesFollow: false) else { return unexpected("twice") }
    }

    @Test("where encryption is required, only a plain start-up is refused", arguments: [true, false])
    func requiredEncryption(isEncrypted: Bool) {
        var machine = StartupStateMachine(requiresTLS: true)
        if isEncrypted { _ = machine.received(.sslRequest, canEncrypt: true, bytesFollow: false) }
        switch (machine.received(Self.startup(("user", "ann")), canEncrypt: true, bytesFollow: false), isEncrypted) {
        case (.findVerifier, true): break
        case (.refuse(let failure), false):
            #expect(failure == SQLFailure(
                .invalidAuthorization, "this server accepts only encrypted connections", hint: "connect with sslmode=require or stricter"))
        case (let action, _): Issue.record("unexpected \(action)")
        }
    }

    @Test("encryption starts with a certificate")
    func encryption() {
        var machine = StartupStateMachine()
        guard case .startTLS = machine.received(.sslRequest, canEncrypt: true, bytesFollow: false) else { return unexpected("no TLS") }
        guard case .refuse = machine.received(.sslRequest, canEncrypt: true, bytesFollow: false) else { return unexpected("twice") }
    }

    @Test("bytes that follow a request for encryption unencrypted are refused", arguments: [StartupPacket.sslRequest, .gssEncryptionRequest])
    func stuffing(packet: StartupPacket) {
        var machine = StartupStateMachine()
        guard case .refuse(let failure) = machine.received(packet, canEncrypt: true, bytesFollow: true) else { return unexpected("not refused") }
        #expect(failure.sqlState == .protocolViolation)
    }

    @Test("what cannot be served is refused", arguments: [
        (startup(("user", "a"), major: 2), "unsupported frontend protocol 2.0: server supports 3.0"),
        (startup(("database", "a")), "no user name specified in startup packet"),
        (startup(("user", "")), "no user name specified in startup packet"),
        (startup(("user", "a"), ("replication", "database")), "replication connections are not supported"),
        (startup(("user", "a"), ("client_encoding", "LATIN1")), "conversion between \"LATIN1\" and UTF8 is not supported"),
    ])
    func refusals(packet: StartupPacket, message: String) {
        var machine = StartupStateMachine()
        guard case .refuse(let failure) = machine.received(packet, canEncrypt: false, bytesFollow: false) else { return unexpected("not refused") }
        #expect(failure.message == message)
    }

    @Test("a newer minor version and unknown options are negotiated down")
    func negotiation() {
        var machine = StartupStateMachine()
        let action = machine.received(Self.startup(("user", "a"), ("_pq_.magic", "1"), minor: 2), canEncrypt: false, bytesFollow: false)
        guard case .findVerifier(_, _, let negotiation) = action else { return unexpected("refused") }
        #expect(negotiation == .negotiateProtocolVersion(minor: 0, unknownOptions: ["_pq_.magic"]))
    }

    @Test("a query before the login is refused")
    func queryTooEarly() {
        var machine = StartupStateMachine()
        _ = machine.received(Self.startup(("user", "ann")), canEncrypt: false, bytesFollow: false)
        _ = machine.found(Self.verifier, isGenuine: true, nonce: "xyz")
        guard case .refuse(let failure) = machine.received(FrontendFrame(type: .query, body: ByteBuffer(string: "x\0"))) else {
            return unexpected("not refused")
        }
        #expect(failure == SQLFailure(.protocolViolation, "expected SASL response, got message type 81"))
    }

    @Test("another mechanism is refused")
    func otherMechanism() {
        var machine = StartupStateMachine()
        _ = machine.received(Self.startup(("user", "ann")), canEncrypt: false, bytesFollow: false)
        _ = machine.found(Self.verifier, isGenuine: true, nonce: "xyz")
        let body = ByteBuffer(string: "SCRAM-SHA-256-PLUS\0\0\0\0\0")
        guard case .refuse(let failure) = machine.received(FrontendFrame(type: .authentication, body: body)) else { return unexpected("not refused") }
        #expect(failure.message == "client selected an invalid SASL authentication mechanism")
    }
}
