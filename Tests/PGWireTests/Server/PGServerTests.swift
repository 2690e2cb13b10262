import Core
import NIOCore
@testable import PGWire
import Synchronization
import Testing

@Suite("A server on a socket", .timeLimit(.minutes(1)))
struct PGServerTests {
    @Test("a query gives columns, rows and a tag")
    func simpleQuery() async throws {
        try await withClient { client in
            let events = try await client.query("one")
            #expect(events == [.columns([PGClientColumn(name: "n", typeOID: 23)]), .row(["1"]), .completed("SELECT 1")])
        }
    }

    @Test("a text with several statements runs them in order")
    func severalStatements() async throws {
        try await withClient { client in
            let events = try await client.query("begin; insert 3; one;")
            #expect(events == [
                .completed("BEGIN"), .completed("INSERT 0 3"), .columns([PGClientColumn(name: "n", typeOID: 23)]), .row(["1"]),
                .completed("SELECT 1"),
            ])
            #expect(client.transactionStatus == .inTransaction)
        }
    }

    @Test("the first error ends a text, and its position counts in the whole of it")
    func firstErrorStops() async throws {
        try await withClient { client in
            let events = try await client.query("text ä; bogus ö thing; one")
            #expect(events.count == 4)
            #expect(events.last == .failed(SQLFailure(
                .syntaxError, "syntax error at or near \"ö\"", detail: "A detail.", hint: "A hint.", position: 15)))
            #expect(try await client.query("one").last == .completed("SELECT 1"))
        }
    }

    @Test("an error in a transaction block shows in ReadyForQuery")
    func failedTransaction() async throws {
        try await withClient { client in
            _ = try await client.query("begin; error")
            #expect(client.transactionStatus == .failed)
        }
    }

    @Test("a text without a statement is answered as empty", arguments: ["", ";", "  ", "nothing"])
    func emptyQuery(text: String) async throws {
        try await withClient { client in
            let events = try await client.query(text)
            #expect(events == [.completed("")])
        }
    }

    @Test("a long result comes whole and in order")
    func longResult() async throws {
        try await withClient { client in
            var expected = 1
            var tag = ""
            try await client.query("rows 100000") { event in
                switch event {
                case .row(let values):
                    #expect(values == [String(expected)])
                    expected += 1
                case .completed(let text): tag = text
                case .columns, .failed: break
                }
            }
            #expect(expected == 100_001)
            #expect(tag == "SELECT 100000")
        }
    }

    @Test("an error after rows follows them")
    func lateError() async throws {
        try await withClient { client in
            let events = try await client.query("late error")
            #expect(events.dropFirst() == [.row(["1"]), .failed(SQLFailure(.dataException, "too late"))])
        }
    }

    @Test("a notice reaches the client before the end of the statement")
    func notice() async throws {
        let notices = Mutex<[NoticeMessage]>([])
        try await withClient(onNotice: { notice in notices.withLock { $0.append(notice) } }) { client in
            let events = try await client.query("notice half done")
            #expect(events == [.completed("NOTICE")])
        }
        #expect(notices.withLock { $0 } == [NoticeMessage(severity: "NOTICE", message: "half done", hint: "A hint.")])
    }

    @Test("the parameters that drivers need are reported, and the session's own win")
    func parameters() async throws {
        try await withClient { client in
            #expect(client.parameters["server_version"] == "15.8")
            #expect(client.parameters["client_encoding"] == "UTF8")
            #expect(client.parameters["DateStyle"] == "ISO, MDY")
            #expect(client.parameters["integer_datetimes"] == "on")
            #expect(client.parameters["standard_conforming_strings"] == "on")
            #expect(client.parameters["session_authorization"] == "ann")
            #expect(client.parameters["is_superuser"] == "on")
        }
    }

    @Test("a cancel request interrupts what runs")
    func cancel() async throws {
        try await withClient { client in
            async let events = client.query("wait")
            // The request may arrive before the statement: it is sent until it has met it.
            let isDone = Mutex(false)
            async let canceller: Void = {
                while !isDone.withLock({ $0 }) { try await client.cancel() }
            }()
            let came = try await events
            #expect(came == [.failed(SQLFailure(.queryCanceled, "canceling statement due to user request"))])
            isDone.withLock { $0 = true }
            try await canceller
            #expect(try await client.query("one").last == .completed("SELECT 1"))
        }
    }

    @Test("a cancel request with another secret does nothing")
    func foreignCancel() async throws {
        try await withServer { port, _ in
            let client = try await PGClient.connect(.ann(port))
            let stranger = try await PGClientConnection.open(host: "127.0.0.1", port: port, timeout: .seconds(5))
            try await stranger.send(.cancel(processID: client.processID, secret: 1))
            await #expect(throws: SQLFailure.self) { try await stranger.receive() }
            #expect(try await client.query("one").last == .completed("SELECT 1"))
            await client.close()
        }
    }

    @Test("a client that goes away ends its session, also in the midst of a result")
    func clientGone() async throws {
        try await withServer { port, database in
            let client = try await PGClient.connect(.ann(port))
            try await client.connection.send(.query("huge"))
            _ = try await client.connection.receive()
            await client.connection.close()
            while database.closedSessions == 0 { await Task.yield() }
        }
    }

    @Test("300 clients at once are served")
    func manyConnections() async throws {
        try await withServer { port, _ in
            try await withThrowingTaskGroup(of: [PGClientEvent].self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        let client = try await PGClient.connect(.ann(port))
                        let events = try await client.query("rows 250")
                        await client.close()
                        return events
                    }
                }
                for try await events in group {
                    #expect(events.last == .completed("SELECT 250"))
                    #expect(events.count == 252)
                }
            }
        }
    }

    @Test("one client more than the limit is refused, and its place is free again later")
    func tooManyConnections() async throws {
        try await withServer({ $0.maximumConnections = 2 }) { port, database in
            let first = try await PGClient.connect(.ann(port))
            let second = try await PGClient.connect(.ann(port))
            await #expect(throws: SQLFailure(.tooManyConnections, "sorry, too many clients already")) {
                try await PGClient.connect(.ann(port))
            }
            await first.close()
            while database.closedSessions == 0 { await Task.yield() }
            var third: PGClient?
            while third == nil { third = try? await PGClient.connect(.ann(port)) }
            await third?.close()
            await second.close()
        }
    }

    @Test("a client that does not log in is disconnected")
    func authenticationTimeout() async throws {
        try await withServer({ $0.authenticationTimeout = .milliseconds(20) }) { port, _ in
            let client = try await PGClientConnection.open(host: "127.0.0.1", port: port, timeout: .seconds(5))
            guard case .error(let fields)? = try await client.receive().first else {
                Issue.record("no error came")
                return
            }
            #expect(fields.message == "canceling authentication due to timeout")
            #expect(fields.severity == "FATAL")
            await #expect(throws: SQLFailure.self) { try await client.receive() }
        }
    }

    @Test("a port that is taken is an error with a hint")
    func portTaken() async throws {
        try await withServer { port, _ in
            let failure = await #expect(throws: SQLFailure.self) {
                try await withServer({ $0.port = port }) { _, _ in }
            }
            #expect(failure?.message.hasPrefix("cannot listen on \"127.0.0.1:\(port)\"") == true)
            #expect(failure?.hint != nil)
        }
    }
}
