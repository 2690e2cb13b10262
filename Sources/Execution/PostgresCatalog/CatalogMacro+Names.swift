extension CatalogMacro {
    /// What views are made of.
    static let foundations = [
        // A number of 31 bits that a name keeps. Numbers below 16384 are PostgreSQL's own.
        CatalogMacro("__stable", "(kind, item) AS 16384 + CAST(hash(kind || ':' || item) % 2147467263 AS BIGINT)"),
        CatalogMacro("__view_query", "(made) AS ' ' || regexp_replace(made, '^CREATE .*? AS ', '', 's')"),
    ]

    /// Names to numbers and back: what casts to `regclass` and its like become.
    static let names = [
        // The parts of a qualified name, quotes taken off. Case is no matter to DuckDB, so it is none here.
        CatalogMacro(
            "__name_parts",
            """
            (given) AS list_transform(regexp_extract_all(CAST(given AS VARCHAR), '"(?:[^"]|"")*"|[^."]+'), lambda part:
            lower(CASE WHEN starts_with(part, '"') THEN replace(part[2:-2], '""', '"') ELSE trim(part) END))
            """),
        CatalogMacro(
            "__regclass_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN TRY_CAST(given AS BIGINT)
            ELSE (SELECT arg_min(__oid, __rank) FROM foretell_pg.__relation_names
                  WHERE lower(__name) = foretell_pg.__name_parts(given)[-1]
                    AND (len(foretell_pg.__name_parts(given)) = 1
                         OR lower(__schema) = array_to_string(foretell_pg.__name_parts(given)[1:-2], '.')
                         OR 'foretell.' || lower(__schema) = array_to_string(foretell_pg.__name_parts(given)[1:-2], '.'))) END
            """),
        CatalogMacro(
            "__regclass_out",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+')
            THEN coalesce((SELECT CASE __rank WHEN 2 THEN foretell_pg.quote_ident(__schema) || '.' ELSE '' END || foretell_pg.quote_ident(__name)
                           FROM foretell_pg.__relation_names WHERE __oid = TRY_CAST(given AS BIGINT)),
                          CASE CAST(given AS VARCHAR) WHEN '0' THEN '-' ELSE CAST(given AS VARCHAR) END)
            ELSE CAST(given AS VARCHAR) END
            """),
        CatalogMacro(
            "__regtype_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN TRY_CAST(given AS BIGINT)
            ELSE (SELECT min(__oid) FROM foretell_pg.__type_names
                  WHERE regexp_replace(lower(CAST(given AS VARCHAR)), '^pg_catalog\\.', '') IN (__name, __sql)) END
            """),
        CatalogMacro(
            "format_type",
            """
            (type, modifier) AS CASE WHEN type IS NULL THEN NULL WHEN type = 0 THEN '-' ELSE coalesce((
            SELECT CASE WHEN modifier >= 4 AND __oid = 1700
                        THEN 'numeric(' || ((modifier - 4) // 65536)::VARCHAR || ',' || ((modifier - 4) % 65536)::VARCHAR || ')'
                        WHEN modifier >= 4 AND __oid IN (1042, 1043) THEN __sql || '(' || (modifier - 4)::VARCHAR || ')'
                        ELSE __sql END
            FROM foretell_pg.__type_names WHERE __oid = CAST(type AS BIGINT)), '???') END
            """),
        CatalogMacro(
            "__regtype_out",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+')
            THEN foretell_pg.format_type(TRY_CAST(given AS BIGINT), NULL) ELSE CAST(given AS VARCHAR) END
            """),
        CatalogMacro(
            "__regproc_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN TRY_CAST(given AS BIGINT)
            ELSE (SELECT min(__oid) FROM foretell_pg.__function_names
                  WHERE __name = foretell_pg.__name_parts(regexp_replace(CAST(given AS VARCHAR), '\\(.*$', ''))[-1]) END
            """),
        CatalogMacro(
            "__regproc_out",
            """
            (given) AS coalesce((SELECT min(__name) FROM foretell_pg.__function_names WHERE CAST(__oid AS VARCHAR) = CAST(given AS VARCHAR)),
            CASE CAST(given AS VARCHAR) WHEN '0' THEN '-' ELSE CAST(given AS VARCHAR) END)
            """),
        CatalogMacro(
            "__regnamespace_in",
            """
            (given) AS CASE CAST(given AS VARCHAR) WHEN 'main' THEN 2200 WHEN 'pg_catalog' THEN 11 WHEN 'information_schema' THEN 13000
            ELSE CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN TRY_CAST(given AS BIGINT)
            ELSE foretell_pg.__stable('schema', replace(CAST(given AS VARCHAR), '"', '')) END END
            """),
        CatalogMacro(
            "__regnamespace_out",
            """
            (given) AS coalesce((SELECT min(__schema) FROM foretell_pg.__schema_names WHERE CAST(__oid AS VARCHAR) = CAST(given AS VARCHAR)),
            CAST(given AS VARCHAR))
            """),
        CatalogMacro(
            "__regrole_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN TRY_CAST(given AS BIGINT)
            ELSE (SELECT min(__oid) FROM foretell_pg.__role_names WHERE __name = replace(CAST(given AS VARCHAR), '"', '')) END
            """),
        CatalogMacro(
            "__regrole_out",
            """
            (given) AS coalesce((SELECT min(__name) FROM foretell_pg.__role_names WHERE CAST(__oid AS VARCHAR) = CAST(given AS VARCHAR)),
            CAST(given AS VARCHAR))
            """),
        CatalogMacro("to_regclass", "(given) AS foretell_pg.__regclass_in(given)"),
        CatalogMacro("to_regtype", "(given) AS foretell_pg.__regtype_in(given)"),
        CatalogMacro("to_regproc", "(given) AS foretell_pg.__regproc_in(given)"),
        CatalogMacro("to_regrole", "(given) AS foretell_pg.__regrole_in(given)"),
        CatalogMacro(
            "to_regnamespace",
            "(given) AS (SELECT min(__oid) FROM foretell_pg.__schema_names WHERE __schema = replace(CAST(given AS VARCHAR), '\"', ''))"),
    ]
}
