import NIOCore
import Synchronization

/// Lets messages that nobody asked for (notices, changed parameters) out in their place: behind what the worker has written so
/// far, before what it writes next, and at once while it waits for the database.
final class UnaskedMessages: Sendable {
    private enum State {
        /// The worker writes nothing: messages are the handler's to send.
        case idle
        /// The worker is writing; these go out with what it wrote.
        case writing(messages: ByteBuffer)
        /// The worker waits for the database, and left here what it had not sent.
        case waiting(output: ByteBuffer)
    }

    private let state = Mutex(State.idle)
    private let channel: any Channel

    init(channel: any Channel) { self.channel = channel }

    /// From any thread. - Returns: false when the handler has to send it.
    func send(_ message: BackendMessage) -> Bool {
        state.withLock { state in
            switch state {
            case .idle: return false
            case .writing(var messages):
                message.write(into: &messages)
                state = .writing(messages: messages)
            case .waiting(var output):
                message.write(into: &output)
                channel.writeAndFlush(output, promise: nil)
                state = .waiting(output: ByteBuffer())
            }
            return true
        }
    }

    /// The worker begins to write.
    func begin() { state.withLock { $0 = .writing(messages: ByteBuffer()) } }

    /// The worker is about to wait for the database.
    func leave(_ output: inout ByteBuffer) {
        state.withLock { state in
            Self.append(state, to: &output)
            state = .waiting(output: output)
        }
        output = ByteBuffer()
    }

    /// The worker goes on writing.
    func takeBack(_ output: inout ByteBuffer) {
        state.withLock { state in
            Self.append(state, to: &output)
            state = .writing(messages: ByteBuffer())
        }
    }

    /// The worker has written all that it had to.
    func end(_ output: inout ByteBuffer) {
        state.withLock { state in
            Self.append(state, to: &output)
            state = .idle
        }
    }

    private static func append(_ state: State, to output: inout ByteBuffer) {
        switch state {
        case .idle: break
        case .writing(let bytes), .waiting(let bytes):
            if output.readableBytes == 0 { output = bytes } else { output.writeImmutableBuffer(bytes) }
        }
    }
}
