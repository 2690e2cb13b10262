import Core
import NIOCore

/// What the server sends. Source: PostgreSQL manual, "Message Formats". DataRow is written by `ChunkWriter`.
enum BackendMessage: Hashable, Sendable {
    /// R 0
    case authenticationOK
    /// R 10
    case authenticationSASL(mechanisms: [String])
    /// R 11
    case authenticationSASLContinue(String)
    /// R 12
    case authenticationSASLFinal(String)
    /// R with another number, for methods that are not spoken.
    case authenticationOther(Int32)
    /// S
    case parameterStatus(name: String, value: String)
    /// K
    case backendKeyData(processID: Int32, secret: Int32)
    /// Z
    case readyForQuery(TransactionStatus)
    /// v
    case negotiateProtocolVersion(minor: Int32, unknownOptions: [String])
    /// T
    case rowDescription([FieldDescription])
    /// D: nil is NULL.
    case dataRow([ByteBuffer?])
    /// C
    case commandComplete(String)
    /// I
    case emptyQueryResponse
    /// 1
    case parseComplete
    /// 2
    case bindComplete
    /// 3
    case closeComplete
    /// n
    case noData
    /// s
    case portalSuspended
    /// t
    case parameterDescription([TypeOID])
    /// E
    case error(ReportFields)
    /// N
    case notice(ReportFields)
    /// Any message that neither side of this module has a use for.
    case other(type: UInt8)
}

extension BackendMessage {
    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .authenticationOK: buffer.writeMessage("R") { $0.writeInteger(Int32(0)) }
        case .authenticationSASL(let mechanisms):
            buffer.writeMessage("R") { buffer in
                buffer.writeInteger(Int32(10))
                for mechanism in mechanisms { buffer.writeZeroTerminated(mechanism) }
                buffer.writeInteger(UInt8(0))
            }
        case .authenticationSASLContinue(let text):
            buffer.writeMessage("R") { buffer in
                buffer.writeInteger(Int32(11))
                buffer.writeString(text)
            }
        case .authenticationSASLFinal(let text):
            buffer.writeMessage("R") { buffer in
                buffer.writeInteger(Int32(12))
                buffer.writeString(text)
            }
        case .authenticationOther(let method): buffer.writeMessage("R") { $0.writeInteger(method) }
        case .parameterStatus(let name, let value):
            buffer.writeMessage("S") { buffer in
                buffer.writeZeroTerminated(name)
                buffer.writeZeroTerminated(value)
            }
        case .backendKeyData(let processID, let secret):
            buffer.writeMessage("K") { $0.writeMultipleIntegers(processID, secret) }
        case .readyForQuery(let status): buffer.writeMessage("Z") { $0.writeInteger(status.rawValue) }
        case .negotiateProtocolVersion(let minor, let unknownOptions):
            buffer.writeMessage("v") { buffer in
                buffer.writeMultipleIntegers(minor, Int32(unknownOptions.count))
                for option in unknownOptions { buffer.writeZeroTerminated(option) }
            }
        case .rowDescription(let fields):
            buffer.writeMessage("T") { buffer in
                buffer.writeInteger(Int16(clamping: fields.count))
                for field in fields { field.write(into: &buffer) }
            }
        case .dataRow(let values):
            buffer.writeMessage("D") { buffer in
                buffer.writeInteger(Int16(clamping: values.count))
                for value in values {
                    buffer.writeInteger(value.map { Int32($0.readableBytes) } ?? -1)
                    if let value { buffer.writeImmutableBuffer(value) }
                }
            }
        case .commandComplete(let tag): buffer.writeMessage("C") { $0.writeZeroTerminated(tag) }
        case .emptyQueryResponse: buffer.writeMessage("I")
        case .parseComplete: buffer.writeMessage("1")
        case .bindComplete: buffer.writeMessage("2")
        case .closeComplete: buffer.writeMessage("3")
        case .noData: buffer.writeMessage("n")
        case .portalSuspended: buffer.writeMessage("s")
        case .parameterDescription(let types):
            buffer.writeMessage("t") { buffer in
                buffer.writeInteger(UInt16(clamping: types.count))
                for type in types { buffer.writeInteger(type.rawValue) }
            }
        case .error(let fields): buffer.writeMessage("E") { fields.write(into: &$0) }
        case .notice(let fields): buffer.writeMessage("N") { fields.write(into: &$0) }
        case .other(let type):
            buffer.writeInteger(type)
            buffer.writeInteger(Int32(4))
        }
    }
}
