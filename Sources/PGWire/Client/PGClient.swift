import Core
import NIOCore
import Synchronization

/// A small frontend: logs in, runs texts of statements, and gives back what the server says. One query at a time.
package final class PGClient: Sendable {
    private struct State {
        var status = TransactionStatus.idle
        var parameters: [String: String] = [:]
        var isBusy = false
    }

    private let configuration: PGClientConfiguration
    /// For tests that speak the protocol themselves.
    let connection: PGClientConnection
    private let state: Mutex<State>
    private let key: (processID: Int32, secret: Int32)
    private let onNotice: @Sendable (NoticeMessage) -> Void

    private init(
        _ configuration: PGClientConfiguration, _ connection: PGClientConnection, _ login: PGClientLogin,
        _ onNotice: @escaping @Sendable (NoticeMessage) -> Void
    ) {
        self.configuration = configuration
        self.connection = connection
        self.onNotice = onNotice
        key = (login.processID, login.secret)
        state = Mutex(State(status: login.status, parameters: login.parameters))
    }

    /// Connects and logs in with SCRAM-SHA-256.
    /// - Parameter onNotice: called for each notice while a query runs.
    /// - Throws: `SQLFailure`: 08001 when nobody listens, else what the server refused with, such as 28P01.
    package static func connect(
        _ configuration: PGClientConfiguration, onNotice: @escaping @Sendable (NoticeMessage) -> Void = { _ in }
    ) async throws -> PGClient {
        let connection = try await PGClientConnection.open(
            host: configuration.host, port: configuration.port, timeout: configuration.connectTimeout)
        do {
            try await connection.encrypt(configuration.tls, host: configuration.host)
            let login = try await PGClientLogin.perform(configuration, connection)
            return PGClient(configuration, connection, login, onNotice)
        } catch {
            await connection.close()
            throw SQLFailure(wrapping: error)
        }
    }

    /// Where the session stands since the last query.
    package var transactionStatus: TransactionStatus { state.withLock(\.status) }

    /// The run-time parameters that the server reported, such as `server_version`.
    package var parameters: [String: String] { state.withLock(\.parameters) }

    package var processID: Int32 { key.processID }

    /// Runs the statements of a text and collects all that comes of them. A failure is the last event.
    /// - Throws: `SQLFailure` 08006 when the connection ends.
    package func query(_ sql: String) async throws -> [PGClientEvent] {
        var events: [PGClientEvent] = []
        try await query(sql) { events.append($0) }
        return events
    }

    /// Runs the statements of a text and hands over what comes of them, piece by piece: while `body` works the server waits.
    /// When `body` throws, the query is cancelled, and what is left of its answer is thrown away.
    /// - Throws: `SQLFailure` 08006 when the connection ends; what `body` throws.
    package func query(_ sql: String, _ body: (PGClientEvent) async throws -> Void) async throws {
        let isFree = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard isFree else { throw SQLFailure(.objectInUse, "another query runs on this connection") }
        defer { state.withLock { $0.isBusy = false } }
        try await connection.send(.query(sql))
        var failure: (any Error)?
        while true {
            for message in try await connection.receive() {
                if case .readyForQuery(let status) = message {
                    state.withLock { $0.status = status }
                    if let failure { throw failure }
                    return
                }
                guard let event = try event(message, sql), failure == nil else { continue }
                do {
                    try await body(event)
                } catch {
                    failure = error
                    try? await cancel()
                }
            }
        }
    }

    /// nil: nothing for the caller.
    private func event(_ message: BackendMessage, _ sql: String) throws -> PGClientEvent? {
        switch message {
        case .rowDescription(let fields):
            return .columns(fields.map { PGClientColumn(name: $0.name, typeOID: $0.type.rawValue) })
        case .dataRow(let values): return .row(values.map { $0.map { String(buffer: $0) } })
        case .commandComplete(let tag): return .completed(tag)
        case .emptyQueryResponse: return .completed("")
        case .error(let fields):
            let failure = fields.failure(text: sql)
            // No ReadyForQuery follows an error that ends the connection.
            if fields.severity == "FATAL" || fields.severity == "PANIC" { throw failure }
            return .failed(failure)
        case .notice(let fields):
            onNotice(NoticeMessage(
                severity: fields.severity, sqlState: fields.sqlState, message: fields.message, detail: fields.detail, hint: fields.hint))
            return nil
        case .parameterStatus(let name, let value):
            state.withLock { $0.parameters[name] = value }
            return nil
        case .authenticationOK, .authenticationSASL, .authenticationSASLContinue, .authenticationSASLFinal,
            .authenticationOther, .backendKeyData, .readyForQuery, .negotiateProtocolVersion, .parseComplete, .bindComplete,
            .closeComplete, .noData, .portalSuspended, .parameterDescription, .other:
            return nil
        }
    }

    /// Asks the server to interrupt what runs on this connection; it may be done before the request arrives.
    /// - Throws: `SQLFailure` 08001
    package func cancel() async throws {
        let connection = try await PGClientConnection.open(
            host: configuration.host, port: configuration.port, timeout: configuration.connectTimeout)
        do {
            try await connection.encrypt(configuration.tls, host: configuration.host)
            try await connection.send(.cancel(processID: key.processID, secret: key.secret))
            // The server closes when the request has been served.
            _ = try? await connection.receive()
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Says goodbye and closes the connection.
    package func close() async {
        try? await connection.send(.terminate)
        await connection.close()
    }
}
