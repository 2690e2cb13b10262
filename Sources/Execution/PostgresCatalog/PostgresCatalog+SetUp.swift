extension PostgresCatalog {
    /// Statements that make the schema: run once, in order, on a fresh instance whose main database has a relation
    /// `foretell.users` with columns `name`, `is_superuser`, `can_log_in` and `member_of`.
    package static let setUp: [String] =
        ["CREATE SCHEMA foretell_pg", CatalogType.table, CatalogType.duckTypes, systemOIDs]
        + CatalogMacro.foundations.map(\.statement)
        + CatalogRelation.empty.map(\.statement)
        + CatalogView.all.map(\.statement)
        + CatalogMacro.all.dropFirst(CatalogMacro.foundations.count).map(\.statement)

    /// The tables that descriptions and dependencies refer to by number. Source: PostgreSQL 15, `src/include/catalog`.
    private static let systemOIDs = """
        CREATE TABLE foretell_pg.__system_oids AS SELECT * FROM (VALUES
        ('pg_tablespace', 1213::BIGINT), ('pg_type', 1247), ('pg_attribute', 1249), ('pg_proc', 1255), ('pg_class', 1259),
        ('pg_authid', 1260), ('pg_auth_members', 1261), ('pg_database', 1262), ('pg_foreign_server', 1417), ('pg_user_mapping', 1418),
        ('pg_foreign_data_wrapper', 2328), ('pg_shdescription', 2396), ('pg_aggregate', 2600), ('pg_am', 2601), ('pg_amop', 2602),
        ('pg_amproc', 2603), ('pg_attrdef', 2604), ('pg_cast', 2605), ('pg_constraint', 2606), ('pg_conversion', 2607),
        ('pg_depend', 2608), ('pg_description', 2609), ('pg_index', 2610), ('pg_inherits', 2611), ('pg_language', 2612),
        ('pg_namespace', 2615), ('pg_opclass', 2616), ('pg_operator', 2617), ('pg_rewrite', 2618), ('pg_statistic', 2619),
        ('pg_trigger', 2620), ('pg_opfamily', 2753), ('pg_db_role_setting', 2964), ('pg_largeobject_metadata', 2995),
        ('pg_extension', 3079), ('pg_policy', 3256), ('pg_partitioned_table', 3350), ('pg_statistic_ext', 3381),
        ('pg_collation', 3456), ('pg_event_trigger', 3466), ('pg_enum', 3501), ('pg_range', 3541), ('pg_ts_dict', 3600),
        ('pg_ts_parser', 3601), ('pg_ts_config', 3602), ('pg_ts_template', 3764), ('pg_subscription', 6100),
        ('pg_publication', 6104)) AS t(relname, oid)
        """
}
