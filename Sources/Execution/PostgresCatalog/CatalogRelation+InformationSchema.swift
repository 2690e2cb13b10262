extension CatalogRelation {
    /// Relations of `information_schema`. Source: PostgreSQL 15, chapter "The Information Schema".
    static let informationSchema = """
        applicable_roles: grantee role_name is_grantable text
        attributes: udt_catalog udt_schema udt_name attribute_name text, ordinal_position integer, attribute_default is_nullable \
          data_type text, character_maximum_length character_octet_length integer, character_set_catalog character_set_schema \
          character_set_name collation_catalog collation_schema collation_name text, numeric_precision numeric_precision_radix \
          numeric_scale datetime_precision integer, interval_type text, interval_precision integer, attribute_udt_catalog \
          attribute_udt_schema attribute_udt_name scope_catalog scope_schema scope_name text, maximum_cardinality integer, \
          dtd_identifier is_derived_reference_attribute text
        character_sets: character_set_catalog character_set_schema character_set_name character_repertoire form_of_use \
          default_collate_catalog default_collate_schema default_collate_name text
        check_constraints: constraint_catalog constraint_schema constraint_name check_clause text
        collations: collation_catalog collation_schema collation_name pad_attribute text
        column_privileges: grantor grantee table_catalog table_schema table_name column_name privilege_type is_grantable text
        column_udt_usage: udt_catalog udt_schema udt_name table_catalog table_schema table_name column_name text
        constraint_column_usage: table_catalog table_schema table_name column_name constraint_catalog constraint_schema \
          constraint_name text
        constraint_table_usage: table_catalog table_schema table_name constraint_catalog constraint_schema constraint_name text
        domain_constraints: constraint_catalog constraint_schema constraint_name domain_catalog domain_schema domain_name \
          is_deferrable initially_deferred text
        domains: domain_catalog domain_schema domain_name data_type text, character_maximum_length character_octet_length \
          integer, character_set_catalog character_set_schema character_set_name collation_catalog collation_schema \
          collation_name text, numeric_precision numeric_precision_radix numeric_scale datetime_precision integer, interval_type \
          text, interval_precision integer, domain_default udt_catalog udt_schema udt_name scope_catalog scope_schema scope_name \
          text, maximum_cardinality integer, dtd_identifier text
        element_types: object_catalog object_schema object_name object_type collection_type_identifier data_type text, \
          character_maximum_length character_octet_length integer, character_set_catalog character_set_schema character_set_name \
          collation_catalog collation_schema collation_name text, numeric_precision numeric_precision_radix numeric_scale \
          datetime_precision integer, interval_type text, interval_precision integer, domain_default udt_catalog udt_schema \
          udt_name scope_catalog scope_schema scope_name text, maximum_cardinality integer, dtd_identifier text
        enabled_roles: role_name text
        foreign_tables: foreign_table_catalog foreign_table_schema foreign_table_name foreign_server_catalog foreign_server_name \
          text
        information_schema_catalog_name: catalog_name text
        key_column_usage: constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name column_name \
          text, ordinal_position position_in_unique_constraint integer
        parameters: specific_catalog specific_schema specific_name text, ordinal_position integer, parameter_mode is_result \
          as_locator parameter_name data_type text, character_maximum_length character_octet_length integer, \
          character_set_catalog character_set_schema character_set_name collation_catalog collation_schema collation_name text, \
          numeric_precision numeric_precision_radix numeric_scale datetime_precision integer, interval_type text, \
          interval_precision integer, udt_catalog udt_schema udt_name scope_catalog scope_schema scope_name text, \
          maximum_cardinality integer, dtd_identifier parameter_default text
        referential_constraints: constraint_catalog constraint_schema constraint_name unique_constraint_catalog \
          unique_constraint_schema unique_constraint_name match_option update_rule delete_rule text
        role_table_grants: grantor grantee table_catalog table_schema table_name privilege_type is_grantable with_hierarchy text
        routines: specific_catalog specific_schema specific_name routine_catalog routine_schema routine_name routine_type \
          module_catalog module_schema module_name udt_catalog udt_schema udt_name data_type text, character_maximum_length \
          character_octet_length integer, character_set_catalog character_set_schema character_set_name collation_catalog \
          collation_schema collation_name text, numeric_precision numeric_precision_radix numeric_scale datetime_precision \
          integer, interval_type text, interval_precision integer, type_udt_catalog type_udt_schema type_udt_name scope_catalog \
          scope_schema scope_name text, maximum_cardinality integer, dtd_identifier routine_body routine_definition \
          external_name external_language parameter_style is_deterministic sql_data_access is_null_call sql_path \
          schema_level_routine text, max_dynamic_result_sets integer, is_user_defined_cast is_implicitly_invocable security_type \
          to_sql_specific_catalog to_sql_specific_schema to_sql_specific_name as_locator text, created last_altered timestamptz, \
          new_savepoint_level is_udt_dependent result_cast_from_data_type result_cast_as_locator text, \
          result_cast_char_max_length result_cast_char_octet_length integer, result_cast_char_set_catalog \
          result_cast_char_set_schema result_cast_char_set_name result_cast_collation_catalog result_cast_collation_schema \
          result_cast_collation_name text, result_cast_numeric_precision result_cast_numeric_precision_radix \
          result_cast_numeric_scale result_cast_datetime_precision integer, result_cast_interval_type text, \
          result_cast_interval_precision integer, result_cast_type_udt_catalog result_cast_type_udt_schema \
          result_cast_type_udt_name result_cast_scope_catalog result_cast_scope_schema result_cast_scope_name text, \
          result_cast_maximum_cardinality integer, result_cast_dtd_identifier text
        sequences: sequence_catalog sequence_schema sequence_name data_type text, numeric_precision numeric_precision_radix \
          numeric_scale integer, start_value minimum_value maximum_value increment cycle_option text
        table_constraints: constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name \
          constraint_type is_deferrable initially_deferred enforced nulls_distinct text
        table_privileges: grantor grantee table_catalog table_schema table_name privilege_type is_grantable with_hierarchy text
        triggers: trigger_catalog trigger_schema trigger_name event_manipulation event_object_catalog event_object_schema \
          event_object_table text, action_order integer, action_condition action_statement action_orientation action_timing \
          action_reference_old_table action_reference_new_table action_reference_old_row action_reference_new_row text, created \
          timestamptz
        user_defined_types: user_defined_type_catalog user_defined_type_schema user_defined_type_name user_defined_type_category \
          is_instantiable is_final ordering_form ordering_category ordering_routine_catalog ordering_routine_schema \
          ordering_routine_name reference_type data_type text, character_maximum_length character_octet_length integer, \
          character_set_catalog character_set_schema character_set_name collation_catalog collation_schema collation_name text, \
          numeric_precision numeric_precision_radix numeric_scale datetime_precision integer, interval_type text, \
          interval_precision integer, source_dtd_identifier ref_dtd_identifier text
        view_column_usage: view_catalog view_schema view_name table_catalog table_schema table_name column_name text
        view_table_usage: view_catalog view_schema view_name table_catalog table_schema table_name text

        """
}
