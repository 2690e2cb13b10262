import Core

/// Which columns of a result are sent in binary form.
enum ResultFormats: Hashable, Sendable {
    case text
    case binary
    /// By column.
    case mixed([Bool])

    func isBinary(_ column: Int) -> Bool {
        switch self {
        case .text: false
        case .binary: true
        case .mixed(let flags): column < flags.count && flags[column]
        }
    }

    /// - Parameter codes: as in Bind: none (all text), one for all, or one for each column; 0 is text and 1 is binary.
    /// - Throws: `SQLFailure` 08P01 for another count, 22023 for another code.
    init(codes: [Int16], columnCount: Int) throws(SQLFailure) {
        if let code = codes.first(where: { $0 != 0 && $0 != 1 }) {
            throw SQLFailure(.invalidParameterValue, "unsupported format code: \(code)")
        }
        if codes.allSatisfy({ $0 == 0 }), codes.count <= 1 || codes.count == columnCount {
            self = .text
        } else if codes.count == 1 {
            self = .binary
        } else if codes.count == columnCount {
            self = codes.allSatisfy { $0 == 1 } ? .binary : .mixed(codes.map { $0 == 1 })
        } else {
            throw SQLFailure(
                .protocolViolation, "bind message has \(codes.count) result formats but query has \(columnCount) columns")
        }
    }
}
