import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("The extended protocol on a socket", .timeLimit(.minutes(1)))
struct ExtendedQueryTests {
    private static func text(_ string: String) -> ByteBuffer { ByteBuffer(string: string) }

    private func rows(_ messages: [BackendMessage]) -> [[String?]] {
        messages.compactMap { message in
            if case .dataRow(let values) = message { values.map { $0.map { String(buffer: $0) } } } else { nil }
        }
    }

    @Test("parse, describe, bind, execute and sync in one piece are answered in order")
    func onePiece() async throws {
        try await withClient { client in
            try await client.connection.send(
                .parse(ParseMessage(name: "s", text: "echo integer varchar", parameterTypes: [0, 25])), .describe(.statement("s")),
                .bind(BindMessage(portal: "p", statement: "s", values: [Self.text("7"), nil])), .describe(.portal("p")),
                .execute(portal: "p", maximumRows: 0), .close(.portal("p")), .sync)
            let messages = try await client.connection.receiveUntilReady()
            let fields = [Column("c1", .integer), Column("c2", .varchar)].map { FieldDescription($0, isBinary: false) }
            #expect(messages == [
                .parseComplete, .parameterDescription([.int4, .text]), .rowDescription(fields), .bindComplete, .rowDescription(fields),
                .dataRow([Self.text("7"), nil]), .commandComplete("SELECT 1"), .closeComplete, .readyForQuery(.idle),
            ])
        }
    }

    @Test("results come in the formats that were asked for")
    func mixedFormats() async throws {
        try await withClient { client in
            try await client.connection.send(
                .parse(ParseMessage(text: "echo integer integer")),
                .bind(BindMessage(formats: [0, 1], values: [Self.text("7"), ByteBuffer(integer: Int32(8))], resultFormats: [1, 0])),
                .describe(.portal("")), .execute(portal: "", maximumRows: 0), .sync)
            let messages = try await client.connection.receiveUntilReady()
            #expect(messages.contains(.dataRow([ByteBuffer(integer: Int32(7)), Self.text("8")])))
            guard case .rowDescription(let fields) = messages[2] else { return unexpected("no description") }
            #expect(fields.map(\.isBinary) == [true, false])
        }
    }

    @Test("500 executions in one segment are answered in order")
    func pipeline() async throws {
        try await withClient { client in
            var bytes = ByteBuffer()
            FrontendMessage.parse(ParseMessage(name: "s", text: "echo integer")).write(into: &bytes)
            for number in 0..<500 {
                FrontendMessage.bind(BindMessage(statement: "s", values: [Self.text(String(number))])).write(into: &bytes)
                FrontendMessage.execute(portal: "", maximumRows: 0).write(into: &bytes)
            }
            FrontendMessage.sync.write(into: &bytes)
            try await client.connection.send(bytes)
            let messages = try await client.connection.receiveUntilReady()
            #expect(rows(messages) == (0..<500).map { [String($0)] })
        }
    }

    @Test("statements that run on the worker keep their order in a pipeline")
    func pipelineOfWork() async throws {
        try await withClient { client in
            var bytes = ByteBuffer()
            for count in 0..<50 {
                FrontendMessage.parse(ParseMessage(text: count % 2 == 0 ? "rows \(count)" : "one")).write(into: &bytes)
                FrontendMessage.bind(BindMessage(values: [])).write(into: &bytes)
                FrontendMessage.execute(portal: "", maximumRows: 0).write(into: &bytes)
                FrontendMessage.sync.write(into: &bytes)
            }
            try await client.connection.send(bytes)
            var tags: [String] = []
            var ready = 0
            while ready < 50 {
                for message in try await client.connection.receive() {
                    if case .commandComplete(let tag) = message { tags.append(tag) }
                    if case .readyForQuery = message { ready += 1 }
                }
            }
            #expect(tags == (0..<50).map { $0 % 2 == 0 ? "SELECT \($0)" : "SELECT 1" })
        }
    }

    @Test("a row limit suspends a portal, which goes on in a transaction")
    func rowLimit() async throws {
        try await withClient { client in
            _ = try await client.query("begin")
            try await client.connection.send(
                .parse(ParseMessage(text: "rows 5")), .bind(BindMessage(portal: "p", values: [])), .execute(portal: "p", maximumRows: 2), .sync)
            var messages = try await client.connection.receiveUntilReady()
            #expect(rows(messages) == [["1"], ["2"]])
            #expect(messages.suffix(2) == [.portalSuspended, .readyForQuery(.inTransaction)])
            try await client.connection.send(.execute(portal: "p", maximumRows: 2), .execute(portal: "p", maximumRows: 2), .sync)
            messages = try await client.connection.receiveUntilReady()
            #expect(messages == [
                .dataRow([Self.text("3")]), .dataRow([Self.text("4")]), .portalSuspended,
                .dataRow([Self.text("5")]), .commandComplete("SELECT 1"), .readyForQuery(.inTransaction),
            ])
        }
    }

    @Test("outside a transaction a portal ends with the Sync")
    func portalEnds() async throws {
        try await withClient { client in
            try await client.connection.send(
                .parse(ParseMessage(text: "rows 5")), .bind(BindMessage(portal: "p", values: [])), .execute(portal: "p", maximumRows: 2), .sync)
            _ = try await client.connection.receiveUntilReady()
            try await client.connection.send(.execute(portal: "p", maximumRows: 2), .sync)
            let messages = try await client.connection.receiveUntilReady()
            guard case .error(let fields)? = messages.first else { return unexpected("no error") }
            #expect(fields.message == "portal \"p\" does not exist")
            #expect(fields.sqlState == .invalidCursorName)
        }
    }

    @Test("after an error everything up to Sync is skipped, and the connection goes on", arguments: ["bogus text", "error", "late error"])
    func errorRecovery(text: String) async throws {
        try await withClient { client in
            try await client.connection.send(
                .parse(ParseMessage(text: text)), .bind(BindMessage(values: [])), .execute(portal: "", maximumRows: 0),
                .execute(portal: "", maximumRows: 0), .query("one"), .sync, .query("one"))
            var messages = try await client.connection.receiveUntilReady()
            while messages.filter({ $0 == .readyForQuery(.idle) }).count < 2 { messages += try await client.connection.receiveUntilReady() }
            let errors = messages.filter { if case .error = $0 { true } else { false } }
            #expect(errors.count == 1)
            #expect(messages.suffix(2) == [.commandComplete("SELECT 1"), .readyForQuery(.idle)])
        }
    }

    @Test("Flush sends what there is")
    func flush() async throws {
        try await withClient { client in
            try await client.connection.send(.parse(ParseMessage(text: "one")), .flush)
            #expect(try await client.connection.receive() == [.parseComplete])
            try await client.connection.send(.bind(BindMessage(values: [])), .flush)
            #expect(try await client.connection.receive() == [.bindComplete])
            try await client.connection.send(.sync)
            #expect(try await client.connection.receive() == [.readyForQuery(.idle)])
        }
    }

    @Test("every type goes there and back, in both formats", arguments: FakeStatement.types.keys.sorted())
    func roundTrip(name: String) async throws {
        let type = try #require(FakeStatement.types[name])
        let samples = TextFormatTests.samples.filter { $0.type == type }
        #expect(!samples.isEmpty || name == "timestamptz" || name == "texts" || name == "uhugeint")
        try await withClient { client in
            for sample in samples {
                for (isBinary, bytes) in [(false, Self.text(sample.text)), (true, ByteBuffer(bytes: sample.binaryBytes))] {
                    let format = [Int16(isBinary ? 1 : 0)]
                    try await client.connection.send(
                        .parse(ParseMessage(text: "echo \(name)")), .bind(BindMessage(formats: format, values: [bytes], resultFormats: format)),
                        .execute(portal: "", maximumRows: 0), .sync)
                    let messages = try await client.connection.receiveUntilReady()
                    #expect(messages.contains(.dataRow([bytes])), "\(messages)")
                }
            }
        }
    }

    @Test("a Bind of 10,000 parameters is served")
    func manyParameters() async throws {
        try await withClient { client in
            let text = "echo" + String(repeating: " integer", count: 10_000)
            try await client.connection.send(
                .parse(ParseMessage(text: text)), .bind(BindMessage(values: (0..<10_000).map { Self.text(String($0)) })),
                .execute(portal: "", maximumRows: 0), .sync)
            let messages = try await client.connection.receiveUntilReady()
            #expect(rows(messages).first?.count == 10_000)
        }
    }
}
