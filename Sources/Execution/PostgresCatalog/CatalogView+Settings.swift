extension CatalogView {
    /// What a client may ask about the server. A session's own settings are answered by SHOW.
    static let settings = [
        CatalogView(
            "pg_settings",
            """
            SELECT name, setting, NULL::VARCHAR AS unit, 'Foretell' AS category, '' AS short_desc, NULL::VARCHAR AS extra_desc, context,
                   vartype, 'default' AS source, NULL::VARCHAR AS min_val, NULL::VARCHAR AS max_val, NULL::VARCHAR[] AS enumvals,
                   setting AS boot_val, setting AS reset_val, NULL::VARCHAR AS sourcefile, NULL::INTEGER AS sourceline,
                   false AS pending_restart
            FROM (VALUES
                ('application_name', '', 'user', 'string'), ('block_size', '8192', 'internal', 'integer'),
                ('bytea_output', 'hex', 'user', 'enum'), ('client_encoding', 'UTF8', 'user', 'string'),
                ('client_min_messages', 'notice', 'user', 'enum'), ('DateStyle', 'ISO, MDY', 'user', 'string'),
                ('default_transaction_isolation', 'read committed', 'user', 'enum'),
                ('default_transaction_read_only', 'off', 'user', 'bool'), ('extra_float_digits', '1', 'user', 'integer'),
                ('idle_in_transaction_session_timeout', '0', 'user', 'integer'), ('integer_datetimes', 'on', 'internal', 'bool'),
                ('IntervalStyle', 'postgres', 'user', 'enum'), ('is_superuser', 'on', 'internal', 'bool'),
                ('jit', 'off', 'user', 'bool'), ('lc_collate', 'C.UTF-8', 'internal', 'string'),
                ('lc_ctype', 'C.UTF-8', 'internal', 'string'), ('lc_messages', 'C.UTF-8', 'superuser', 'string'),
                ('lc_monetary', 'C.UTF-8', 'user', 'string'), ('lc_numeric', 'C.UTF-8', 'user', 'string'),
                ('lock_timeout', '0', 'user', 'integer'), ('max_connections', '1000', 'postmaster', 'integer'),
                ('max_identifier_length', '63', 'internal', 'integer'), ('max_index_keys', '32', 'internal', 'integer'),
                ('search_path', 'main', 'user', 'string'), ('server_encoding', 'UTF8', 'internal', 'string'),
                ('server_version', '15.8', 'internal', 'string'), ('server_version_num', '150008', 'internal', 'integer'),
                ('standard_conforming_strings', 'on', 'user', 'bool'), ('statement_timeout', '0', 'user', 'integer'),
                ('TimeZone', 'UTC', 'user', 'string'), ('transaction_isolation', 'read committed', 'user', 'enum'),
                ('transaction_read_only', 'off', 'user', 'bool'), ('wal_level', 'replica', 'postmaster', 'enum'))
                AS t(name, setting, context, vartype)
            """),
        CatalogView("__setting_names", "SELECT lower(name) AS __name, setting AS __setting FROM foretell_pg.pg_settings"),
        CatalogView(
            "pg_timezone_names",
            "SELECT 'UTC' AS name, 'UTC' AS abbrev, INTERVAL 0 SECOND AS utc_offset, false AS is_dst"),
    ]
}
