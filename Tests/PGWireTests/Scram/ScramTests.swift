import Core
@testable import PGWire
import Testing

@Suite("SCRAM-SHA-256")
struct ScramTests {
    // The example of RFC 7677, section 3.
    private static let salt: [UInt8] = [0x5B, 0x6D, 0x99, 0x68, 0x9D, 0x12, 0x35, 0x8E, 0xEC, 0xA0, 0x4B, 0x14, 0x12, 0x36, 0xFA, 0x81]
    private static let serverFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    private static let clientFinal =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    private static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

    private static func server(isGenuine: Bool = true) -> ScramServer {
        ScramServer(
            verifier: ScramVerifier(password: "pencil", salt: salt), isGenuine: isGenuine, nonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
    }

    @Test("the client speaks as in RFC 7677")
    func client() throws {
        var client = ScramClient(user: "user", password: "pencil", nonce: "rOprNGfwEbeRWgbNEkqO")
        #expect(client.first == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(try client.final(Self.serverFirst) == Self.clientFinal)
        #expect(client.accepts(Self.serverFinal))
        #expect(!client.accepts("v=AAAA"))
    }

    @Test("the server speaks as in RFC 7677")
    func server() throws {
        var server = Self.server()
        #expect(try server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO") == Self.serverFirst)
        #expect(try server.final(Self.clientFinal) == Self.serverFinal)
    }

    @Test("a made-up verifier accepts nothing")
    func notGenuine() throws {
        var server = Self.server(isGenuine: false)
        _ = try server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(try server.final(Self.clientFinal) == nil)
    }

    @Test("a made-up verifier has the same salt each time, and another for another name")
    func madeUp() {
        let one = ScramVerifier.madeUp(forUser: "eve", secret: [1, 2, 3])
        #expect(one == ScramVerifier.madeUp(forUser: "eve", secret: [1, 2, 3]))
        #expect(one.salt != ScramVerifier.madeUp(forUser: "bob", secret: [1, 2, 3]).salt)
        #expect(one.salt.count == 16)
    }

    @Test("a client that supports channel binding, but saw none offered, may log in")
    func flagY() throws {
        var server = Self.server()
        var client = ScramClient(user: "user", password: "pencil", nonce: "abc")
        let first = try server.first("y,,n=user,r=abc")
        let final = try client.final(first)
        // The header is signed: "c=biws" says n, and the client had said y.
        #expect(throws: SQLFailure.self) { try server.final(final) }
    }

    @Test("malformed first messages are refused", arguments: [
        "", "n", "n,,", "n,,n=", "n,,r=abc", "n,,n=user,r=", "n,,n=user,x=1", "x,,n=user,r=abc", "p=tls-unique,,n=user,r=abc",
        "n,a=other,n=user,r=abc", "n,,m=ext,n=user,r=abc", "n,,n=user,r=a\u{7F}c",
    ])
    func malformedFirst(message: String) {
        var server = Self.server()
        #expect(throws: SQLFailure.self) { try server.first(message) }
    }

    @Test("malformed final messages are refused", arguments: [
        "", "p=AAAA", "c=biws,p=AAAA", "c=biws,r=other,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=AAAA",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
    ])
    func malformedFinal(message: String) throws {
        var server = Self.server()
        _ = try server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(throws: SQLFailure.self) { try server.final(message) }
    }

    @Test("a wrong proof of the right form is a wrong password")
    func wrongProof() throws {
        var server = Self.server()
        _ = try server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(try server.final(Self.clientFinal.replacing("p=dHzb", with: "p=eHzb")) == nil)
    }

    @Test("a server that asks for too much, or answers another nonce, is refused", arguments: [
        "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=abcd,s=,i=4096",
        "r=abcd,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0", "r=abcd,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999", "", "e=other-error",
    ])
    func suspiciousServer(message: String) {
        var client = ScramClient(password: "x", nonce: "abc")
        #expect(throws: SQLFailure.self) { try client.final(message) }
    }

    @Test("the text form is PostgreSQL's and reads back")
    func verifierText() {
        let verifier = ScramVerifier(password: "pencil", salt: Self.salt)
        #expect(verifier.text == "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")
        #expect(ScramVerifier(text: verifier.text) == verifier)
    }

    @Test("what is no verifier is not read", arguments: [
        "", "md5abc", "SCRAM-SHA-256$4096:W22Z", "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA", "SCRAM-SHA-256$x:y$z:w",
    ])
    func noVerifier(text: String) {
        #expect(ScramVerifier(text: text) == nil)
    }

    @Test("passwords are normalised: a ligature, a non-breaking space and a soft hyphen make no difference")
    func normalisation() {
        #expect(ScramKeys.normalized("\u{FB01}re\u{A0}wo\u{AD}rks") == "fire works")
        #expect(ScramKeys.normalized("plain") == "plain")
    }
}
