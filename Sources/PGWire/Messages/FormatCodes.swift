import Core
import NIOCore

/// The format codes of a Bind: none (all text), one for all, or one for each; 0 is text and 1 is binary.
struct FormatCodes {
    let count: Int
    /// The code of all that there are; nil when they differ.
    private let common: Int16?
    private let codes: ByteBuffer

    /// Reads the count and the codes.
    /// - Throws: `SQLFailure` 08P01 when they are cut off.
    init(_ buffer: inout ByteBuffer) throws(SQLFailure) {
        guard let count = buffer.readInteger(as: UInt16.self), let codes = buffer.readSlice(length: Int(count) * 2) else {
            throw FrontendMessage.malformed
        }
        self.count = Int(count)
        self.codes = codes
        let first = codes.getInteger(at: codes.readerIndex, as: Int16.self) ?? 0
        let areEqual = count <= 1 || Self.all(codes, count: Int(count)).allSatisfy { $0 == first }
        common = areEqual ? first : nil
    }

    private static func all(_ codes: ByteBuffer, count: Int) -> some Sequence<Int16> {
        (0..<count).lazy.map { codes.getInteger(at: codes.readerIndex + 2 * $0, as: Int16.self) ?? 0 }
    }

    /// - Throws: `SQLFailure` 22023 for a code that is neither text nor binary.
    func check() throws(SQLFailure) {
        if let common, common == 0 || common == 1 { return }
        if let code = Self.all(codes, count: count).first(where: { $0 != 0 && $0 != 1 }) {
            throw SQLFailure(.invalidParameterValue, "unsupported format code: \(code)")
        }
    }

    /// What the code for one of the values or columns says.
    func isBinary(_ index: Int) -> Bool {
        if let common { return common == 1 }
        return codes.getInteger(at: codes.readerIndex + 2 * index, as: Int16.self) == 1
    }

    /// The formats of the columns of a result.
    /// - Throws: `SQLFailure` 08P01 when their count does not fit, 22023 for a code that is neither text nor binary.
    func formats(columnCount: Int) throws(SQLFailure) -> ResultFormats {
        try check()
        guard count <= 1 || count == columnCount else {
            throw SQLFailure(.protocolViolation, "bind message has \(count) result formats but query has \(columnCount) columns")
        }
        guard let common else { return .mixed((0..<count).map(isBinary)) }
        return common == 1 ? .binary : .text
    }
}
