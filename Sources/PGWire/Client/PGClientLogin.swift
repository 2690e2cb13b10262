import Core
import NIOCore

/// What a login gives: from the start-up message to the first ReadyForQuery.
struct PGClientLogin {
    var processID: Int32 = 0
    var secret: Int32 = 0
    var parameters: [String: String] = [:]
    var status = TransactionStatus.idle

    /// - Throws: `SQLFailure`
    static func perform(_ configuration: PGClientConfiguration, _ connection: PGClientConnection) async throws -> PGClientLogin {
        var startup = StartupMessage(parameters: [
            .init(name: "user", value: configuration.user),
            .init(name: "database", value: configuration.database),
            .init(name: "client_encoding", value: "UTF8"),
        ])
        if !configuration.applicationName.isEmpty {
            startup.parameters.append(.init(name: "application_name", value: configuration.applicationName))
        }
        try await connection.send(.startup(startup))
        var login = PGClientLogin()
        var scram = ScramClient(password: configuration.password, nonce: ScramNonce.random())
        var isProven = false
        while true {
            for message in try await connection.receive() {
                switch message {
                case .authenticationSASL(let mechanisms):
                    guard mechanisms.contains(ScramServer.mechanism) else { throw unknownMethod }
                    try await connection.send(.authentication(initialResponse(scram.first)))
                case .authenticationSASLContinue(let text):
                    try await connection.send(.authentication(ByteBuffer(string: try scram.final(text))))
                case .authenticationSASLFinal(let text):
                    guard scram.accepts(text) else {
                        throw SQLFailure(.protocolViolation, "the server could not prove that it knows the password")
                    }
                    isProven = true
                case .authenticationOK:
                    guard isProven else { throw unknownMethod }
                case .authenticationOther: throw unknownMethod
                case .parameterStatus(let name, let value): login.parameters[name] = value
                case .backendKeyData(let processID, let secret): (login.processID, login.secret) = (processID, secret)
                case .readyForQuery(let status):
                    login.status = status
                    return login
                case .error(let fields): throw fields.failure(text: nil)
                case .notice, .negotiateProtocolVersion, .other: break
                case .rowDescription, .dataRow, .commandComplete, .emptyQueryResponse, .parseComplete, .bindComplete,
                    .closeComplete, .noData, .portalSuspended, .parameterDescription:
                    throw SQLFailure(.protocolViolation, "the server sent a result before the login was over")
                }
            }
        }
    }

    private static func initialResponse(_ text: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeZeroTerminated(ScramServer.mechanism)
        buffer.writeInteger(Int32(text.utf8.count))
        buffer.writeString(text)
        return buffer
    }

    private static var unknownMethod: SQLFailure {
        SQLFailure(.invalidAuthorization, "the server asks for a way of logging in other than SCRAM-SHA-256")
    }
}
