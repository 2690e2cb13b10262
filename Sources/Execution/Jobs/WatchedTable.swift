import Core

/// What a trigger saw of its table: the count of its rows, and a hash of their columns that does not depend on their order.
struct WatchedTable {
    /// The table's name in quotes.
    let table: String
    /// Empty: all.
    let columns: [String]

    /// A query with one row: the count and the hash.
    var query: String {
        let hashed = columns.isEmpty ? "watched" : columns.map { "watched.\(quotedIdentifier($0))" }.joined(separator: ", ")
        return "SELECT count(*) AS rows, CAST(bit_xor(hash(\(hashed))) AS VARCHAR) AS hash FROM \(table) AS watched"
    }

    static func mark(_ row: [Value]) -> JSONValue {
        .object([.init("rows", row.first?.json ?? .null), .init("hash", row.last?.json ?? .null)])
    }
}
