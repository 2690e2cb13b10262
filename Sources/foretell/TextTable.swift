/// Rows as aligned text, as psql prints them.
struct TextTable {
    private let names: [String]
    private let numeric: [Bool]
    private var rows: [[String]] = []

    init(names: [String] = [], numeric: [Bool] = []) {
        self.names = names
        self.numeric = numeric
    }

    var isEmpty: Bool { names.isEmpty }

    mutating func add(_ row: [String?]) { rows.append(row.map { $0 ?? "" }) }

    var text: String {
        let widths = names.indices.map { column in rows.reduce(names[column].count) { max($0, $1[column].count) } }
        func line(_ cells: [String], header: Bool) -> String {
            cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return " " + (numeric[column] && !header ? space + cells[column] : cells[column] + space)
            }.joined(separator: " |")
        }
        let rule = widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+")
        let count = "(\(rows.count) \(rows.count == 1 ? "row" : "rows"))"
        return ([line(names, header: true), rule] + rows.map { line($0, header: false) } + [count]).joined(separator: "\n")
    }

    /// By type number of PostgreSQL's `pg_type`.
    static func isNumeric(_ oid: UInt32) -> Bool { [20, 21, 23, 700, 701, 1700].contains(oid) }
}
