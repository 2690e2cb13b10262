package import Core
import NIOCore

/// The fields of an ErrorResponse or NoticeResponse. Source: PostgreSQL manual, "Error and Notice Message Fields".
package struct ReportFields: Hashable, Sendable {
    /// S and V: `ERROR`, `FATAL`, `PANIC`; `WARNING`, `NOTICE`, `DEBUG`, `INFO`, `LOG`.
    package var severity: String
    /// C
    package var sqlState: SQLState
    /// M
    package var message: String
    /// D
    package var detail: String?
    /// H
    package var hint: String?
    /// P: characters from 1 into the text that the client sent.
    package var position: Int?

    /// - Parameters:
    ///   - text: what the client sent, in which the failure's position counts bytes; nil when there is none.
    ///   - offset: bytes of `text` before the statement that the failure's position counts in.
    init(_ failure: SQLFailure, severity: String = "ERROR", text: String? = nil, offset: Int = 0) {
        self.severity = severity
        sqlState = failure.sqlState
        message = failure.message
        detail = failure.detail
        hint = failure.hint
        if let text, let position = failure.position, position >= 0, offset >= 0 {
            let bytes = text.utf8.dropFirst(offset).prefix(position)
            // Every byte but the continuations of UTF-8 begins a character.
            func characters(_ bytes: Substring.UTF8View) -> Int { bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }
            self.position = 1 + characters(text.utf8.prefix(offset)) + characters(bytes)
        }
    }

    init(_ notice: NoticeMessage) {
        severity = notice.severity
        sqlState = notice.sqlState
        message = notice.message
        detail = notice.detail
        hint = notice.hint
    }

    /// - Throws: `SQLFailure` 08P01
    init(body: inout ByteBuffer) throws(SQLFailure) {
        severity = "ERROR"
        sqlState = .internalError
        message = ""
        while let field = body.readInteger(as: UInt8.self), field != 0 {
            let value = try body.readRequiredText()
            switch Unicode.Scalar(field) {
            case "S": severity = value
            case "C": sqlState = SQLState(rawValue: value)
            case "M": message = value
            case "D": detail = value
            case "H": hint = value
            case "P": position = Int(value)
            default: break
            }
        }
    }

    func write(into buffer: inout ByteBuffer) {
        func field(_ type: Unicode.Scalar, _ value: String) {
            buffer.writeInteger(UInt8(ascii: type))
            buffer.writeZeroTerminated(value)
        }
        field("S", severity)
        field("V", severity)
        field("C", sqlState.rawValue)
        field("M", message)
        if let detail { field("D", detail) }
        if let hint { field("H", hint) }
        if let position { field("P", String(position)) }
        buffer.writeInteger(UInt8(0))
    }

    /// The failure as the server threw it, but for the position: that needs the text, in which it counts characters.
    func failure(text: String?) -> SQLFailure {
        var failure = SQLFailure(sqlState, message, detail: detail, hint: hint)
        if let position, let text {
            failure.position = text.unicodeScalars.prefix(max(0, position - 1)).reduce(0) { $0 + Int(UTF8.width($1)) }
        }
        return failure
    }
}
