import Core
import NIOCore

/// Bind: a prepared statement with values becomes a portal, ready to run.
struct BindMessage: Hashable, Sendable {
    /// Empty: the unnamed portal.
    var portal: String
    /// Empty: the unnamed statement.
    var statement: String
    /// Format codes, values and result format codes as they came: they are read together with the types that the statement
    /// gives the values.
    private var contents: ByteBuffer

    /// - Parameters:
    ///   - formats: of the values: none (all text), one for all, or one for each; 0 is text and 1 is binary.
    ///   - values: nil is NULL.
    ///   - resultFormats: likewise, by column of the result.
    init(portal: String = "", statement: String = "", formats: [Int16] = [], values: [ByteBuffer?], resultFormats: [Int16] = []) {
        self.portal = portal
        self.statement = statement
        contents = ByteBuffer()
        contents.writeInteger(UInt16(clamping: formats.count))
        for format in formats { contents.writeInteger(format) }
        contents.writeInteger(UInt16(clamping: values.count))
        for value in values {
            contents.writeInteger(value.map { Int32(clamping: $0.readableBytes) } ?? -1)
            if let value { contents.writeImmutableBuffer(value) }
        }
        contents.writeInteger(UInt16(clamping: resultFormats.count))
        for format in resultFormats { contents.writeInteger(format) }
    }

    /// - Throws: `SQLFailure` 08P01
    init(body: inout ByteBuffer) throws(SQLFailure) {
        portal = try body.readRequiredText()
        statement = try body.readRequiredText()
        contents = body
        body.moveReaderIndex(to: body.writerIndex)
    }

    func write(into buffer: inout ByteBuffer) {
        buffer.writeZeroTerminated(portal)
        buffer.writeZeroTerminated(statement)
        buffer.writeImmutableBuffer(contents)
    }

    /// Reads the values and which format each column of the result is wanted in.
    /// - Throws: `SQLFailure` 08P01 when the counts do not fit, 22P02, 22P03, 22003 and others when a value has not the form of its type.
    func read(types: [ParameterType], columnCount: Int) throws(SQLFailure) -> (values: [Value], formats: ResultFormats) {
        var buffer = contents
        let formats = try FormatCodes(&buffer)
        guard let count = buffer.readInteger(as: UInt16.self) else { throw FrontendMessage.malformed }
        guard formats.count <= 1 || formats.count == Int(count) else {
            throw SQLFailure(.protocolViolation, "bind message has \(formats.count) parameter formats but \(count) parameters")
        }
        guard Int(count) == types.count else {
            let name = statement.isEmpty ? "" : " \"\(statement)\""
            throw SQLFailure(
                .protocolViolation, "bind message supplies \(count) parameters, but prepared statement\(name) requires \(types.count)")
        }
        try formats.check()
        var values: [Value] = []
        values.reserveCapacity(types.count)
        for (index, type) in types.enumerated() {
            guard let length = buffer.readInteger(as: Int32.self), length >= -1 else { throw FrontendMessage.malformed }
            if length == -1 {
                values.append(.null)
                continue
            }
            guard let bytes = buffer.readSlice(length: Int(length)) else { throw FrontendMessage.malformed }
            values.append(formats.isBinary(index) ? try type.value(binary: bytes) : try type.value(text: bytes))
        }
        let codes = try FormatCodes(&buffer)
        guard buffer.readableBytes == 0 else { throw FrontendMessage.malformed }
        return (values, try codes.formats(columnCount: columnCount))
    }
}
