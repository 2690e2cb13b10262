/// A relation of PostgreSQL's system catalog that is always empty here, with the columns that PostgreSQL 15 gives it.
struct CatalogRelation {
    let name: String
    /// Column names and their types, in order.
    let columns: [(name: String, type: String)]

    var statement: String {
        // Two of the columns that PostgreSQL gives each table and `*` does not show; clients compare them.
        let hidden = columns.contains { $0.name == "oid" } ? [("tableoid", "bigint"), ("xmin", "bigint")] : []
        let list = (columns + hidden).map { "NULL::\($0.type.uppercased()) AS \"\($0.name)\"" }
        return "CREATE VIEW foretell_pg.\(name) AS SELECT \(list.joined(separator: ", ")) WHERE false"
    }

    static let empty: [CatalogRelation] = (systemTables + informationSchema).split(separator: "\n").map(CatalogRelation.init(line:))

    /// - Parameter line: `name: column column type, column type`.
    private init(line: Substring) {
        let parts = line.split(separator: ":", maxSplits: 1)
        name = String(parts[0])
        columns = parts[1].split(separator: ",").flatMap { group in
            let words = group.split(separator: " ").map(String.init)
            return words.dropLast().map { ($0, words[words.count - 1]) }
        }
    }
}
