import Core
import NIOCore

/// What a client sends after the start-up. Source: PostgreSQL manual, "Message Formats".
enum FrontendMessage: Hashable, Sendable {
    /// Q
    case query(String)
    /// P
    case parse(ParseMessage)
    /// B
    case bind(BindMessage)
    /// D
    case describe(Target)
    /// E: a count of 0 means all rows.
    case execute(portal: String, maximumRows: Int)
    /// C
    case close(Target)
    /// H
    case flush
    /// S
    case sync
    /// X
    case terminate
    /// p: an answer in the authentication exchange; what it holds depends on where that stands.
    case authentication(ByteBuffer)
    /// F
    case functionCall
    /// d, c and f: only of use in a COPY, which is not spoken.
    case copy

    /// What Describe and Close are about.
    enum Target: Hashable, Sendable {
        case statement(String)
        case portal(String)
    }

    /// Whether an error in this message makes the server skip everything up to Sync.
    var isExtendedQuery: Bool {
        switch self {
        case .parse, .bind, .describe, .execute, .close, .flush: true
        case .query, .sync, .terminate, .authentication, .functionCall, .copy: false
        }
    }
}

extension FrontendMessage {
    /// - Throws: `SQLFailure` 08P01 when the body has not the form of its type.
    init(_ frame: FrontendFrame) throws(SQLFailure) {
        var body = frame.body
        switch frame.type {
        case .query: self = .query(try body.readRequiredText())
        case .parse: self = .parse(try ParseMessage(body: &body))
        case .bind: self = .bind(try BindMessage(body: &body))
        case .describe: self = .describe(try Target(body: &body))
        case .execute:
            let portal = try body.readRequiredText()
            guard let count = body.readInteger(as: Int32.self) else { throw Self.malformed }
            self = .execute(portal: portal, maximumRows: max(0, Int(count)))
        case .close: self = .close(try Target(body: &body))
        case .flush: self = .flush
        case .sync: self = .sync
        case .terminate: self = .terminate
        case .authentication:
            self = .authentication(body)
            return
        case .functionCall:
            self = .functionCall
            return
        case .copyData, .copyDone, .copyFail:
            self = .copy
            return
        }
        guard body.readableBytes == 0 else { throw Self.malformed }
    }

    static var malformed: SQLFailure { SQLFailure(.protocolViolation, "invalid message format") }

    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .query(let text): buffer.writeMessage("Q") { $0.writeZeroTerminated(text) }
        case .parse(let message): buffer.writeMessage("P") { message.write(into: &$0) }
        case .bind(let message): buffer.writeMessage("B") { message.write(into: &$0) }
        case .describe(let target): buffer.writeMessage("D") { target.write(into: &$0) }
        case .execute(let portal, let maximumRows):
            buffer.writeMessage("E") { buffer in
                buffer.writeZeroTerminated(portal)
                buffer.writeInteger(Int32(clamping: maximumRows))
            }
        case .close(let target): buffer.writeMessage("C") { target.write(into: &$0) }
        case .flush: buffer.writeMessage("H")
        case .sync: buffer.writeMessage("S")
        case .terminate: buffer.writeMessage("X")
        case .authentication(let bytes): buffer.writeMessage("p") { $0.writeImmutableBuffer(bytes) }
        case .functionCall: buffer.writeMessage("F")
        case .copy: buffer.writeMessage("c")
        }
    }
}

extension FrontendMessage.Target {
    init(body: inout ByteBuffer) throws(SQLFailure) {
        let kind = body.readInteger(as: UInt8.self)
        let name = try body.readRequiredText()
        switch kind {
        case UInt8(ascii: "S"): self = .statement(name)
        case UInt8(ascii: "P"): self = .portal(name)
        default: throw FrontendMessage.malformed
        }
    }

    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .statement(let name):
            buffer.writeInteger(UInt8(ascii: "S"))
            buffer.writeZeroTerminated(name)
        case .portal(let name):
            buffer.writeInteger(UInt8(ascii: "P"))
            buffer.writeZeroTerminated(name)
        }
    }
}

extension ByteBuffer {
    /// - Throws: `SQLFailure` 08P01 when there is no zero byte, 22021 when it is not UTF-8.
    mutating func readRequiredText() throws(SQLFailure) -> String {
        guard let text = try readZeroTerminatedText() else { throw FrontendMessage.malformed }
        return text
    }
}
