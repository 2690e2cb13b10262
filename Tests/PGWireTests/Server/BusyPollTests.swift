import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("A server that looks out for messages", .timeLimit(.minutes(1)))
struct BusyPollTests {
    private static func ask(_ client: PGClient, _ number: Int) async throws {
        let value = ByteBuffer(string: String(number))
        try await client.connection.send(
            .parse(ParseMessage(text: "echo integer")), .bind(BindMessage(values: [value])), .execute(portal: "", maximumRows: 0), .sync)
        #expect(try await client.connection.receiveUntilReady().contains(.dataRow([value])))
    }

    @Test("only the connection that something came from last is alone on its event loop")
    func alone() {
        let loop = BusyPoll.Loop()
        #expect([1, 1, 2, 1, 1, 1, 2, 2].map { loop.comes($0) } == [false, true, false, false, true, true, false, true])
        #expect(BusyPoll.Loop.current === BusyPoll.Loop.current)
    }

    @Test("clients are answered, whether one asks alone, several in turn or all at once")
    func answers() async throws {
        try await withServer({ $0.busyPoll = .milliseconds(20) }) { port, _ in
            var clients: [PGClient] = []
            for _ in 0..<4 { clients.append(try await PGClient.connect(.ann(port))) }
            for number in 0..<40 { try await Self.ask(clients[0], number) }
            for number in 0..<40 { try await Self.ask(clients[number % 4], number) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in clients { group.addTask { for number in 0..<40 { try await Self.ask(client, number) } } }
                try await group.waitForAll()
            }
            #expect(try await clients[0].query("one").last == .completed("SELECT 1"))
            for client in clients { await client.close() }
        }
    }

    @Test("a client that goes while it is looked for is let go")
    func goes() async throws {
        try await withServer({ ($0.busyPoll, $0.maximumConnections) = (.seconds(1), 1) }) { port, _ in
            for _ in 0..<3 {
                let client = try await PGClient.connect(.ann(port))
                for number in 0..<8 { try await Self.ask(client, number) }
                await client.close()
                // The one place is free when the server has noticed.
                while (try? await PGClient.connect(.ann(port)).close()) == nil { try await Task.sleep(for: .milliseconds(1)) }
            }
        }
    }
}
