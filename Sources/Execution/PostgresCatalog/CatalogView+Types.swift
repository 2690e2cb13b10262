extension CatalogView {
    /// Types and what belongs to them. Source: PostgreSQL 15, chapter "System Catalogs".
    static let types = [
        CatalogView(
            "pg_type",
            """
            SELECT oid::BIGINT AS oid, typname, 11::BIGINT AS typnamespace, 10::BIGINT AS typowner, typlen, typbyval, typtype, typcategory,
                   typispreferred, true AS typisdefined, ',' AS typdelim, 0::BIGINT AS typrelid, typsubscript::BIGINT AS typsubscript,
                   typelem::BIGINT AS typelem, typarray::BIGINT AS typarray, typinput::BIGINT AS typinput, typoutput::BIGINT AS typoutput,
                   typreceive::BIGINT AS typreceive, typsend::BIGINT AS typsend, 0::BIGINT AS typmodin, 0::BIGINT AS typmodout,
                   0::BIGINT AS typanalyze, typalign, typstorage, false AS typnotnull, 0::BIGINT AS typbasetype, -1 AS typtypmod,
                   0 AS typndims, typcollation::BIGINT AS typcollation, NULL::VARCHAR AS typdefaultbin, NULL::VARCHAR AS typdefault,
                   NULL::VARCHAR[] AS typacl, 1247::BIGINT AS tableoid, 0::BIGINT AS xmin
            FROM (
                SELECT oid, typname, typlen, typbyval, typtype, typcategory, typispreferred, 0 AS typsubscript, 0 AS typelem, typarray,
                       typinput, typoutput, typreceive, typsend, typalign, typstorage, typcollation
                FROM foretell_pg.__types
                UNION ALL
                SELECT typarray, '_' || typname, -1, false, 'b', 'A', false, 6179, oid, 0, 750, 751, 2400, 2401, typalign, 'x', typcollation
                FROM foretell_pg.__types WHERE typarray <> 0)
            """),
        // Drivers ask whether a type's functions are the arrays' ones. Statements name no others by their number.
        CatalogView(
            "pg_proc",
            """
            SELECT oid::BIGINT AS oid, proname, 11::BIGINT AS pronamespace, 10::BIGINT AS proowner, 12::BIGINT AS prolang,
                   1::FLOAT AS procost, 0::FLOAT AS prorows, 0::BIGINT AS provariadic, 0::BIGINT AS prosupport, 'f' AS prokind,
                   false AS prosecdef, false AS proleakproof, true AS proisstrict, false AS proretset, 's' AS provolatile,
                   's' AS proparallel, 1 AS pronargs, 0 AS pronargdefaults, prorettype::BIGINT AS prorettype,
                   [2281::BIGINT] AS proargtypes, NULL::BIGINT[] AS proallargtypes, NULL::VARCHAR[] AS proargmodes,
                   NULL::VARCHAR[] AS proargnames, NULL::VARCHAR AS proargdefaults, NULL::BIGINT[] AS protrftypes, proname AS prosrc,
                   NULL::VARCHAR AS probin, NULL::VARCHAR AS prosqlbody, NULL::VARCHAR[] AS proconfig, NULL::VARCHAR[] AS proacl,
                   1255::BIGINT AS tableoid, 0::BIGINT AS xmin
            FROM (VALUES (750, 'array_in', 2277), (751, 'array_out', 2275), (2400, 'array_recv', 2277), (2401, 'array_send', 17),
                         (6179, 'array_subscript_handler', 2278)) AS t(oid, proname, prorettype)
            """),
        CatalogView(
            "__function_names", "SELECT oid AS __oid, proname AS __name FROM foretell_pg.pg_proc"),
        CatalogView(
            "pg_range",
            """
            SELECT NULL::BIGINT AS rngtypid, NULL::BIGINT AS rngsubtype, NULL::BIGINT AS rngmultitypid, NULL::BIGINT AS rngcollation,
                   NULL::BIGINT AS rngsubopc, NULL::BIGINT AS rngcanonical, NULL::BIGINT AS rngsubdiff WHERE false
            """),
        CatalogView(
            "pg_collation",
            """
            SELECT oid::BIGINT AS oid, collname, 11::BIGINT AS collnamespace, 10::BIGINT AS collowner, collprovider,
                   true AS collisdeterministic, -1 AS collencoding, collcollate, collcollate AS collctype, NULL::VARCHAR AS colliculocale,
                   NULL::VARCHAR AS collversion, 3456::BIGINT AS tableoid
            FROM (VALUES (100, 'default', 'd', NULL::VARCHAR), (950, 'C', 'c', 'C'), (951, 'POSIX', 'c', 'POSIX'))
                 AS t(oid, collname, collprovider, collcollate)
            """),
        CatalogView(
            "pg_am",
            """
            SELECT oid::BIGINT AS oid, amname, 0::BIGINT AS amhandler, amtype, 2601::BIGINT AS tableoid
            FROM (VALUES (2, 'heap', 't'), (403, 'btree', 'i')) AS t(oid, amname, amtype)
            """),
        CatalogView(
            "pg_language",
            """
            SELECT oid::BIGINT AS oid, lanname, 10::BIGINT AS lanowner, false AS lanispl, trusted AS lanpltrusted,
                   0::BIGINT AS lanplcallfoid, 0::BIGINT AS laninline, 0::BIGINT AS lanvalidator, NULL::VARCHAR[] AS lanacl,
                   2612::BIGINT AS tableoid
            FROM (VALUES (12, 'internal', false), (14, 'sql', true)) AS t(oid, lanname, trusted)
            """),
    ]
}
