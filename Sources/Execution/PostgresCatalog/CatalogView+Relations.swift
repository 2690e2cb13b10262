extension CatalogView {
    /// Schemas, relations and columns. Source: PostgreSQL 15, chapter "System Catalogs".
    static let relations = [
        CatalogView(
            "pg_namespace",
            """
            SELECT oid, nspname, 10::BIGINT AS nspowner, NULL::VARCHAR[] AS nspacl FROM foretell_pg.__schemas
            UNION ALL VALUES (11, 'pg_catalog', 10, NULL), (13000, 'information_schema', 10, NULL)
            """),
        CatalogView("__schema_names", "SELECT oid AS __oid, nspname AS __schema FROM foretell_pg.pg_namespace"),
        CatalogView(
            "pg_class",
            """
            SELECT oid, relname, relnamespace, 0::BIGINT AS reltype, 0::BIGINT AS reloftype, 10::BIGINT AS relowner, 0::BIGINT AS relam,
                   0::BIGINT AS relfilenode, 0::BIGINT AS reltablespace, 0 AS relpages, coalesce(reltuples, 0)::FLOAT AS reltuples,
                   0 AS relallvisible, 0::BIGINT AS reltoastrelid, false AS relhasindex, false AS relisshared, 'p' AS relpersistence,
                   relkind, coalesce(relnatts, 0)::INTEGER AS relnatts, 0 AS relchecks, false AS relhasrules, false AS relhastriggers,
                   false AS relhassubclass, false AS relrowsecurity, false AS relforcerowsecurity, true AS relispopulated,
                   CASE relkind WHEN 'r' THEN 'd' ELSE 'n' END AS relreplident, false AS relispartition, 0::BIGINT AS relrewrite,
                   0::BIGINT AS relfrozenxid, 0::BIGINT AS relminmxid, NULL::VARCHAR[] AS relacl, NULL::VARCHAR[] AS reloptions,
                   NULL::VARCHAR AS relpartbound, 1259::BIGINT AS tableoid, 0::BIGINT AS xmin
            FROM foretell_pg.__relations
            """),
        CatalogView(
            "pg_attribute",
            """
            SELECT c.attrelid, c.column_name AS attname, c.atttypid, -1 AS attstattarget, coalesce(t.typlen, -1) AS attlen,
                   c.column_index::INTEGER AS attnum, CASE WHEN ends_with(c.data_type, ']') THEN 1 ELSE 0 END AS attndims,
                   -1 AS attcacheoff, c.atttypmod::INTEGER AS atttypmod, coalesce(t.typbyval, false) AS attbyval,
                   coalesce(t.typalign, 'i') AS attalign, coalesce(t.typstorage, 'x') AS attstorage, '' AS attcompression,
                   NOT c.is_nullable AS attnotnull, c.column_default IS NOT NULL AS atthasdef, false AS atthasmissing,
                   '' AS attidentity, '' AS attgenerated, false AS attisdropped, true AS attislocal, 0 AS attinhcount,
                   coalesce(t.typcollation, 0)::BIGINT AS attcollation, NULL::VARCHAR[] AS attacl, NULL::VARCHAR[] AS attoptions,
                   NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval, 1249::BIGINT AS tableoid, 0::BIGINT AS xmin
            FROM foretell_pg.__columns c LEFT JOIN foretell_pg.__types t ON t.oid = c.atttypid
            """),
        CatalogView(
            "pg_attrdef",
            """
            SELECT foretell_pg.__stable('default', attrelid || '.' || column_index) AS oid, attrelid AS adrelid,
                   column_index::INTEGER AS adnum, column_default AS adbin
            FROM foretell_pg.__columns WHERE column_default IS NOT NULL
            """),
        CatalogView(
            "pg_description",
            """
            SELECT oid AS objoid, 1259::BIGINT AS classoid, 0 AS objsubid, comment AS description
            FROM foretell_pg.__relations WHERE comment IS NOT NULL
            UNION ALL
            SELECT attrelid, 1259, column_index::INTEGER, comment FROM foretell_pg.__columns WHERE comment IS NOT NULL
            UNION ALL
            SELECT oid, 2615, 0, comment FROM foretell_pg.__schemas WHERE comment IS NOT NULL
            """),
        CatalogView(
            "__descriptions",
            """
            SELECT objoid AS __object, objsubid AS __part, description AS __description FROM foretell_pg.pg_description
            """),
        CatalogView(
            "pg_tables",
            """
            SELECT nspname AS schemaname, relname AS tablename, 'foretell' AS tableowner, NULL::VARCHAR AS tablespace,
                   false AS hasindexes, false AS hasrules, false AS hastriggers, false AS rowsecurity
            FROM foretell_pg.__relations WHERE relkind = 'r'
            """),
        CatalogView(
            "pg_views",
            """
            SELECT nspname AS schemaname, relname AS viewname, 'foretell' AS viewowner, foretell_pg.__view_query(definition) AS definition
            FROM foretell_pg.__relations WHERE relkind = 'v'
            """),
    ]
}
