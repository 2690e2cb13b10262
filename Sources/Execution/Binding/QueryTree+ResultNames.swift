import Core

extension QueryTree {
    /// Names of a SELECT's columns where PostgreSQL's differ from DuckDB's: a call is named after its function (`count`, not
    /// `count_star()`), whatever its arguments became.
    static func resultNames(of node: JSONValue?) -> [String?] {
        guard let node, node["type"]?.string == "SELECT_NODE", let items = node["select_list"]?.array,
            !items.contains(where: { $0["class"]?.string == "STAR" })
        else { return [] }
        return items.map { ($0["alias"]?.string ?? "").isEmpty ? callName($0) : nil }
    }

    private static func callName(_ item: JSONValue) -> String? {
        switch item["class"]?.string {
        case "FUNCTION" where item["is_operator"]?.boolean != true:
            item["function_name"]?.string.map { $0 == "count_star" ? "count" : $0 }
        case "CAST": item["child"].flatMap(callName)
        default: nil
        }
    }
}
