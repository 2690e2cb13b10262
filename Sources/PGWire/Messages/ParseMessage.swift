import Core
import NIOCore

/// Parse: a statement to be understood and kept under a name.
struct ParseMessage: Hashable, Sendable {
    /// Empty: the unnamed statement.
    var name: String
    var text: String
    /// OIDs of the parameters' types, as far as the client declares them; 0: not declared.
    var parameterTypes: [UInt32]

    init(name: String = "", text: String, parameterTypes: [UInt32] = []) {
        self.name = name
        self.text = text
        self.parameterTypes = parameterTypes
    }

    /// - Throws: `SQLFailure` 08P01
    init(body: inout ByteBuffer) throws(SQLFailure) {
        name = try body.readRequiredText()
        text = try body.readRequiredText()
        guard let count = body.readInteger(as: UInt16.self), body.readableBytes == Int(count) * 4 else {
            throw FrontendMessage.malformed
        }
        parameterTypes = []
        parameterTypes.reserveCapacity(Int(count))
        while let oid = body.readInteger(as: UInt32.self) { parameterTypes.append(oid) }
    }

    func write(into buffer: inout ByteBuffer) {
        buffer.writeZeroTerminated(name)
        buffer.writeZeroTerminated(text)
        buffer.writeInteger(UInt16(clamping: parameterTypes.count))
        for oid in parameterTypes { buffer.writeInteger(oid) }
    }
}
