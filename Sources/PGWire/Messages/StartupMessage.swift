import Core
import NIOCore

/// StartupMessage: the protocol's version and the run-time parameters that the client asks for.
struct StartupMessage: Hashable, Sendable {
    /// 3 for all that is spoken today.
    var majorVersion: Int
    var minorVersion: Int
    /// In the order sent.
    var parameters: [Parameter]

    struct Parameter: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// PostgreSQL has a few dozen that make sense here.
    private static let maximumParameters = 256

    init(majorVersion: Int = 3, minorVersion: Int = 0, parameters: [Parameter]) {
        self.majorVersion = majorVersion
        self.minorVersion = minorVersion
        self.parameters = parameters
    }

    /// - Parameter body: what follows the version.
    /// - Throws: `SQLFailure` 08P01
    init(version: Int32, body: inout ByteBuffer) throws(SQLFailure) {
        majorVersion = Int(version >> 16)
        minorVersion = Int(version & 0xFFFF)
        parameters = []
        // Only version 3 is known to be laid out like this.
        guard majorVersion == 3 else { return }
        while true {
            guard let name = try body.readZeroTerminatedText() else { throw StartupPacket.malformed }
            if name.isEmpty { break }
            guard let value = try body.readZeroTerminatedText(), parameters.count < Self.maximumParameters else {
                throw StartupPacket.malformed
            }
            parameters.append(Parameter(name: name, value: value))
        }
        guard body.readableBytes == 0 else { throw StartupPacket.malformed }
    }

    func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(Int32(majorVersion << 16 | minorVersion))
        for parameter in parameters {
            buffer.writeZeroTerminated(parameter.name)
            buffer.writeZeroTerminated(parameter.value)
        }
        buffer.writeInteger(UInt8(0))
    }

    /// The last one of a name; nil when there is none.
    subscript(name: String) -> String? { parameters.last { $0.name == name }?.value }
}
