import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("A session, as a conversation")
struct QueryStateMachineTests {
    private var machine = QueryStateMachine()
    private let session = FakeSession(connection: WireConnection(onNotice: { _ in }, onParameterStatus: { _, _ in }), onClose: {})

    private func statement(_ text: String) throws -> any WireStatement { try FakeStatement(text, parameterTypes: [], session: session) }

    /// Parse, understood.
    private mutating func parse(_ name: String, _ text: String) throws {
        guard case .prepare = machine.received(.parse(ParseMessage(name: name, text: text))) else { return unexpected("not prepared") }
        guard case .send(.parseComplete) = machine.prepared(.success(try statement(text))) else { return unexpected("not complete") }
    }

    private mutating func bind(_ portal: String, _ statement: String) {
        guard case .send(.bindComplete) = machine.received(.bind(BindMessage(portal: portal, statement: statement, values: []))) else {
            return unexpected("not bound")
        }
    }

    private static func message(_ action: QueryStateMachine.Action) -> String? {
        switch action {
        case .fail(let fields), .failAndAskStatus(let fields): fields.message
        case .refuse(let failure): failure.message
        default: nil
        }
    }

    @Test("parse, bind, describe, execute, sync")
    mutating func extendedQuery() throws {
        try parse("", "one")
        bind("", "")
        guard case .describePortal(let prepared, .text) = machine.received(.describe(.portal(""))) else { return unexpected("not described") }
        #expect(prepared.columns == [Column("n", .integer)])
        guard case .execute(_, maximumRows: 0) = machine.received(.execute(portal: "", maximumRows: 0)) else { return unexpected("not run") }
        #expect(machine.isBusy)
        guard case .send(.commandComplete("SELECT 1")) = machine.executed(.completed(.select, rows: 1)) else { return unexpected("no tag") }
        guard case .askStatus = machine.received(.sync) else { return unexpected("no sync") }
        guard case .ready(.idle) = machine.ready(.idle) else { return unexpected("not ready") }
    }

    @Test("after an error all is skipped up to Sync")
    mutating func skipping() throws {
        let action = machine.received(.bind(BindMessage(statement: "missing", values: [])))
        #expect(Self.message(action) == "prepared statement \"missing\" does not exist")
        for message in [FrontendMessage.execute(portal: "", maximumRows: 0), .query("one"), .parse(ParseMessage(text: "one")), .flush] {
            guard case .none = machine.received(message) else { return unexpected("not skipped: \(message)") }
        }
        guard case .none = machine.malformed(.bind, SQLFailure(.protocolViolation, "x")) else { return unexpected("malformed not skipped") }
        guard case .askStatus = machine.received(.sync) else { return unexpected("no sync") }
        try parse("", "one")
    }

    @Test("what does not exist is named in the error", arguments: [
        (FrontendMessage.bind(BindMessage(values: [])), "unnamed prepared statement does not exist"),
        (.describe(.statement("s")), "prepared statement \"s\" does not exist"),
        (.describe(.portal("p")), "portal \"p\" does not exist"),
        (.execute(portal: "", maximumRows: 0), "portal \"\" does not exist"),
        (.parse(ParseMessage(text: "one", parameterTypes: [999_999])), "type with OID 999999 does not exist"),
        (.functionCall, "function call messages are not supported"),
        (.authentication(ByteBuffer()), "invalid frontend message type 112"),
    ])
    mutating func errors(message: FrontendMessage, expected: String) {
        #expect(Self.message(machine.received(message)) == expected)
    }

    @Test("a named statement cannot be replaced, the unnamed one can")
    mutating func replacing() throws {
        try parse("s", "one")
        try parse("", "one")
        try parse("", "insert 1")
        let action = machine.received(.parse(ParseMessage(name: "s", text: "one")))
        #expect(Self.message(action) == "prepared statement \"s\" already exists")
    }

    @Test("a named portal cannot be replaced")
    mutating func duplicatePortal() throws {
        try parse("s", "one")
        bind("p", "s")
        let action = machine.received(.bind(BindMessage(portal: "p", statement: "s", values: [])))
        #expect(Self.message(action) == "cursor \"p\" already exists")
    }

    @Test("a closed statement is gone, and closing what is not there is no error")
    mutating func closing() throws {
        try parse("s", "one")
        guard case .send(.closeComplete) = machine.received(.close(.statement("s"))),
            case .send(.closeComplete) = machine.received(.close(.statement("s"))),
            case .send(.closeComplete) = machine.received(.close(.portal("p")))
        else { return unexpected("not closed") }
        #expect(Self.message(machine.received(.describe(.statement("s")))) == "prepared statement \"s\" does not exist")
    }

    @Test("a suspended portal goes on, and its result is cancelled at a Sync outside a transaction", arguments: [TransactionStatus.idle, .inTransaction])
    mutating func suspended(status: TransactionStatus) throws {
        try parse("", "rows 10")
        bind("", "")
        guard case .execute = machine.received(.execute(portal: "", maximumRows: 5)) else { return unexpected("not run") }
        let running = RunningResult(FakeResult(count: 10))
        guard case .send(.portalSuspended) = machine.executed(.suspended(running)) else { return unexpected("not suspended") }
        _ = machine.received(.sync)
        switch (machine.ready(status), status) {
        case (.release(let results), .idle):
            #expect(results.count == 1)
            guard case .ready(.idle) = machine.released() else { return unexpected("not ready") }
            #expect(Self.message(machine.received(.execute(portal: "", maximumRows: 5))) == "portal \"\" does not exist")
        case (.ready(.inTransaction), .inTransaction):
            guard case .execute(let portal, maximumRows: 5) = machine.received(.execute(portal: "", maximumRows: 5)) else {
                return unexpected("not run again")
            }
            #expect(portal.openResult != nil)
        case (let action, _): Issue.record("unexpected \(action)")
        }
    }

    @Test("a suspended portal's result is cancelled when the portal is closed or replaced", arguments: [true, false])
    mutating func releasing(isReplaced: Bool) throws {
        try parse("", "rows 10")
        bind("", "")
        _ = machine.received(.execute(portal: "", maximumRows: 5))
        _ = machine.executed(.suspended(RunningResult(FakeResult(count: 10))))
        let message = isReplaced ? FrontendMessage.bind(BindMessage(values: [])) : .close(.portal(""))
        guard case .release(let results) = machine.received(message) else { return unexpected("not released") }
        #expect(results.count == 1)
        guard case .send(let answer) = machine.released() else { return unexpected("no answer") }
        #expect(answer == (isReplaced ? .bindComplete : .closeComplete))
    }

    @Test("a finished portal gives no rows again, or cannot be run again")
    mutating func finished() throws {
        try parse("rows", "one")
        try parse("none", "insert 1")
        for (name, tag) in [("rows", CommandTag.select), ("none", .insert(1))] {
            bind(name, name)
            _ = machine.received(.execute(portal: name, maximumRows: 0))
            _ = machine.executed(.completed(tag, rows: 1))
        }
        guard case .send(.commandComplete("SELECT 0")) = machine.received(.execute(portal: "rows", maximumRows: 0)) else {
            return unexpected("rows again")
        }
        #expect(Self.message(machine.received(.execute(portal: "none", maximumRows: 0))) == "portal \"none\" cannot be run")
    }

    @Test("DEALLOCATE and DISCARD forget statements")
    mutating func deallocate() throws {
        for name in ["a", "b", "c"] { try parse(name, "one") }
        try parse("", "deallocate")
        for tag in [CommandTag.deallocate("a"), .discardAll] {
            bind("", "")
            _ = machine.received(.execute(portal: "", maximumRows: 0))
            guard case .send(.commandComplete) = machine.executed(.completed(tag, rows: 0)) else { return unexpected("no tag") }
            if tag == .deallocate("a") { try parse("a", "one") }
        }
        #expect(Self.message(machine.received(.describe(.statement("b")))) == "prepared statement \"b\" does not exist")
    }

    @Test("empty text is a statement of its own kind", arguments: ["", " ; "])
    mutating func empty(text: String) {
        guard case .send(.parseComplete) = machine.received(.parse(ParseMessage(text: text))) else { return unexpected("not parsed") }
        bind("", "")
        guard case .send(.emptyQueryResponse) = machine.received(.execute(portal: "", maximumRows: 0)) else { return unexpected("not empty") }
    }

    @Test("a simple query ends the unnamed statement")
    mutating func simpleQuery() throws {
        try parse("", "one")
        guard case .query("one", let releasing) = machine.received(.query("one")) else { return unexpected("not run") }
        #expect(releasing.isEmpty)
        guard case .askStatus = machine.queryFinished([.select]) else { return unexpected("not finished") }
        #expect(Self.message(machine.received(.describe(.statement("")))) == "unnamed prepared statement does not exist")
    }

    @Test("a malformed query is answered with an error and ReadyForQuery")
    mutating func malformedQuery() {
        guard case .failAndAskStatus = machine.malformed(.query, SQLFailure(.protocolViolation, "invalid message format")) else {
            return unexpected("not failed")
        }
    }

    @Test("a Sync ends the skipping even when it is malformed")
    mutating func malformedSync() throws {
        _ = machine.received(.execute(portal: "", maximumRows: 0))
        guard case .failAndAskStatus = machine.malformed(.sync, SQLFailure(.protocolViolation, "invalid message format")) else {
            return unexpected("not failed")
        }
        try parse("", "one")
    }

    @Test("messages of a COPY that was refused are ignored")
    mutating func copy() {
        guard case .none = machine.received(.copy) else { return unexpected("not ignored") }
    }
}
