import Core
import NIOCore

/// What a client sends before messages have types. Source: PostgreSQL manual, "Message Formats".
enum StartupPacket: Hashable, Sendable {
    case sslRequest
    case gssEncryptionRequest
    case cancel(processID: Int32, secret: Int32)
    case startup(StartupMessage)

    static let sslCode: Int32 = 80_877_103
    static let gssCode: Int32 = 80_877_104
    static let cancelCode: Int32 = 80_877_102

    /// - Parameter body: what follows the length.
    /// - Throws: `SQLFailure` 08P01
    init(body: ByteBuffer) throws(SQLFailure) {
        var body = body
        guard let code = body.readInteger(as: Int32.self) else { throw Self.malformed }
        switch code {
        case Self.sslCode: self = .sslRequest
        case Self.gssCode: self = .gssEncryptionRequest
        case Self.cancelCode:
            guard let (processID, secret) = body.readMultipleIntegers(as: (Int32, Int32).self), body.readableBytes == 0 else {
                throw Self.malformed
            }
            self = .cancel(processID: processID, secret: secret)
        default:
            self = .startup(try StartupMessage(version: code, body: &body))
        }
    }

    static var malformed: SQLFailure { SQLFailure(.protocolViolation, "invalid startup packet layout") }

    func write(into buffer: inout ByteBuffer) {
        let start = buffer.writerIndex
        buffer.writeInteger(Int32(0))
        switch self {
        case .sslRequest: buffer.writeInteger(Self.sslCode)
        case .gssEncryptionRequest: buffer.writeInteger(Self.gssCode)
        case .cancel(let processID, let secret):
            buffer.writeInteger(Self.cancelCode)
            buffer.writeInteger(processID)
            buffer.writeInteger(secret)
        case .startup(let message): message.write(into: &buffer)
        }
        buffer.setInteger(Int32(buffer.writerIndex - start), at: start)
    }
}
