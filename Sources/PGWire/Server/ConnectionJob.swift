import Core
import NIOCore

/// What a connection's worker is asked to do, one at a time.
enum ConnectionJob: Sendable {
    case findVerifier(user: String)
    case openSession(StartupParameters)
    /// Runs all statements of a text and appends what they say to the output.
    case query(String, releasing: [any WireResult], output: ByteBuffer)
    case prepare(String, declared: [ParameterType?])
    case execute(Portal, maximumRows: Int, output: ByteBuffer)
    case release([any WireResult])
}

/// What came of a `ConnectionJob`.
enum ConnectionOutcome: Sendable {
    case foundVerifier(Result<ScramVerifier?, SQLFailure>)
    case openedSession(Result<any WireSession, SQLFailure>)
    /// The output that is not sent yet, and the tags of the statements that completed.
    case queried(output: ByteBuffer, tags: [CommandTag])
    case prepared(Result<any WireStatement, SQLFailure>)
    case executed(QueryStateMachine.Execution, output: ByteBuffer)
    case released
}

