import Core

/// Which functions a client's statement may call. Table functions are denied unless listed, since they are what reads files
/// and networks; scalar functions are allowed unless they reach outside the query.
enum FunctionPolicy {
    private static let tableFunctions: Set<String> = [
        "range", "generate_series", "unnest", "json_each", "json_tree", "regexp_split_to_table", "generate_subscripts",
        "repeat", "repeat_row",
    ]

    private static let deniedScalars: Set<String> = [
        "getenv", "write_log", "parse_duckdb_log_message", "json_execute_serialized_sql", "json_deserialize_sql",
        "sleep_ms", "pg_sleep", "nextval", "currval", "set_config", "in_search_path", "getvariable",
    ]

    /// - Parameter isInternal: the text was rewritten by the server itself and may name its own catalog functions.
    /// - Throws: `SQLFailure` 42501.
    static func check(_ function: QueryTree.Function) throws {
        let name = function.name.lowercased()
        let schema = function.schema?.lowercased()
        if schema == PostgresCatalog.schema { return }
        if function.isTableFunction {
            guard tableFunctions.contains(name), schema == nil || schema == "main" || schema == "pg_catalog" else {
                throw SQLFailure(
                    .insufficientPrivilege, "permission denied for function \"\(function.name)\"",
                    detail: "Statements cannot read files, networks or settings.",
                    hint: "attach the data with CREATE DATABASE and query its tables", position: function.position)
            }
        } else if deniedScalars.contains(name) || name.hasPrefix("__") {
            throw SQLFailure(.insufficientPrivilege, "permission denied for function \"\(function.name)\"", position: function.position)
        }
    }
}
