extension CatalogView {
    /// Source: PostgreSQL 15, chapter "The Information Schema".
    static let informationSchema = [
        CatalogView(
            "schemata",
            """
            SELECT 'foretell' AS catalog_name, nspname AS schema_name, 'foretell' AS schema_owner,
                   NULL::VARCHAR AS default_character_set_catalog, NULL::VARCHAR AS default_character_set_schema,
                   NULL::VARCHAR AS default_character_set_name, NULL::VARCHAR AS sql_path
            FROM foretell_pg.pg_namespace
            """),
        CatalogView(
            "tables",
            """
            SELECT 'foretell' AS table_catalog, nspname AS table_schema, relname AS table_name,
                   CASE relkind WHEN 'r' THEN 'BASE TABLE' ELSE 'VIEW' END AS table_type, NULL::VARCHAR AS self_referencing_column_name,
                   NULL::VARCHAR AS reference_generation, NULL::VARCHAR AS user_defined_type_catalog,
                   NULL::VARCHAR AS user_defined_type_schema, NULL::VARCHAR AS user_defined_type_name,
                   CASE relkind WHEN 'r' THEN 'YES' ELSE 'NO' END AS is_insertable_into, 'NO' AS is_typed, NULL::VARCHAR AS commit_action
            FROM foretell_pg.__relations
            """),
        CatalogView(
            "views",
            """
            SELECT 'foretell' AS table_catalog, schemaname AS table_schema, viewname AS table_name, definition AS view_definition,
                   'NONE' AS check_option, 'NO' AS is_updatable, 'NO' AS is_insertable_into, 'NO' AS is_trigger_updatable,
                   'NO' AS is_trigger_deletable, 'NO' AS is_trigger_insertable_into
            FROM foretell_pg.pg_views
            """),
        CatalogView(
            "columns",
            """
            SELECT 'foretell' AS table_catalog, c.nspname AS table_schema, c.relname AS table_name, c.column_name,
                   c.column_index::INTEGER AS ordinal_position, c.column_default,
                   CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
                   CASE WHEN ends_with(n.__sql, '[]') THEN 'ARRAY' ELSE n.__sql END AS data_type,
                   NULL::INTEGER AS character_maximum_length,
                   CASE WHEN c.atttypid = 25 THEN 1073741824 END AS character_octet_length,
                   CASE c.atttypid WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
                        WHEN 1700 THEN CASE WHEN c.atttypmod >= 4 THEN (c.atttypmod - 4) // 65536 END END::INTEGER AS numeric_precision,
                   CASE WHEN c.atttypid IN (20, 21, 23, 700, 701) THEN 2 WHEN c.atttypid = 1700 THEN 10 END AS numeric_precision_radix,
                   CASE WHEN c.atttypid IN (20, 21, 23) THEN 0
                        WHEN c.atttypid = 1700 AND c.atttypmod >= 4 THEN (c.atttypmod - 4) % 65536 END::INTEGER AS numeric_scale,
                   CASE WHEN c.atttypid = 1082 THEN 0 WHEN c.atttypid IN (1083, 1114, 1184, 1186, 1266) THEN 6 END AS datetime_precision,
                   NULL::VARCHAR AS interval_type, NULL::INTEGER AS interval_precision, NULL::VARCHAR AS character_set_catalog,
                   NULL::VARCHAR AS character_set_schema, NULL::VARCHAR AS character_set_name, NULL::VARCHAR AS collation_catalog,
                   NULL::VARCHAR AS collation_schema, NULL::VARCHAR AS collation_name, NULL::VARCHAR AS domain_catalog,
                   NULL::VARCHAR AS domain_schema, NULL::VARCHAR AS domain_name, 'foretell' AS udt_catalog, 'pg_catalog' AS udt_schema,
                   n.__name AS udt_name, NULL::VARCHAR AS scope_catalog, NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name,
                   NULL::INTEGER AS maximum_cardinality, c.column_index::VARCHAR AS dtd_identifier, 'NO' AS is_self_referencing,
                   'NO' AS is_identity, NULL::VARCHAR AS identity_generation, NULL::VARCHAR AS identity_start,
                   NULL::VARCHAR AS identity_increment, NULL::VARCHAR AS identity_maximum, NULL::VARCHAR AS identity_minimum,
                   'NO' AS identity_cycle, 'NEVER' AS is_generated, NULL::VARCHAR AS generation_expression,
                   CASE c.relkind WHEN 'r' THEN 'YES' ELSE 'NO' END AS is_updatable
            FROM foretell_pg.__columns c LEFT JOIN foretell_pg.__type_names n ON n.__oid = c.atttypid
            """),
    ]
}
