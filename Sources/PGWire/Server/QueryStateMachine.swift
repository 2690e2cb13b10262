import Core
import NIOCore

/// A session's conversation after the start-up: simple and extended queries, prepared statements and portals.
///
/// Pure: it says what to run, and is told what came of it. While something runs (`isBusy`), it is given no message.
/// Source: PostgreSQL manual, "Message Flow".
struct QueryStateMachine {
    private enum State {
        case ready
        /// After an error in the extended protocol: everything up to Sync is thrown away.
        case skipping
        case querying
        case preparing(ParseMessage, declared: [ParameterType?])
        case executing(portal: String)
        /// Results are being cancelled; then this is due.
        case releasing(AfterRelease)
        case closed
    }

    private enum AfterRelease {
        case send(BackendMessage)
        case ready(TransactionStatus)
    }

    enum Action {
        case none
        case send(BackendMessage)
        /// ParameterDescription, then RowDescription or NoData.
        case describeStatement(PreparedStatement)
        case describePortal(PreparedStatement, ResultFormats)
        case flush
        /// Ask the session where it stands, then call `ready`.
        case askStatus
        /// ReadyForQuery, and flush.
        case ready(TransactionStatus)
        /// Cancel these results first.
        case query(String, releasing: [any WireResult])
        case prepare(String, declared: [ParameterType?])
        case execute(Portal, maximumRows: Int)
        case release([any WireResult])
        case fail(ReportFields)
        /// An error that is not followed by a Sync, so that ReadyForQuery follows it.
        case failAndAskStatus(ReportFields)
        /// An error that ends the connection.
        case refuse(SQLFailure)
        case close
    }

    /// How an execution ended.
    enum Execution: Sendable {
        /// The row limit was reached.
        case suspended(RunningResult)
        case completed(CommandTag, rows: Int)
        case failed(SQLFailure)
    }

    /// No client needs more; each costs memory.
    static let maximumNames = 1 << 16

    private var state = State.ready
    private var statements: [String: PreparedStatement] = [:] { didSet { recent = nil } }
    /// The named statement that was bound last: most clients run one again and again, and looking it up takes longer than comparing.
    private var recent: (name: String, statement: PreparedStatement)?
    private var unnamedStatement: PreparedStatement?
    private var portals: [String: Portal] = [:]
    private var unnamedPortal: Portal?

    var isBusy: Bool {
        switch state {
        case .querying, .preparing, .executing, .releasing: true
        case .ready, .skipping, .closed: false
        }
    }

    /// The results that portals hold open, in a fixed order. For a connection that ends.
    var openResults: [any WireResult] {
        ([unnamedPortal] + portals.sorted { $0.key < $1.key }.map(\.value)).compactMap { $0?.openResult }
    }

    mutating func received(_ message: FrontendMessage) -> Action {
        switch state {
        case .ready: break
        case .skipping:
            switch message {
            case .sync:
                state = .ready
                return .askStatus
            case .terminate: break
            default: return .none
            }
        case .querying, .preparing, .executing, .releasing:
            preconditionFailure("no message is delivered while something runs")
        case .closed: return .none
        }
        switch message {
        case .query(let text): return query(text)
        case .parse(let message): return parse(message)
        case .bind(let message): return bind(message)
        case .describe(let target): return describe(target)
        case .execute(let portal, let maximumRows): return execute(portal, maximumRows)
        case .close(let target): return close(target)
        case .flush: return .flush
        case .sync: return .askStatus
        case .terminate:
            state = .closed
            return .close
        case .functionCall:
            let failure = SQLFailure(.featureNotSupported, "function call messages are not supported", hint: "call the function in a SELECT")
            return .failAndAskStatus(ReportFields(failure))
        case .copy:
            // As PostgreSQL does: a client may still be sending for a COPY that was refused.
            return .none
        case .authentication:
            state = .closed
            return .refuse(SQLFailure(.protocolViolation, "invalid frontend message type 112"))
        }
    }

    /// A message came whose body has not the form of its type.
    mutating func malformed(_ type: FrontendFrame.MessageType, _ failure: SQLFailure) -> Action {
        if case .skipping = state, type != .sync { return .none }
        switch type {
        case .query, .functionCall: return .failAndAskStatus(ReportFields(failure))
        case .sync:
            state = .ready
            return .failAndAskStatus(ReportFields(failure))
        case .parse, .bind, .describe, .execute, .close, .flush: return fail(failure)
        case .terminate, .authentication, .copyData, .copyDone, .copyFail:
            state = .closed
            return .refuse(failure)
        }
    }

    // MARK: Simple query

    private mutating func query(_ text: String) -> Action {
        unnamedStatement = nil
        let open = [unnamedPortal?.openResult].compactMap { $0 }
        unnamedPortal = nil
        state = .querying
        return .query(text, releasing: open)
    }

    /// The statements of a simple query ran, up to the end or the first error; all that they say was sent.
    /// - Parameter tags: of those that completed.
    mutating func queryFinished(_ tags: [CommandTag]) -> Action {
        guard case .querying = state else { return .none }
        state = .ready
        for tag in tags { _ = forget(tag) }
        return .askStatus
    }

    // MARK: Extended query

    private mutating func parse(_ message: ParseMessage) -> Action {
        if message.name.isEmpty {
            unnamedStatement = nil
        } else {
            guard statements[message.name] == nil else {
                return fail(SQLFailure(.duplicatePreparedStatement, "prepared statement \"\(message.name)\" already exists"))
            }
            guard statements.count < Self.maximumNames else {
                return fail(SQLFailure(
                    .programLimitExceeded, "a session can have at most \(Self.maximumNames) prepared statements",
                    hint: "close those that are not needed any more"))
            }
        }
        do throws(SQLFailure) {
            var declared: [ParameterType?] = []
            for oid in message.parameterTypes { declared.append(try ParameterType(declared: TypeOID(rawValue: oid))) }
            if PreparedStatement.isBlank(message.text) {
                keep(PreparedStatement(text: message.text, statement: nil, declared: declared), as: message.name)
                return .send(.parseComplete)
            }
            state = .preparing(message, declared: declared)
            return .prepare(message.text, declared: declared)
        } catch {
            return fail(error)
        }
    }

    mutating func prepared(_ result: Result<any WireStatement, SQLFailure>) -> Action {
        guard case .preparing(let message, let declared) = state else { return .none }
        state = .ready
        switch result {
        case .success(let statement):
            keep(PreparedStatement(text: message.text, statement: statement, declared: declared), as: message.name)
            return .send(.parseComplete)
        case .failure(let failure):
            return fail(failure, text: message.text)
        }
    }

    private mutating func keep(_ statement: PreparedStatement, as name: String) {
        if name.isEmpty { unnamedStatement = statement } else { statements[name] = statement }
    }

    private func statement(_ name: String) -> PreparedStatement? { name.isEmpty ? unnamedStatement : statements[name] }

    private mutating func recentStatement(_ name: String) -> PreparedStatement? {
        if let recent, recent.name == name { return recent.statement }
        guard let found = statement(name) else { return nil }
        if !name.isEmpty { recent = (name, found) }
        return found
    }

    private func portal(_ name: String) -> Portal? { name.isEmpty ? unnamedPortal : portals[name] }

    private static func noStatement(_ name: String) -> SQLFailure {
        SQLFailure(
            .invalidStatementName,
            name.isEmpty ? "unnamed prepared statement does not exist" : "prepared statement \"\(name)\" does not exist")
    }

    private static func noPortal(_ name: String) -> SQLFailure {
        SQLFailure(.invalidCursorName, "portal \"\(name)\" does not exist")
    }

    private mutating func bind(_ message: BindMessage) -> Action {
        do throws(SQLFailure) {
            guard let statement = recentStatement(message.statement) else { throw Self.noStatement(message.statement) }
            if !message.portal.isEmpty {
                guard portals[message.portal] == nil else {
                    throw SQLFailure(SQLState(rawValue: "42P03"), "cursor \"\(message.portal)\" already exists")
                }
                guard portals.count < Self.maximumNames else {
                    throw SQLFailure(.programLimitExceeded, "a session can have at most \(Self.maximumNames) portals")
                }
            }
            var (values, formats) = try message.read(types: statement.parameters, columnCount: statement.columns?.count ?? 0)
            // A client may declare more parameters than the statement uses.
            if let used = statement.statement?.parameterTypes.count, values.count > used { values.removeLast(values.count - used) }
            let portal = Portal(statement: statement, values: values, formats: formats)
            if !message.portal.isEmpty {
                portals[message.portal] = portal
                return .send(.bindComplete)
            }
            let open = unnamedPortal?.openResult
            unnamedPortal = portal
            guard let open else { return .send(.bindComplete) }
            state = .releasing(.send(.bindComplete))
            return .release([open])
        } catch {
            return fail(error)
        }
    }

    private mutating func describe(_ target: FrontendMessage.Target) -> Action {
        switch target {
        case .statement(let name):
            guard let statement = statement(name) else { return fail(Self.noStatement(name)) }
            return .describeStatement(statement)
        case .portal(let name):
            guard let portal = portal(name) else { return fail(Self.noPortal(name)) }
            return .describePortal(portal.statement, portal.formats)
        }
    }

    private mutating func execute(_ name: String, _ maximumRows: Int) -> Action {
        guard let portal = portal(name) else { return fail(Self.noPortal(name)) }
        guard portal.statement.statement != nil else { return .send(.emptyQueryResponse) }
        if case .finished(let tag) = portal.progress {
            guard portal.statement.columns != nil else {
                return fail(SQLFailure(.objectNotInPrerequisiteState, "portal \"\(name)\" cannot be run"))
            }
            return .send(.commandComplete(tag.text(rowsSent: 0)))
        }
        state = .executing(portal: name)
        return .execute(portal, maximumRows: maximumRows)
    }

    mutating func executed(_ execution: Execution) -> Action {
        guard case .executing(let name) = state else { return .none }
        state = .ready
        switch execution {
        case .suspended(let running):
            setProgress(.open(running), of: name)
            return .send(.portalSuspended)
        case .completed(let tag, let rows):
            setProgress(.finished(tag), of: name)
            if let failure = forget(tag) { return fail(failure) }
            return .send(tag == .empty ? .emptyQueryResponse : .commandComplete(tag.text(rowsSent: rows)))
        case .failed(let failure):
            let text = portal(name)?.statement.text
            if name.isEmpty { unnamedPortal = nil } else { portals[name] = nil }
            return fail(failure, text: text)
        }
    }

    private mutating func setProgress(_ progress: Portal.Progress, of name: String) {
        if name.isEmpty { unnamedPortal?.progress = progress } else { portals[name]?.progress = progress }
    }

    /// Does what DEALLOCATE and DISCARD mean for the names that are kept here.
    private mutating func forget(_ tag: CommandTag) -> SQLFailure? {
        switch tag {
        case .select, .insert, .rowsSent, .other, .empty: return nil
        case .deallocate(let name?):
            guard statements.removeValue(forKey: name) != nil else {
                return SQLFailure(.invalidStatementName, "prepared statement \"\(name)\" does not exist")
            }
            return nil
        case .deallocate(nil), .discardAll:
            statements = [:]
            return nil
        }
    }

    private mutating func close(_ target: FrontendMessage.Target) -> Action {
        let open: (any WireResult)?
        switch target {
        case .statement(let name):
            if name.isEmpty { unnamedStatement = nil } else { statements[name] = nil }
            open = nil
        case .portal(""):
            open = unnamedPortal?.openResult
            unnamedPortal = nil
        case .portal(let name):
            open = portals.removeValue(forKey: name)?.openResult
        }
        guard let open else { return .send(.closeComplete) }
        state = .releasing(.send(.closeComplete))
        return .release([open])
    }

    // MARK: ReadyForQuery

    /// Answers `askStatus`. Outside a transaction block no portal outlives the Sync.
    mutating func ready(_ status: TransactionStatus) -> Action {
        guard status == .idle else { return .ready(status) }
        if portals.isEmpty && unnamedPortal?.openResult == nil {
            unnamedPortal = nil
            return .ready(status)
        }
        let open = openResults
        unnamedPortal = nil
        portals = [:]
        if open.isEmpty { return .ready(status) }
        state = .releasing(.ready(status))
        return .release(open)
    }

    mutating func released() -> Action {
        guard case .releasing(let next) = state else { return .none }
        state = .ready
        switch next {
        case .send(let message): return .send(message)
        case .ready(let status): return .ready(status)
        }
    }

    mutating func close() { state = .closed }

    private mutating func fail(_ failure: SQLFailure, text: String? = nil) -> Action {
        state = .skipping
        return .fail(ReportFields(failure, text: text))
    }
}
