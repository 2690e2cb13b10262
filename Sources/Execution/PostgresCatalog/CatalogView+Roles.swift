extension CatalogView {
    /// The database, its users and its places. Source: PostgreSQL 15, chapter "System Catalogs".
    static let roles = [
        CatalogView(
            "pg_database",
            """
            SELECT 16383::BIGINT AS oid, 'foretell' AS datname, 10::BIGINT AS datdba, 6 AS encoding, 'c' AS datlocprovider,
                   false AS datistemplate, true AS datallowconn, -1 AS datconnlimit, 0::BIGINT AS datfrozenxid, 0::BIGINT AS datminmxid,
                   1663::BIGINT AS dattablespace, 'C.UTF-8' AS datcollate, 'C.UTF-8' AS datctype, NULL::VARCHAR AS daticulocale,
                   NULL::VARCHAR AS datcollversion, NULL::VARCHAR[] AS datacl, 0::BIGINT AS datlastsysoid, 1262::BIGINT AS tableoid,
                   0::BIGINT AS xmin
            """),
        CatalogView(
            "pg_tablespace",
            """
            SELECT oid::BIGINT AS oid, spcname, 10::BIGINT AS spcowner, NULL::VARCHAR[] AS spcacl, NULL::VARCHAR[] AS spcoptions,
                   1213::BIGINT AS tableoid
            FROM (VALUES (1663, 'pg_default'), (1664, 'pg_global')) AS t(oid, spcname)
            """),
        CatalogView(
            "pg_roles",
            """
            SELECT name AS rolname, is_superuser AS rolsuper, true AS rolinherit, is_superuser AS rolcreaterole,
                   is_superuser AS rolcreatedb, can_log_in AS rolcanlogin, false AS rolreplication, -1 AS rolconnlimit,
                   '********' AS rolpassword, NULL::TIMESTAMPTZ AS rolvaliduntil, is_superuser AS rolbypassrls,
                   NULL::VARCHAR[] AS rolconfig,
                   CASE name WHEN 'foretell' THEN 10 ELSE foretell_pg.__stable('role', name) END AS oid, 1260::BIGINT AS tableoid
            FROM memory.foretell.users
            """),
        CatalogView(
            "pg_auth_members",
            """
            SELECT r.oid AS roleid, m.oid AS member, 10::BIGINT AS grantor, false AS admin_option
            FROM (SELECT name, unnest(CAST(member_of AS VARCHAR[])) AS role FROM memory.foretell.users) u
            JOIN foretell_pg.pg_roles r ON r.rolname = u.role JOIN foretell_pg.pg_roles m ON m.rolname = u.name
            """),
        CatalogView("pg_authid", "SELECT * REPLACE (NULL::VARCHAR AS rolpassword) FROM foretell_pg.pg_roles"),
        CatalogView(
            "pg_user",
            """
            SELECT rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper, rolreplication AS userepl,
                   rolbypassrls AS usebypassrls, rolpassword AS passwd, rolvaliduntil AS valuntil, rolconfig AS useconfig
            FROM foretell_pg.pg_roles WHERE rolcanlogin
            """),
        CatalogView("pg_shadow", "SELECT * REPLACE (NULL::VARCHAR AS passwd) FROM foretell_pg.pg_user"),
        CatalogView("__role_names", "SELECT oid AS __oid, rolname AS __name FROM foretell_pg.pg_roles"),
    ]
}
