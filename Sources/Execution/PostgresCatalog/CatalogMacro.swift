/// A function of PostgreSQL's as a DuckDB macro, one body for each number of arguments.
///
/// A body looks into relations by columns whose names start with two underscores: an argument that is a column of the
/// statement would otherwise be taken for the relation's own column of that name.
struct CatalogMacro {
    let name: String
    /// `(parameters) AS body`.
    let overloads: [String]

    init(_ name: String, _ overloads: String...) {
        self.name = name
        self.overloads = overloads
    }

    var statement: String { "CREATE MACRO foretell_pg.\(name)\(overloads.joined(separator: ", "))" }

    /// In the order in which they can be created.
    /// In the order in which they can be created.
    static let all: [CatalogMacro] = foundations + texts + names + session + objects + tables + constants

    // MARK: Constants

    private static let constants = [
        constant("__true", "true"), constant("__false", "false"), constant("__zero", "0::BIGINT"), constant("__nothing", "NULL::VARCHAR"),
    ]

    private static func constant(_ name: String, _ value: String) -> CatalogMacro {
        CatalogMacro(name: name, overloads: (0...4).map { count in
            "(\((0..<count).map { "argument\($0)" }.joined(separator: ", "))) AS \(value)"
        })
    }

    private init(name: String, overloads: [String]) {
        self.name = name
        self.overloads = overloads
    }

    /// Functions that answer the same for every object, with the macro that answers: everything is visible and permitted here,
    /// since what a user may not touch is refused when a statement touches it, and there are no triggers, rules, partitions or
    /// sequences to describe.
    static let constantAnswers: [String: String] = {
        var answers: [String: String] = [:]
        for (macro, functions) in [
            "__true": """
                pg_function_is_visible pg_type_is_visible pg_operator_is_visible pg_opclass_is_visible pg_opfamily_is_visible \
                pg_collation_is_visible pg_conversion_is_visible pg_statistics_obj_is_visible pg_ts_config_is_visible \
                pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible has_any_column_privilege has_column_privilege \
                has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege \
                has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege \
                has_tablespace_privilege has_type_privilege pg_has_role
                """,
            "__false": """
                pg_is_other_temp_schema pg_relation_is_publishable pg_relation_is_updatable pg_is_in_recovery pg_is_wal_replay_paused \
                pg_jit_available row_security_active
                """,
            "__zero": """
                pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_database_size pg_tablespace_size \
                pg_stat_get_numscans pg_stat_get_live_tuples pg_stat_get_dead_tuples pg_stat_get_tuples_inserted
                """,
            "__nothing": """
                pg_get_constraintdef pg_get_functiondef pg_get_function_arguments pg_get_function_identity_arguments \
                pg_get_function_result pg_get_function_sqlbody pg_get_indexdef pg_get_partition_constraintdef pg_get_partkeydef \
                pg_get_replica_identity_index pg_get_ruledef pg_get_serial_sequence pg_get_statisticsobjdef \
                pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions pg_get_triggerdef pg_tablespace_location \
                pg_index_column_has_property pg_index_has_property pg_indexam_has_property pg_describe_object pg_sequence_last_value \
                pg_relation_filenode pg_relation_filepath pg_filenode_relation shobj_description inet_client_addr inet_client_port \
                inet_server_addr inet_server_port pg_postmaster_start_time pg_conf_load_time
                """,
        ] {
            for function in functions.split(separator: " ") { answers[String(function)] = macro }
        }
        return answers
    }()
}
