import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("Hostile input on a socket", .timeLimit(.minutes(1)))
struct HostileInputTests {
    /// Everything that comes until the server closes.
    private func rest(_ connection: PGClientConnection) async -> [BackendMessage] {
        var all: [BackendMessage] = []
        while let more = try? await connection.receive() { all += more }
        return all
    }

    private func firstError(_ messages: [BackendMessage]) -> ReportFields? {
        for message in messages { if case .error(let fields) = message { return fields } }
        return nil
    }

    @Test("a wrong password and an unknown user are refused alike", arguments: [("ann", "wrong"), ("nobody", "secret"), ("ann", "")])
    func wrongPassword(user: String, password: String) async throws {
        try await withServer { port, database in
            await #expect(throws: SQLFailure(.invalidPassword, "password authentication failed for user \"\(user)\"")) {
                try await PGClient.connect(PGClientConfiguration(port: port, user: user, password: password))
            }
            #expect(database.sessions.isEmpty)
        }
    }

    @Test("names and passwords beyond ASCII log in")
    func unicodeLogin() async throws {
        try await withServer { port, database in
            let client = try await PGClient.connect(
                PGClientConfiguration(port: port, user: "ärne", password: "пароль", applicationName: "tést"))
            await client.close()
            #expect(database.sessions.first?.user == "ärne")
            #expect(database.sessions.first?.database == "ärne")
            #expect(database.sessions.first?.applicationName == "tést")
        }
    }

    @Test("a database that does not exist is refused after the login")
    func unknownDatabase() async throws {
        try await withServer { port, _ in
            await #expect(throws: SQLFailure(.invalidCatalogName, "database \"nowhere\" does not exist")) {
                try await PGClient.connect(PGClientConfiguration(port: port, user: "ann", password: "secret", database: "nowhere"))
            }
        }
    }

    @Test("a message over the limit is refused with its limit, even when all of it is sent")
    func oversized() async throws {
        try await withServer({ $0.maximumMessageSize = 100_000 }) { port, _ in
            let client = try await PGClient.connect(.ann(port))
            let failure = await #expect(throws: SQLFailure.self) {
                try await client.query("text " + String(repeating: "x", count: 5_000_000))
            }
            #expect(failure?.sqlState == .programLimitExceeded)
            #expect(failure?.message == "a message of 5000010 bytes is longer than the limit of 100000 bytes")
            let other = try await PGClient.connect(.ann(port))
            #expect(try await other.query("text " + String(repeating: "x", count: 90_000)).count == 3)
            await other.close()
        }
    }

    @Test("before the login a message of 64 kB is the limit")
    func oversizedLogin() async throws {
        try await withServer { port, _ in
            let connection = try await PGClientConnection.open(host: "127.0.0.1", port: port, timeout: .seconds(5))
            try await connection.send(.startup(StartupMessage(parameters: [.init(name: "user", value: "ann")])))
            #expect(try await connection.receive() == [.authenticationSASL(mechanisms: ["SCRAM-SHA-256"])])
            var bytes = ByteBuffer(string: "p")
            bytes.writeInteger(Int32(1 << 20))
            try await connection.send(bytes)
            #expect(try await connection.receive().count == 1)
        }
    }

    @Test("a length below four ends the connection with an error")
    func shortLength() async throws {
        try await withServer { port, _ in
            let client = try await PGClient.connect(.ann(port))
            try await client.connection.send(ByteBuffer(bytes: [0x51, 0, 0, 0, 3]))
            let fields = firstError(await rest(client.connection))
            #expect(fields?.severity == "FATAL")
            #expect(fields?.sqlState == .protocolViolation)
            #expect(fields?.message == "invalid message length")
        }
    }

    @Test("a malformed body is an error, and the connection goes on")
    func malformedBody() async throws {
        try await withClient { client in
            try await client.connection.send(ByteBuffer(bytes: [0x51, 0, 0, 0, 5, 0x61]))
            let messages = try await client.connection.receiveUntilReady()
            #expect(firstError(messages)?.message == "invalid message format")
            #expect(try await client.query("one").last == .completed("SELECT 1"))
        }
    }

    @Test("a function call is refused, and the connection goes on")
    func functionCall() async throws {
        try await withClient { client in
            try await client.connection.send(.functionCall)
            let messages = try await client.connection.receiveUntilReady()
            #expect(firstError(messages)?.sqlState == .featureNotSupported)
            #expect(try await client.query("one").last == .completed("SELECT 1"))
        }
    }

    @Test("random bytes instead of a start-up never crash the server", arguments: 0..<20)
    func garbageStartup(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        try await withServer { port, _ in
            for _ in 0..<10 {
                let connection = try await PGClientConnection.open(host: "127.0.0.1", port: port, timeout: .seconds(5))
                let bytes = (0..<Int.random(in: 8...200, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                var buffer = ByteBuffer()
                // Half of them begin like a start-up.
                if Bool.random(using: &random) { buffer.writeMultipleIntegers(Int32(bytes.count + 8), Int32(196_608)) }
                buffer.writeBytes(bytes)
                try? await connection.send(buffer)
                await connection.close()
            }
            let client = try await PGClient.connect(.ann(port))
            #expect(try await client.query("one").last == .completed("SELECT 1"))
            await client.close()
        }
    }

    @Test("messages with random bytes in them never crash the server", arguments: 0..<20)
    func garbageMessages(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let types = Array("QPBDECHSFdcf".utf8)
        try await withServer { port, _ in
            let client = try await PGClient.connect(.ann(port))
            try await client.connection.send(.parse(ParseMessage(name: "s", text: "echo integer integers uuid timestamp interval decimal json")), .sync)
            _ = try await client.connection.receiveUntilReady()
            var bytes = ByteBuffer()
            for _ in 0..<200 {
                let isLikely = Int.random(in: 0..<4, using: &random) > 0
                var body = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                if isLikely {
                    // A Bind to the statement, with values that mean nothing.
                    var message = ByteBuffer()
                    let values = (0..<7).map { _ in
                        ByteBuffer(bytes: (0..<Int.random(in: 0...24, using: &random)).map { _ in UInt8.random(in: 0...60, using: &random) })
                    }
                    FrontendMessage.bind(BindMessage(statement: "s", formats: [Int16.random(in: 0...1, using: &random)], values: values)).write(into: &message)
                    if Bool.random(using: &random) {
                        let position = Int.random(in: 5..<message.readableBytes, using: &random)
                        message.setInteger(UInt8.random(in: .min ... .max, using: &random), at: position)
                    }
                    bytes.writeBuffer(&message)
                } else {
                    if Bool.random(using: &random) { body.append(0) }
                    bytes.writeInteger(types[Int.random(in: 0..<types.count, using: &random)])
                    bytes.writeInteger(Int32(body.count + 4))
                    bytes.writeBytes(body)
                }
                FrontendMessage.execute(portal: "", maximumRows: 0).write(into: &bytes)
                FrontendMessage.sync.write(into: &bytes)
            }
            FrontendMessage.terminate.write(into: &bytes)
            async let sending: Void? = try? client.connection.send(bytes)
            let answers = await rest(client.connection)
            _ = await sending
            #expect(answers.contains { if case .error = $0 { true } else { false } })
            let other = try await PGClient.connect(.ann(port))
            #expect(try await other.query("one").last == .completed("SELECT 1"))
            await other.close()
        }
    }
}
