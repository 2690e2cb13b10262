/// A view that shows the DuckDB instance as PostgreSQL's system catalog would.
struct CatalogView {
    let name: String
    let query: String

    init(_ name: String, _ query: String) {
        self.name = name
        self.query = query
    }

    var statement: String { "CREATE VIEW foretell_pg.\(name) AS \(query)" }

    /// In the order in which they can be created.
    static let all: [CatalogView] = sources + relations + types + roles + settings + informationSchema

    // MARK: What the instance holds

    private static let sources = [
        // A project is a schema of the main database. A source is a schema of its own name, which holds the tables of its default
        // schema; its other schemas are called "source.schema". What the session's user may not know of is left out: its names stand in
        // a variable of the connection, which is missing where nothing is hidden.
        CatalogView(
            "__schemas",
            """
            SELECT database_name, schema_name, nspname, comment, is_memory,
                   CASE nspname WHEN 'main' THEN 2200 ELSE foretell_pg.__stable('schema', nspname) END AS oid
            FROM (
                SELECT s.database_name, s.schema_name, s.comment, d.path IS NULL AS is_memory,
                       CASE WHEN s.database_name = 'memory' THEN s.schema_name
                            WHEN s.schema_name = CASE d.type WHEN 'postgres' THEN 'public' ELSE 'main' END
                                 OR count(*) OVER (PARTITION BY s.database_name) = 1 THEN s.database_name
                            ELSE s.database_name || '.' || s.schema_name END AS nspname
                FROM duckdb_schemas() s JOIN duckdb_databases() d ON d.database_name = s.database_name
                WHERE NOT d.internal AND NOT starts_with(s.database_name, '__') AND NOT starts_with(s.schema_name, '__')
                  AND s.schema_name NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'mysql', 'performance_schema', 'sys')
                  AND NOT (s.database_name = 'memory' AND s.schema_name = 'foretell_pg')
                  AND NOT coalesce(list_contains(CAST(getvariable('__hidden') AS VARCHAR[]), s.database_name), false))
            """),
        // Views of a database in memory are the files of a folder: tables to their user.
        CatalogView(
            "__relations",
            """
            SELECT foretell_pg.__stable('relation', n.nspname || '.' || r.relname) AS oid, n.nspname, n.oid AS relnamespace, r.relname,
                   CASE WHEN r.is_view AND (r.database_name = 'memory' OR NOT n.is_memory) THEN 'v' ELSE 'r' END AS relkind,
                   r.database_name, r.schema_name, r.relnatts, r.reltuples, r.comment, r.definition
            FROM (
                SELECT database_name, schema_name, table_name AS relname, false AS is_view, column_count AS relnatts,
                       estimated_size AS reltuples, comment, NULL::VARCHAR AS definition
                FROM duckdb_tables()
                UNION ALL
                SELECT database_name, schema_name, view_name, true, column_count, 0, comment, sql FROM duckdb_views()) r
            JOIN foretell_pg.__schemas n ON n.database_name = r.database_name AND n.schema_name = r.schema_name
            WHERE NOT coalesce(list_contains(CAST(getvariable('__hidden') AS VARCHAR[]), r.database_name || '.' || r.schema_name || '.' || r.relname), false)
            UNION ALL
            SELECT coalesce(k.oid, foretell_pg.__stable('relation', v.view_name)),
                   CASE WHEN starts_with(v.view_name, 'pg_') THEN 'pg_catalog' ELSE 'information_schema' END,
                   CASE WHEN starts_with(v.view_name, 'pg_') THEN 11 ELSE 13000 END, v.view_name,
                   CASE WHEN k.oid IS NULL THEN 'v' ELSE 'r' END, v.database_name, v.schema_name, v.column_count, 0, NULL, NULL
            FROM duckdb_views() v LEFT JOIN foretell_pg.__system_oids k ON k.relname = v.view_name
            WHERE v.database_name = 'memory' AND v.schema_name = 'foretell_pg' AND NOT starts_with(v.view_name, '__')
            """),
        CatalogView(
            "__columns",
            """
            SELECT r.oid AS attrelid, r.nspname, r.relname, r.relkind, c.column_name, c.column_index, c.comment,
                   nullif(c.column_default, 'NULL') AS column_default, c.is_nullable, c.data_type,
                   CASE WHEN ends_with(c.data_type, ']') THEN coalesce(t.array_oid, 1009) ELSE coalesce(t.oid, 25) END AS atttypid,
                   CASE WHEN starts_with(c.data_type, 'DECIMAL') AND ends_with(c.data_type, ')')
                        THEN c.numeric_precision * 65536 + c.numeric_scale + 4 ELSE -1 END AS atttypmod
            FROM duckdb_columns() c
            JOIN foretell_pg.__relations r
              ON r.database_name = c.database_name AND r.schema_name = c.schema_name AND r.relname = c.table_name
            LEFT JOIN foretell_pg.__duck_types t
              ON t.duck = CASE WHEN starts_with(c.data_type, 'STRUCT(') OR starts_with(c.data_type, 'MAP(') THEN 'JSON'
                               ELSE regexp_replace(c.data_type, '(\\(.*\\))?(\\[[0-9]*\\])*$', '') END
            """),
        // For the macros: columns that no statement has, so that an argument which is a column keeps its meaning inside a subquery.
        CatalogView(
            "__relation_names",
            """
            SELECT oid AS __oid, nspname AS __schema, relname AS __name, definition AS __definition,
                   CASE nspname WHEN current_schema() THEN 0 WHEN 'pg_catalog' THEN 1 ELSE 2 END AS __rank
            FROM foretell_pg.__relations
            """),
        CatalogView(
            "__type_names",
            """
            SELECT oid AS __oid, typname AS __name, sqlname AS __sql FROM foretell_pg.__types
            UNION ALL
            SELECT typarray, '_' || typname, sqlname || '[]' FROM foretell_pg.__types WHERE typarray <> 0
            """),
    ]
}
