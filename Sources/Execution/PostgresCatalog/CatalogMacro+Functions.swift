extension CatalogMacro {
    /// The server and the session. Source: PostgreSQL 15, "System Information Functions".
    static let session = [
        CatalogMacro("version", "() AS '\(PostgresCatalog.version)'"),
        CatalogMacro("current_database", "() AS '\(PostgresCatalog.databaseName)'"),
        CatalogMacro("current_schemas", "(implicit) AS CASE WHEN implicit THEN ['pg_catalog', current_schema()] ELSE [current_schema()] END"),
        CatalogMacro(
            "current_setting",
            "(given) AS (SELECT min(__setting) FROM foretell_pg.__setting_names WHERE __name = lower(CAST(given AS VARCHAR)))",
            "(given, missing) AS (SELECT min(__setting) FROM foretell_pg.__setting_names WHERE __name = lower(CAST(given AS VARCHAR)))"),
        CatalogMacro("set_config", "(given, wanted, local) AS CAST(wanted AS VARCHAR)"),
        CatalogMacro("pg_backend_pid", "() AS 1"),
        CatalogMacro("pg_my_temp_schema", "() AS 0::BIGINT"),
        CatalogMacro("pg_get_userbyid", "(given) AS foretell_pg.__regrole_out(given)"),
        CatalogMacro("pg_encoding_to_char", "(given) AS CASE given WHEN 6 THEN 'UTF8' WHEN 0 THEN 'SQL_ASCII' ELSE '' END"),
        CatalogMacro("pg_char_to_encoding", "(given) AS CASE WHEN upper(given) IN ('UTF8', 'UTF-8', 'UNICODE') THEN 6 ELSE -1 END"),
        CatalogMacro("getdatabaseencoding", "() AS 'UTF8'"),
        CatalogMacro("pg_client_encoding", "() AS 'UTF8'"),
    ]

    /// Objects of the catalog.
    static let objects = [
        CatalogMacro(
            "pg_table_is_visible",
            "(given) AS coalesce((SELECT min(__rank) < 2 FROM foretell_pg.__relation_names WHERE __oid = CAST(given AS BIGINT)), false)"),
        // psql lists what is visible. Its lists name the schema of each line, so sources and projects, whose tables are always
        // written with their schema, can be in them; the server's own views cannot, they would hide the rest.
        CatalogMacro(
            "__is_listed",
            """
            (given) AS coalesce((SELECT min(__rank) < 2 OR min(__schema) NOT IN ('foretell', 'information_schema')
            FROM foretell_pg.__relation_names WHERE __oid = CAST(given AS BIGINT)), false)
            """),
        CatalogMacro("pg_get_expr", "(tree, relation) AS CAST(tree AS VARCHAR)", "(tree, relation, pretty) AS CAST(tree AS VARCHAR)"),
        CatalogMacro(
            "__view_definition",
            """
            (given) AS (SELECT min(foretell_pg.__view_query(__definition)) FROM foretell_pg.__relation_names
            WHERE __oid = foretell_pg.__regclass_in(given))
            """),
        CatalogMacro(
            "pg_get_viewdef", "(given) AS foretell_pg.__view_definition(given)",
            "(given, pretty) AS foretell_pg.__view_definition(given)"),
        CatalogMacro(
            "obj_description",
            "(given) AS (SELECT min(__description) FROM foretell_pg.__descriptions WHERE __object = CAST(given AS BIGINT) AND __part = 0)",
            "(given, kind) AS (SELECT min(__description) FROM foretell_pg.__descriptions WHERE __object = CAST(given AS BIGINT) AND __part = 0)"),
        CatalogMacro(
            "col_description",
            """
            (given, number) AS (SELECT min(__description) FROM foretell_pg.__descriptions
            WHERE __object = CAST(given AS BIGINT) AND __part = number)
            """),
    ]

    /// Texts, patterns and arrays.
    static let texts = [
        CatalogMacro(
            "quote_ident",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[a-z_][a-z0-9_$]*') THEN CAST(given AS VARCHAR)
            ELSE '"' || replace(CAST(given AS VARCHAR), '"', '""') || '"' END
            """),
        CatalogMacro("quote_literal", "(given) AS '''' || replace(CAST(given AS VARCHAR), '''', '''''') || ''''"),
        CatalogMacro("quote_nullable", "(given) AS coalesce(foretell_pg.quote_literal(given), 'NULL')"),
        CatalogMacro(
            "pg_size_pretty",
            """
            (size) AS CASE WHEN abs(size) < 10240 THEN CAST(size AS BIGINT)::VARCHAR || ' bytes'
            WHEN abs(size) < 10485760 THEN CAST(round(size / 1024) AS BIGINT)::VARCHAR || ' kB'
            WHEN abs(size) < 10737418240 THEN CAST(round(size / 1048576) AS BIGINT)::VARCHAR || ' MB'
            WHEN abs(size) < 10995116277760 THEN CAST(round(size / 1073741824) AS BIGINT)::VARCHAR || ' GB'
            ELSE CAST(round(size / 1099511627776) AS BIGINT)::VARCHAR || ' TB' END
            """),
        // PostgreSQL's ~ looks for a match anywhere, DuckDB's wants the whole text to match.
        CatalogMacro("__pattern", "(given) AS '(?s:.*)(?:' || CAST(given AS VARCHAR) || ')(?s:.*)'"),
        CatalogMacro("__pattern_any_case", "(given) AS '(?i)(?s:.*)(?:' || CAST(given AS VARCHAR) || ')(?s:.*)'"),
        CatalogMacro("__any_equal", "(item, items) AS list_contains(items, item)"),
        CatalogMacro("__all_differ", "(item, items) AS NOT list_contains(items, item)"),
        CatalogMacro("array_remove", "(items, item) AS list_filter(items, lambda kept: kept IS DISTINCT FROM item)"),
        CatalogMacro("array_upper", "(items, dimension) AS nullif(len(items), 0)::INTEGER"),
        CatalogMacro("array_lower", "(items, dimension) AS CASE WHEN len(items) > 0 THEN 1 END"),
        CatalogMacro("_pg_expandarray", "(items) AS unnest(list_transform(items, lambda item, place: {'x': item, 'n': place}))"),
    ]

    /// Functions that are tables.
    static let tables = [
        CatalogMacro("pg_timezone_names", "() AS TABLE SELECT name, abbrev, utc_offset, is_dst FROM foretell_pg.pg_timezone_names"),
        CatalogMacro("pg_show_all_settings", "() AS TABLE SELECT * FROM foretell_pg.pg_settings"),
        CatalogMacro("pg_listening_channels", "() AS TABLE SELECT NULL::VARCHAR AS channel WHERE false"),
        CatalogMacro(
            "pg_get_keywords",
            "() AS TABLE SELECT NULL::VARCHAR AS word, NULL::VARCHAR AS catcode, NULL::VARCHAR AS catdesc WHERE false"),
        CatalogMacro(
            "pg_options_to_table",
            "(options) AS TABLE SELECT NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value WHERE false"),
        // Called as a table and as a value: what is put round it makes rows in either place.
        CatalogMacro("pg_partition_ancestors", "(relation) AS []::BIGINT[]"),
        CatalogMacro(
            "pg_partition_tree",
            """
            (relation) AS TABLE SELECT NULL::BIGINT AS relid, NULL::BIGINT AS parentrelid, NULL::BOOLEAN AS isleaf, NULL::INTEGER AS level
            WHERE false
            """),
        CatalogMacro("pg_get_publication_tables", "(publication) AS TABLE SELECT NULL::BIGINT AS relid WHERE false"),
        CatalogMacro(
            "aclexplode",
            """
            (list) AS TABLE SELECT NULL::BIGINT AS grantor, NULL::BIGINT AS grantee, NULL::VARCHAR AS privilege_type,
            NULL::BOOLEAN AS is_grantable WHERE false
            """),
    ]
}
