import Core

/// What a statement's syntax tree, as DuckDB's own parser gives it, says about names: every table, function and column
/// reference with its place in the text. Nothing else of the tree is kept.
///
/// Names of common table expressions are resolved here, with DuckDB's scoping: an expression sees those before it, itself
/// only when it is recursive, and those of enclosing queries.
struct QueryTree {
    struct Table {
        /// Catalog, schema and name as far as they are written.
        var names: [String]
        /// UTF-8 bytes from the start of the text.
        var position: Int
        var alias: String?
        /// Index into `selects` of the SELECT whose FROM holds it; nil outside of one.
        var select: Int?
    }

    struct Function {
        var schema: String?
        var name: String
        var position: Int?
        var isTableFunction: Bool
        var isWindow = false
        var argumentCount = 0
    }

    struct ColumnReference {
        var names: [String]
        var position: Int?
        var select: Int?
    }

    /// `*` or `t.*`.
    struct Star {
        /// The relation before the dot.
        var qualifier: String?
        var position: Int
        var select: Int?
        /// Nothing but the star: no EXCLUDE, REPLACE, RENAME or COLUMNS(...).
        var isPlain: Bool
    }

    /// `column = expression` in the top-level conjunction of a WHERE.
    struct Equality {
        var column: [String]
        var columnPosition: Int
        /// Where the `=` stands.
        var operatorPosition: Int
    }

    struct Select {
        var equalities: [Equality] = []
        /// WHERE or LIMIT make it empty without looking at a row.
        var isNeverTrue = false
        var hasWhere = false
        /// Where the items of its list stand that are a column's name and nothing else.
        var bareItems: Set<Int> = []
    }

    private(set) var tables: [Table] = []
    private(set) var functions: [Function] = []
    private(set) var columns: [ColumnReference] = []
    private(set) var stars: [Star] = []
    /// Names of the result's columns as PostgreSQL gives them, where they differ from DuckDB's; nil: as DuckDB says. Empty when the
    /// columns cannot be counted in the text.
    private(set) var resultNames: [String?] = []
    private(set) var selects: [Select] = []
    private(set) var parameterCount = 0
    /// `#1`, a column by its place.
    private(set) var hasPlaces = false

    init() {}

    /// - Parameter serialized: the result of `json_serialize_sql`.
    /// - Throws: `SQLFailure` 42601 with position for what DuckDB cannot parse, 42501 or 0A000 for what is never allowed.
    init(serialized: String) throws {
        // DuckDB writes numbers beyond a double's range as words, which JSON has none for.
        guard let json = try? JSONValue(parsing: serialized) else {
            throw SQLFailure(.numericValueOutOfRange, "a number in the statement is out of range", hint: "numbers lie between -1.8e308 and 1.8e308")
        }
        if json["error"]?.boolean == true { throw Self.syntaxFailure(json) }
        guard let statements = json["statements"]?.array, statements.count == 1 else {
            throw SQLFailure(.syntaxError, "expected one statement")
        }
        resultNames = Self.resultNames(of: statements[0]["node"])
        try visit(statements[0], scope: [], select: nil)
    }

    private static func syntaxFailure(_ json: JSONValue) -> SQLFailure {
        let message = json["error_message"]?.string ?? "syntax error"
        let position = json["position"]?.string.flatMap(Int.init) ?? json["position"]?.integer
        if json["error_type"]?.string == "not implemented" {
            return SQLFailure(.featureNotSupported, "this kind of statement is not supported", detail: message, position: position)
        }
        return SQLFailure(.syntaxError, message.prefix(1).lowercased() + message.dropFirst(), position: position)
    }

    private mutating func visit(_ json: JSONValue, scope: Set<String>, select: Int?) throws {
        switch json {
        case .array(let elements):
            for element in elements { try visit(element, scope: scope, select: select) }
        case .object(let members):
            if json["class"] != nil {
                try visitExpression(json, members, scope: scope, select: select)
            } else {
                try visitNode(json, members, scope: scope, select: select)
            }
        default: break
        }
    }

    // MARK: Expressions

    private mutating func visitExpression(_ json: JSONValue, _ members: [JSONValue.Member], scope: Set<String>, select: Int?) throws {
        switch json["class"]?.string {
        case "CONSTANT": return
        case "COLUMN_REF":
            let names = json["column_names"]?.array?.compactMap(\.string) ?? []
            columns.append(ColumnReference(names: names, position: json["query_location"]?.integer, select: select))
            return
        case "STAR":
            let extras = members.contains { !["class", "type", "query_location", "relation_name"].contains($0.key) }
            stars.append(
                Star(
                    qualifier: json["relation_name"]?.string.flatMap { $0.isEmpty ? nil : $0 }, position: json["query_location"]?.integer ?? -1,
                    select: select, isPlain: !extras))
        case "POSITIONAL_REFERENCE":
            hasPlaces = true
            return
        case "PARAMETER":
            parameterCount += 1
            return
        case "FUNCTION", "WINDOW":
            if let name = json["function_name"]?.string {
                functions.append(
                    Function(
                        schema: json["schema"]?.string.flatMap { $0.isEmpty ? nil : $0 }, name: name,
                        position: json["query_location"]?.integer, isTableFunction: false, isWindow: json["class"]?.string == "WINDOW",
                        argumentCount: json["children"]?.array?.count ?? 0))
            }
        default: break
        }
        for member in members { try visit(member.value, scope: scope, select: select) }
    }

    // MARK: Queries and relations

    private mutating func visitNode(_ json: JSONValue, _ members: [JSONValue.Member], scope: Set<String>, select: Int?) throws {
        var scope = scope
        var select = select
        switch json["type"]?.string {
        case "SELECT_NODE":
            scope = try visitCommonTables(json, scope: scope, select: select)
            select = selects.count
            selects.append(Self.summary(of: json))
        case "SET_OPERATION_NODE", "CTE_NODE", "STATEMENT_NODE":
            scope = try visitCommonTables(json, scope: scope, select: select)
        case "RECURSIVE_CTE_NODE":
            scope = try visitCommonTables(json, scope: scope, select: select)
            if let name = json["cte_name"]?.string { scope.insert(name.lowercased()) }
        case "BASE_TABLE":
            addTable(json, scope: scope, select: select)
        case "TABLE_FUNCTION":
            try visitTableFunction(json, scope: scope, select: select)
            return
        case "SHOW_REF":
            guard json["query"] != nil else {
                throw SQLFailure(.featureNotSupported, "SHOW is not supported inside a query", hint: "SHOW TABLES as a statement of its own")
            }
        case "PIVOT", "JOIN", "SUBQUERY", "EXPRESSION_LIST", "EMPTY", nil: break
        case "COLUMN_DATA", "DELIM_GET", "BOUND_TABLE_REF", "TABLE":
            throw SQLFailure(.featureNotSupported, "this kind of table reference is not supported")
        default: break
        }
        for member in members where member.key != "cte_map" {
            try visit(member.value, scope: scope, select: select)
        }
    }

    private mutating func visitCommonTables(_ json: JSONValue, scope: Set<String>, select: Int?) throws -> Set<String> {
        var scope = scope
        for entry in json["cte_map"]?["map"]?.array ?? [] {
            guard let name = entry["key"]?.string, let value = entry["value"] else { continue }
            try visit(value, scope: scope, select: select)
            scope.insert(name.lowercased())
        }
        return scope
    }

    private mutating func addTable(_ json: JSONValue, scope: Set<String>, select: Int?) {
        let names = ["catalog_name", "schema_name", "table_name"].compactMap { key in
            json[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if names.count == 1, scope.contains(names[0].lowercased()) { return }
        tables.append(
            Table(
                names: names, position: json["query_location"]?.integer ?? 0,
                alias: json["alias"]?.string.flatMap { $0.isEmpty ? nil : $0 }, select: select))
    }

    private mutating func visitTableFunction(_ json: JSONValue, scope: Set<String>, select: Int?) throws {
        guard let function = json["function"], let name = function["function_name"]?.string else {
            throw SQLFailure(.featureNotSupported, "this kind of table function is not supported")
        }
        functions.append(
            Function(
                schema: function["schema"]?.string.flatMap { $0.isEmpty ? nil : $0 }, name: name,
                position: json["query_location"]?.integer, isTableFunction: true))
        for argument in function["children"]?.array ?? [] { try visit(argument, scope: scope, select: select) }
    }

    // MARK: WHERE

    private static func summary(of select: JSONValue) -> Select {
        var summary = Select()
        if let condition = select["where_clause"], condition != .null {
            summary.hasWhere = true
            for part in conjuncts(of: condition) {
                if isFalse(part) { summary.isNeverTrue = true }
                if let equality = equality(part) { summary.equalities.append(equality) }
            }
        }
        for item in select["select_list"]?.array ?? [] where item["class"]?.string == "COLUMN_REF" && (item["alias"]?.string ?? "").isEmpty {
            if let position = item["query_location"]?.integer { summary.bareItems.insert(position) }
        }
        for modifier in select["modifiers"]?.array ?? [] where modifier["type"]?.string == "LIMIT_MODIFIER" {
            if modifier["limit"]?["value"]?["value"]?.number == 0 { summary.isNeverTrue = true }
        }
        return summary
    }

    private static func conjuncts(of condition: JSONValue) -> [JSONValue] {
        guard condition["type"]?.string == "CONJUNCTION_AND" else { return [condition] }
        return condition["children"]?.array?.flatMap(conjuncts) ?? []
    }

    private static func equality(_ part: JSONValue) -> Equality? {
        guard part["type"]?.string == "COMPARE_EQUAL", let position = part["query_location"]?.integer,
            let left = part["left"], left["class"]?.string == "COLUMN_REF", let column = left["column_names"]?.array?.compactMap(\.string),
            let right = part["right"], !mentionsColumn(right)
        else { return nil }
        return Equality(column: column, columnPosition: left["query_location"]?.integer ?? 0, operatorPosition: position)
    }

    /// FALSE, `1 = 0` and the like, as drivers write them to learn the columns.
    private static func isFalse(_ part: JSONValue) -> Bool {
        func constant(_ json: JSONValue?) -> JSONValue? {
            if json?["class"]?.string == "CAST" { return constant(json?["child"]) }
            guard json?["class"]?.string == "CONSTANT" else { return nil }
            return json?["value"]?["value"]
        }
        if let value = constant(part) { return value == .boolean(false) || value == .string("f") || value == .string("false") || value == .number(0) }
        guard part["type"]?.string == "COMPARE_EQUAL", let left = constant(part["left"]), let right = constant(part["right"]) else { return false }
        return left != right
    }

    /// Words that DuckDB's parser takes for columns and its binder for calls.
    static func isMoment(_ column: ColumnReference) -> Bool { isMoment(column.names) }

    private static func isMoment(_ column: JSONValue) -> Bool { isMoment(column["column_names"]?.array?.compactMap(\.string) ?? []) }

    private static func isMoment(_ names: [String]) -> Bool {
        names.count == 1 && ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user"].contains(names[0].lowercased())
    }

    private static func mentionsColumn(_ json: JSONValue) -> Bool {
        switch json {
        case .array(let elements): elements.contains(where: mentionsColumn)
        case .object(let members):
            json["class"]?.string == "COLUMN_REF" && !isMoment(json) || members.contains { mentionsColumn($0.value) }
        default: false
        }
    }
}
