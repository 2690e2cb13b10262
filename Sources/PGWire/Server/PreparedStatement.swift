import Core
import NIOCore

/// A statement that the client named, with all that can be written about it in advance.
final class PreparedStatement: Sendable {
    /// As the client sent it: positions of errors count in it.
    let text: String
    /// nil: the text is empty.
    let statement: (any WireStatement)?
    let parameters: [ParameterType]
    let columns: [Column]?
    private let textDescription: ByteBuffer
    private let binaryDescription: ByteBuffer

    /// - Parameter declared: the types that the client declared; nil where it left them open.
    init(text: String, statement: (any WireStatement)?, declared: [ParameterType?]) {
        self.text = text
        self.statement = statement
        let inferred = statement?.parameterTypes ?? []
        parameters = (0..<max(inferred.count, declared.count)).map { index in
            if index < declared.count, let type = declared[index] { return type }
            return ParameterType(index < inferred.count ? inferred[index] : .varchar)
        }
        columns = statement?.columns
        textDescription = Self.description(columns, .text)
        binaryDescription = Self.description(columns, .binary)
    }

    /// RowDescription, or NoData for a statement without rows.
    func writeDescription(_ formats: ResultFormats, into buffer: inout ByteBuffer) {
        switch formats {
        case .text: buffer.writeImmutableBuffer(textDescription)
        case .binary: buffer.writeImmutableBuffer(binaryDescription)
        case .mixed: buffer.writeImmutableBuffer(Self.description(columns, formats))
        }
    }

    static func description(_ columns: [Column]?, _ formats: ResultFormats) -> ByteBuffer {
        var buffer = ByteBuffer()
        if let columns {
            let fields = columns.enumerated().map { FieldDescription($1, isBinary: formats.isBinary($0)) }
            BackendMessage.rowDescription(fields).write(into: &buffer)
        } else {
            BackendMessage.noData.write(into: &buffer)
        }
        return buffer
    }

    /// Whether a text holds no statement, as far as that can be seen without knowing SQL: space and semicolons.
    static func isBlank(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) || $0 == UInt8(ascii: ";") }
    }
}
