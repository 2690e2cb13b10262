/// Which columns of a result are sent in binary form.
enum ResultFormats: Hashable, Sendable {
    case text
    case binary
    /// By column.
    case mixed([Bool])

    /// Whether a column is; from 0.
    func isBinary(_ column: Int) -> Bool {
        switch self {
        case .text: false
        case .binary: true
        case .mixed(let flags): column < flags.count && flags[column]
        }
    }
}
