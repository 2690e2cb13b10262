import Core
import NIOCore

extension BackendMessage {
    /// Cuts the next message off the front of the bytes; nil: more bytes are needed.
    /// - Throws: `SQLFailure` 08P01 when it is none.
    static func read(from buffer: inout ByteBuffer, limit: Int = 1 << 30) throws(SQLFailure) -> BackendMessage? {
        guard let type = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
            let length = buffer.getInteger(at: buffer.readerIndex + 1, as: Int32.self)
        else { return nil }
        guard length >= 4, Int(length) <= limit else {
            throw SQLFailure(.protocolViolation, "the server sent a message of an impossible length", hint: "is this a PostgreSQL port?")
        }
        guard buffer.readableBytes > Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 5)
        guard var body = buffer.readSlice(length: Int(length) - 4) else { return nil }
        return try BackendMessage(type: type, body: &body)
    }

    private init(type: UInt8, body: inout ByteBuffer) throws(SQLFailure) {
        switch Unicode.Scalar(type) {
        case "R": self = try Self.authentication(&body)
        case "S": self = .parameterStatus(name: try body.readRequiredText(), value: try body.readRequiredText())
        case "K":
            guard let (processID, secret) = body.readMultipleIntegers(as: (Int32, Int32).self) else { throw FrontendMessage.malformed }
            self = .backendKeyData(processID: processID, secret: secret)
        case "Z":
            guard let status = body.readInteger(as: UInt8.self).flatMap(TransactionStatus.init) else { throw FrontendMessage.malformed }
            self = .readyForQuery(status)
        case "v":
            guard let (minor, count) = body.readMultipleIntegers(as: (Int32, Int32).self) else { throw FrontendMessage.malformed }
            var options: [String] = []
            for _ in 0..<max(0, count) { options.append(try body.readRequiredText()) }
            self = .negotiateProtocolVersion(minor: minor, unknownOptions: options)
        case "T":
            guard let count = body.readInteger(as: UInt16.self) else { throw FrontendMessage.malformed }
            var fields: [FieldDescription] = []
            for _ in 0..<count { fields.append(try FieldDescription(body: &body)) }
            self = .rowDescription(fields)
        case "D": self = try Self.dataRow(&body)
        case "C": self = .commandComplete(try body.readRequiredText())
        case "I": self = .emptyQueryResponse
        case "1": self = .parseComplete
        case "2": self = .bindComplete
        case "3": self = .closeComplete
        case "n": self = .noData
        case "s": self = .portalSuspended
        case "t":
            guard let count = body.readInteger(as: UInt16.self), body.readableBytes == Int(count) * 4 else { throw FrontendMessage.malformed }
            var types: [TypeOID] = []
            while let oid = body.readInteger(as: UInt32.self) { types.append(TypeOID(rawValue: oid)) }
            self = .parameterDescription(types)
        case "E": self = .error(try ReportFields(body: &body))
        case "N": self = .notice(try ReportFields(body: &body))
        default: self = .other(type: type)
        }
    }

    private static func authentication(_ body: inout ByteBuffer) throws(SQLFailure) -> BackendMessage {
        guard let method = body.readInteger(as: Int32.self) else { throw FrontendMessage.malformed }
        switch method {
        case 0: return .authenticationOK
        case 10:
            var mechanisms: [String] = []
            while let mechanism = try body.readZeroTerminatedText(), !mechanism.isEmpty { mechanisms.append(mechanism) }
            return .authenticationSASL(mechanisms: mechanisms)
        case 11: return .authenticationSASLContinue(try body.validatedText())
        case 12: return .authenticationSASLFinal(try body.validatedText())
        default: return .authenticationOther(method)
        }
    }

    private static func dataRow(_ body: inout ByteBuffer) throws(SQLFailure) -> BackendMessage {
        guard let count = body.readInteger(as: UInt16.self) else { throw FrontendMessage.malformed }
        var values: [ByteBuffer?] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = body.readInteger(as: Int32.self) else { throw FrontendMessage.malformed }
            if length < 0 {
                values.append(nil)
            } else {
                guard let value = body.readSlice(length: Int(length)) else { throw FrontendMessage.malformed }
                values.append(value)
            }
        }
        return .dataRow(values)
    }
}
