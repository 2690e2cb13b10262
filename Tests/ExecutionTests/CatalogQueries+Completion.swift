extension CatalogQueries {
    static let completion: [Query] = [
        Query(
            client: "psql", cause: #"TAB after select * from"#,
            sql: #"""
            SELECT c.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND (c.relname) LIKE '%' AND pg_catalog.pg_table_is_visible(c.oid) AND c.relnamespace <> (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'pg_catalog')
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after select * from sh"#,
            sql: #"""
            SELECT c.relname, n.nspname FROM pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND (c.relname) LIKE '%' AND n.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after SELECT session_id FROM shop.sessions WHERE"#,
            sql: #"""
            SELECT a.attname, NULL::pg_catalog.text FROM pg_catalog.pg_attribute a, pg_catalog.pg_class c, pg_catalog.pg_namespace nr WHERE c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped AND (a.attname) LIKE '%' AND c.relname = 'sessions' AND c.relnamespace = nr.oid AND nr.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP SCHEMA"#,
            sql: #"""
            SELECT nspname FROM pg_catalog.pg_namespace  WHERE nspname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP DATABASE"#,
            sql: #"""
            SELECT datname FROM pg_catalog.pg_database  WHERE datname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP FUNCTION"#,
            sql: #"""
            SELECT p.proname, NULL::pg_catalog.text FROM pg_catalog.pg_proc p WHERE p.prokind != 'p' AND (p.proname) LIKE '%' AND pg_catalog.pg_function_is_visible(p.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP TYPE"#,
            sql: #"""
            SELECT t.typname, NULL::pg_catalog.text FROM pg_catalog.pg_type t WHERE (t.typrelid = 0  OR (SELECT c.relkind = 'c'     FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid)) AND t.typname !~ '^_' AND (t.typname) LIKE '%' AND pg_catalog.pg_type_is_visible(t.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP ROLE"#,
            sql: #"""
             SELECT rolname    FROM pg_catalog.pg_roles   WHERE rolname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP EXTENSION"#,
            sql: #"""
             SELECT extname    FROM pg_catalog.pg_extension   WHERE extname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP TRIGGER"#,
            sql: #"""
            SELECT tgname FROM pg_catalog.pg_trigger WHERE tgname LIKE '%' AND NOT tgisinternal
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP POLICY"#,
            sql: #"""
             SELECT polname    FROM pg_catalog.pg_policy   WHERE polname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP RULE"#,
            sql: #"""
            SELECT rulename FROM pg_catalog.pg_rules WHERE rulename LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP EVENT TRIGGER"#,
            sql: #"""
             SELECT evtname    FROM pg_catalog.pg_event_trigger   WHERE evtname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP PUBLICATION"#,
            sql: #"""
             SELECT pubname    FROM pg_catalog.pg_publication   WHERE pubname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP SUBSCRIPTION"#,
            sql: #"""
             SELECT s.subname    FROM pg_catalog.pg_subscription s, pg_catalog.pg_database d   WHERE s.subname LIKE '%'     AND d.datname = pg_catalog.current_database()     AND s.subdbid = d.oid
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP SERVER"#,
            sql: #"""
             SELECT srvname    FROM pg_catalog.pg_foreign_server   WHERE srvname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP LANGUAGE"#,
            sql: #"""
            SELECT lanname   FROM pg_catalog.pg_language  WHERE lanname != 'internal'    AND lanname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP COLLATION"#,
            sql: #"""
            SELECT c.collname, NULL::pg_catalog.text FROM pg_catalog.pg_collation c WHERE c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding())) AND (c.collname) LIKE '%' AND pg_catalog.pg_collation_is_visible(c.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP AGGREGATE"#,
            sql: #"""
            SELECT p.proname, NULL::pg_catalog.text FROM pg_catalog.pg_proc p WHERE p.prokind = 'a' AND (p.proname) LIKE '%' AND pg_catalog.pg_function_is_visible(p.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP TABLESPACE"#,
            sql: #"""
            SELECT spcname FROM pg_catalog.pg_tablespace  WHERE spcname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP TEXT SEARCH CONFIGURATION"#,
            sql: #"""
            SELECT c.cfgname, NULL::pg_catalog.text FROM pg_catalog.pg_ts_config c WHERE (c.cfgname) LIKE '%' AND pg_catalog.pg_ts_config_is_visible(c.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP ACCESS METHOD"#,
            sql: #"""
             SELECT amname    FROM pg_catalog.pg_am   WHERE amname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP STATISTICS"#,
            sql: #"""
            SELECT s.stxname, NULL::pg_catalog.text FROM pg_catalog.pg_statistic_ext s WHERE (s.stxname) LIKE '%' AND pg_catalog.pg_statistics_obj_is_visible(s.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP CONVERSION"#,
            sql: #"""
            SELECT conname FROM pg_catalog.pg_conversion WHERE conname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after DROP DOMAIN"#,
            sql: #"""
            SELECT t.typname, NULL::pg_catalog.text FROM pg_catalog.pg_type t WHERE t.typtype = 'd' AND (t.typname) LIKE '%' AND pg_catalog.pg_type_is_visible(t.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TABLE shop.sessions DROP CONSTRAINT"#,
            sql: #"""
            SELECT con.conname, NULL::pg_catalog.text FROM pg_catalog.pg_constraint con, pg_catalog.pg_class c1, pg_catalog.pg_namespace nr WHERE con.conrelid=c1.oid AND (con.conname) LIKE '%' AND c1.relname = 'sessions' AND c1.relnamespace = nr.oid AND nr.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TABLE shop.sessions ENABLE TRIGGER"#,
            sql: #"""
            SELECT t.tgname, NULL::pg_catalog.text FROM pg_catalog.pg_trigger t, pg_catalog.pg_class c1, pg_catalog.pg_namespace nr WHERE t.tgrelid=c1.oid and not t.tgisinternal AND (t.tgname) LIKE '%' AND c1.relname = 'sessions' AND c1.relnamespace = nr.oid AND nr.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TABLE shop.sessions ADD CONSTRAINT x PRIMARY KEY USING INDEX"#,
            sql: #"""
            SELECT c2.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c1, pg_catalog.pg_class c2, pg_catalog.pg_index i, pg_catalog.pg_namespace nr WHERE c1.oid=i.indrelid and i.indexrelid=c2.oid and i.indisunique AND (c2.relname) LIKE '%' AND c1.relname = 'sessions' AND c1.relnamespace = nr.oid AND nr.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TABLE shop.sessions CLUSTER ON"#,
            sql: #"""
            SELECT c2.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c1, pg_catalog.pg_class c2, pg_catalog.pg_index i, pg_catalog.pg_namespace nr WHERE c1.oid=i.indrelid and i.indexrelid=c2.oid AND (c2.relname) LIKE '%' AND c1.relname = 'sessions' AND c1.relnamespace = nr.oid AND nr.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TABLE shop.sessions DETACH PARTITION"#,
            sql: #"""
            SELECT c2.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c1, pg_catalog.pg_class c2, pg_catalog.pg_inherits i, pg_catalog.pg_namespace nr WHERE c1.oid=i.inhparent and i.inhrelid=c2.oid and c2.relispartition AND (c2.relname) LIKE '%' AND pg_catalog.pg_table_is_visible(c2.oid) AND c1.relname = 'sessions' AND c1.relnamespace = nr.oid AND nr.nspname = 'shop'
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER TYPE x RENAME VALUE"#,
            sql: #"""
            SELECT pg_catalog.quote_literal(enumlabel), NULL::pg_catalog.text FROM pg_catalog.pg_enum e, pg_catalog.pg_type t WHERE t.oid = e.enumtypid AND (pg_catalog.quote_literal(enumlabel)) LIKE '%' AND t.typname = 'x' AND pg_catalog.pg_type_is_visible(t.oid)
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER DATABASE foretell SET"#,
            sql: #"""
            SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings  WHERE context IN ('user', 'superuser')    AND pg_catalog.lower(name) LIKE pg_catalog.lower('%')
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER EXTENSION plpgsql UPDATE TO"#,
            sql: #"""
             SELECT version    FROM pg_catalog.pg_available_extension_versions   WHERE version LIKE '%' AND name='plpgsql'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after ALTER SYSTEM SET"#,
            sql: #"""
            SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings  WHERE context != 'internal'    AND pg_catalog.lower(name) LIKE pg_catalog.lower('%')
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after COMMENT ON CONSTRAINT"#,
            sql: #"""
            SELECT conname   FROM pg_catalog.pg_constraint c  WHERE c.conrelid <> 0        and conname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after CREATE EXTENSION"#,
            sql: #"""
             SELECT name    FROM pg_catalog.pg_available_extensions   WHERE name LIKE '%' AND installed_version IS NULL
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after CREATE INDEX ON shop.sessions USING"#,
            sql: #"""
             SELECT amname    FROM pg_catalog.pg_am   WHERE amname LIKE '%' AND    amtype='i'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after CREATE SERVER s FOREIGN DATA WRAPPER"#,
            sql: #"""
             SELECT fdwname    FROM pg_catalog.pg_foreign_data_wrapper   WHERE fdwname LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after CREATE DATABASE x TEMPLATE"#,
            sql: #"""
            SELECT d.datname   FROM pg_catalog.pg_database d  WHERE d.datname LIKE '%'    AND (d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'))
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after SET search_path TO"#,
            sql: #"""
            SELECT nspname FROM pg_catalog.pg_namespace  WHERE nspname LIKE '%' AND nspname NOT LIKE E'pg\\_toast%' AND nspname NOT LIKE E'pg\\_temp%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after SET timezone TO"#,
            sql: #"""
            SELECT pg_catalog.quote_literal(name) AS name   FROM pg_catalog.pg_timezone_names()  WHERE pg_catalog.lower(name) LIKE pg_catalog.lower('%')
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after SET application_name TO"#,
            sql: #"""
            SELECT vartype FROM pg_catalog.pg_settings WHERE pg_catalog.lower(name) = pg_catalog.lower('application_name')
            """#),
        Query(
            client: "psql", cause: #"TAB after SHOW"#,
            sql: #"""
            SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings  WHERE pg_catalog.lower(name) LIKE pg_catalog.lower('%')
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after EXECUTE"#,
            sql: #"""
             SELECT name    FROM pg_catalog.pg_prepared_statements   WHERE name LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after CLOSE"#,
            sql: #"""
             SELECT name    FROM pg_catalog.pg_cursors   WHERE name LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after UNLISTEN"#,
            sql: #"""
             SELECT channel    FROM pg_catalog.pg_listening_channels() AS channel   WHERE channel LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after \d"#,
            sql: #"""
            SELECT c.relname, NULL::pg_catalog.text FROM pg_catalog.pg_class c WHERE (c.relname) LIKE '%' AND pg_catalog.pg_table_is_visible(c.oid) AND c.relnamespace <> (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'pg_catalog')
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after \d s"#,
            sql: #"""
            SELECT c.relname, n.nspname FROM pg_catalog.pg_class c, pg_catalog.pg_namespace n WHERE c.relnamespace = n.oid AND (c.relname) LIKE '%' AND n.nspname = 'shop'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after \deu"#,
            sql: #"""
             SELECT usename    FROM pg_catalog.pg_user_mappings   WHERE usename LIKE '%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after \ef"#,
            sql: #"""
            SELECT p.proname, NULL::pg_catalog.text FROM pg_catalog.pg_proc p WHERE (p.proname) LIKE '%' AND pg_catalog.pg_function_is_visible(p.oid)
            UNION ALL
            SELECT NULL::pg_catalog.text, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE '%' AND n.nspname NOT LIKE E'pg\\_%'
            LIMIT 1000
            """#),
        Query(
            client: "psql", cause: #"TAB after \encoding"#,
            sql: #"""
             SELECT DISTINCT pg_catalog.pg_encoding_to_char(conforencoding)    FROM pg_catalog.pg_conversion   WHERE pg_catalog.pg_encoding_to_char(conforencoding) LIKE pg_catalog.upper('%')
            LIMIT 1000
            """#),
    ]
}
