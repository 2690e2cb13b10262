/// Rows as aligned text, as psql prints them; those too wide for the terminal one below the other.
struct TextTable {
    private let names: [String]
    private let numeric: [Bool]
    /// By row and column, the lines of the value.
    private var rows: [[[String]]] = []

    init(names: [String] = [], numeric: [Bool] = []) {
        self.names = names.map { DisplayText.lines($0).joined(separator: " ") }
        self.numeric = numeric
    }

    var isEmpty: Bool { names.isEmpty }

    /// - Parameter row: nil is NULL, which shows as nothing.
    mutating func add(_ row: [String?]) { rows.append(row.map { $0.map(DisplayText.lines) ?? [""] }) }

    /// - Parameter width: columns of the terminal; nil: there is none, and lines may be as long as they are.
    func text(width: Int? = nil) -> String {
        let widths = names.indices.map { column in
            rows.reduce(DisplayText.width(names[column])) { widest, row in row[column].reduce(widest) { max($0, DisplayText.width($1)) } }
        }
        if let width, !rows.isEmpty, widths.reduce(0, { $0 + $1 + 3 }) - 1 > width { return records(width: width) }
        let rule = widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+")
        let count = "(\(rows.count) \(rows.count == 1 ? "row" : "rows"))"
        let header = names.indices.map { Self.padded(names[$0], widths[$0]) + " " }.joined(separator: "|")
        return ([header, rule] + rows.flatMap { lines(of: $0, widths) } + [count]).map(Self.trimmed).joined(separator: "\n")
    }

    /// A plus sign says that the value goes on in the next line.
    private func lines(of row: [[String]], _ widths: [Int]) -> [String] {
        (0..<(row.map(\.count).max() ?? 1)).map { line in
            row.indices.map { column in
                let cell = line < row[column].count ? row[column][line] : ""
                return Self.padded(cell, widths[column], isRight: numeric[column]) + (line + 1 < row[column].count ? "+" : " ")
            }.joined(separator: "|")
        }
    }

    private func records(width: Int) -> String {
        let nameWidth = names.reduce(0) { max($0, DisplayText.width($1)) }
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            let head = "-[ RECORD \(number + 1) ]"
            lines.append(head + String(repeating: "-", count: max(0, min(width, 60) - head.count)))
            for column in names.indices {
                for (line, text) in row[column].enumerated() {
                    lines.append(Self.trimmed(Self.padded(line == 0 ? names[column] : "", nameWidth).dropFirst() + " | " + text))
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int, isRight: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - DisplayText.width(text)))
        return " " + (isRight ? space + text : text + space)
    }

    private static func trimmed(_ line: some StringProtocol) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }

    /// By type number of PostgreSQL's `pg_type`.
    static func isNumeric(_ oid: UInt32) -> Bool { [20, 21, 23, 26, 700, 701, 1700].contains(oid) }
}
