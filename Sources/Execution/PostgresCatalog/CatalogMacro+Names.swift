extension CatalogMacro {
    /// What views are made of.
    static let foundations = [
        // A number of 31 bits that a name keeps. Numbers below 16384 are PostgreSQL's own.
        CatalogMacro("__stable", "(kind, item) AS 16384 + CAST(hash(kind || ':' || item) % 2147467263 AS BIGINT)"),
        // As the wire announces the type of a result's column.
        CatalogMacro(
            "__scalar_oid",
            """
            (duck) AS CASE duck WHEN 'BOOLEAN' THEN 16 WHEN 'BLOB' THEN 17 WHEN 'BIGINT' THEN 20 WHEN 'UINTEGER' THEN 20
            WHEN 'TINYINT' THEN 21 WHEN 'SMALLINT' THEN 21 WHEN 'UTINYINT' THEN 21 WHEN 'INTEGER' THEN 23 WHEN 'USMALLINT' THEN 23
            WHEN 'JSON' THEN 114 WHEN 'FLOAT' THEN 700 WHEN 'DOUBLE' THEN 701 WHEN 'DATE' THEN 1082 WHEN 'TIME' THEN 1083
            WHEN 'TIME_NS' THEN 1083 WHEN 'TIME WITH TIME ZONE' THEN 1266 WHEN 'TIMESTAMP WITH TIME ZONE' THEN 1184
            WHEN 'INTERVAL' THEN 1186 WHEN 'BIT' THEN 1560 WHEN 'UUID' THEN 2950 WHEN 'UBIGINT' THEN 1700 WHEN 'HUGEINT' THEN 1700
            WHEN 'UHUGEINT' THEN 1700
            ELSE CASE WHEN starts_with(duck, 'DECIMAL') THEN 1700 WHEN starts_with(duck, 'TIMESTAMP') THEN 1114
                      WHEN starts_with(duck, 'STRUCT(') OR starts_with(duck, 'MAP(') THEN 114 ELSE 25 END END
            """),
        CatalogMacro(
            "__array_oid",
            """
            (scalar) AS CASE scalar WHEN 16 THEN 1000 WHEN 17 THEN 1001 WHEN 20 THEN 1016 WHEN 21 THEN 1005 WHEN 23 THEN 1007
            WHEN 114 THEN 199 WHEN 700 THEN 1021 WHEN 701 THEN 1022 WHEN 1082 THEN 1182 WHEN 1083 THEN 1183 WHEN 1266 THEN 1270
            WHEN 1114 THEN 1115 WHEN 1184 THEN 1185 WHEN 1186 THEN 1187 WHEN 1560 THEN 1561 WHEN 2950 THEN 2951 WHEN 1700 THEN 1231
            ELSE 1009 END
            """),
        CatalogMacro(
            "__type_oid",
            """
            (duck) AS CAST(CASE WHEN ends_with(duck, ']')
            THEN foretell_pg.__array_oid(foretell_pg.__scalar_oid(regexp_replace(duck, '(\\[[0-9]*\\])+$', '')))
            ELSE foretell_pg.__scalar_oid(duck) END AS BIGINT)
            """),
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
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN CAST(given AS BIGINT)
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
                           FROM foretell_pg.__relation_names WHERE __oid = CAST(given AS BIGINT)),
                          CASE CAST(given AS VARCHAR) WHEN '0' THEN '-' ELSE CAST(given AS VARCHAR) END)
            ELSE CAST(given AS VARCHAR) END
            """),
        CatalogMacro(
            "__regtype_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN CAST(given AS BIGINT)
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
            THEN foretell_pg.format_type(CAST(given AS BIGINT), NULL) ELSE CAST(given AS VARCHAR) END
            """),
        CatalogMacro(
            "__regproc_in",
            """
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN CAST(given AS BIGINT)
            ELSE (SELECT min(__oid) FROM foretell_pg.__function_names WHERE __name = foretell_pg.__name_parts(given)[-1]) END
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
            ELSE CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN CAST(given AS BIGINT)
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
            (given) AS CASE WHEN regexp_full_match(CAST(given AS VARCHAR), '[0-9]+') THEN CAST(given AS BIGINT)
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
