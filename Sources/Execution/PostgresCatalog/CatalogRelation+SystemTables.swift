extension CatalogRelation {
    /// Relations of `pg_catalog`. Source: PostgreSQL 15, chapters "System Catalogs" and "System Views".
    static let systemTables = """
        pg_aggregate: aggfnoid bigint, aggkind text, aggnumdirectargs integer, aggtransfn aggfinalfn aggcombinefn aggserialfn \
          aggdeserialfn aggmtransfn aggminvtransfn aggmfinalfn bigint, aggfinalextra aggmfinalextra boolean, aggfinalmodify \
          aggmfinalmodify text, aggsortop aggtranstype bigint, aggtransspace integer, aggmtranstype bigint, aggmtransspace \
          integer, agginitval aggminitval text
        pg_amop: oid amopfamily amoplefttype amoprighttype bigint, amopstrategy integer, amoppurpose text, amopopr amopmethod \
          amopsortfamily bigint
        pg_amproc: oid amprocfamily amproclefttype amprocrighttype bigint, amprocnum integer, amproc bigint
        pg_available_extension_versions: name version text, installed superuser trusted relocatable boolean, schema text, \
          requires text[], comment text
        pg_available_extensions: name default_version installed_version comment text
        pg_cast: oid castsource casttarget castfunc bigint, castcontext castmethod text
        pg_constraint: oid bigint, conname text, connamespace bigint, contype text, condeferrable condeferred convalidated \
          boolean, conrelid contypid conindid conparentid confrelid bigint, confupdtype confdeltype confmatchtype text, \
          conislocal boolean, coninhcount integer, connoinherit boolean, conkey confkey integer[], conpfeqop conppeqop conffeqop \
          bigint[], confdelsetcols integer[], conexclop bigint[], conbin text
        pg_conversion: oid bigint, conname text, connamespace conowner bigint, conforencoding contoencoding integer, conproc \
          bigint, condefault boolean
        pg_cursors: name statement text, is_holdable is_binary is_scrollable boolean, creation_time timestamptz
        pg_db_role_setting: setdatabase setrole bigint, setconfig text[]
        pg_default_acl: oid defaclrole defaclnamespace bigint, defaclobjtype text, defaclacl text[]
        pg_depend: classid objid bigint, objsubid integer, refclassid refobjid bigint, refobjsubid integer, deptype text
        pg_enum: oid enumtypid bigint, enumsortorder float, enumlabel text
        pg_event_trigger: oid bigint, evtname evtevent text, evtowner evtfoid bigint, evtenabled text, evttags text[]
        pg_extension: oid bigint, extname text, extowner extnamespace bigint, extrelocatable boolean, extversion text, extconfig \
          bigint[], extcondition text[]
        pg_foreign_data_wrapper: oid bigint, fdwname text, fdwowner fdwhandler fdwvalidator bigint, fdwacl fdwoptions text[]
        pg_foreign_server: oid bigint, srvname text, srvowner srvfdw bigint, srvtype srvversion text, srvacl srvoptions text[]
        pg_foreign_table: ftrelid ftserver bigint, ftoptions text[]
        pg_group: groname text, grosysid bigint, grolist bigint[]
        pg_index: indexrelid indrelid bigint, indnatts indnkeyatts integer, indisunique indnullsnotdistinct indisprimary \
          indisexclusion indimmediate indisclustered indisvalid indcheckxmin indisready indislive indisreplident boolean, indkey \
          integer[], indcollation indclass bigint[], indoption integer[], indexprs indpred text
        pg_indexes: schemaname tablename indexname tablespace indexdef text
        pg_inherits: inhrelid inhparent bigint, inhseqno integer, inhdetachpending boolean
        pg_largeobject_metadata: oid lomowner bigint, lomacl text[]
        pg_locks: locktype text, database relation bigint, page tuple integer, virtualxid text, transactionid classid objid \
          bigint, objsubid integer, virtualtransaction text, pid integer, mode text, granted fastpath boolean, waitstart \
          timestamptz
        pg_matviews: schemaname matviewname matviewowner tablespace text, hasindexes ispopulated boolean, definition text
        pg_opclass: oid opcmethod bigint, opcname text, opcnamespace opcowner opcfamily opcintype bigint, opcdefault boolean, \
          opckeytype bigint
        pg_operator: oid bigint, oprname text, oprnamespace oprowner bigint, oprkind text, oprcanmerge oprcanhash boolean, \
          oprleft oprright oprresult oprcom oprnegate oprcode oprrest oprjoin bigint
        pg_opfamily: oid opfmethod bigint, opfname text, opfnamespace opfowner bigint
        pg_parameter_acl: oid bigint, parname text, paracl text[]
        pg_partitioned_table: partrelid bigint, partstrat text, partnatts integer, partdefid bigint, partattrs integer[], \
          partclass partcollation bigint[], partexprs text
        pg_policies: schemaname tablename policyname permissive text, roles text[], cmd qual with_check text
        pg_policy: oid bigint, polname text, polrelid bigint, polcmd text, polpermissive boolean, polroles bigint[], polqual \
          polwithcheck text
        pg_prepared_statements: name statement text, prepare_time timestamptz, parameter_types bigint[], from_sql boolean, \
          generic_plans custom_plans bigint
        pg_prepared_xacts: transaction bigint, gid text, prepared timestamptz, owner database text
        pg_publication: oid bigint, pubname text, pubowner bigint, puballtables pubinsert pubupdate pubdelete pubtruncate \
          pubviaroot boolean
        pg_publication_namespace: oid pnpubid pnnspid bigint
        pg_publication_rel: oid prpubid prrelid bigint, prqual text, prattrs integer[]
        pg_publication_tables: pubname schemaname tablename text, attnames text[], rowfilter text
        pg_replication_slots: slot_name plugin slot_type text, datoid bigint, database text, temporary active boolean, \
          active_pid integer, xmin catalog_xmin bigint, restart_lsn confirmed_flush_lsn wal_status text, safe_wal_size bigint, \
          two_phase boolean
        pg_rewrite: oid bigint, rulename text, ev_class bigint, ev_type ev_enabled text, is_instead boolean, ev_qual ev_action \
          text
        pg_rules: schemaname tablename rulename definition text
        pg_seclabels: objoid classoid bigint, objsubid integer, objtype text, objnamespace bigint, objname provider label text
        pg_sequence: seqrelid seqtypid seqstart seqincrement seqmax seqmin seqcache bigint, seqcycle boolean
        pg_sequences: schemaname sequencename sequenceowner text, data_type start_value min_value max_value increment_by bigint, \
          cycle boolean, cache_size last_value bigint
        pg_shdepend: dbid classid objid bigint, objsubid integer, refclassid refobjid bigint, deptype text
        pg_shdescription: objoid classoid bigint, description text
        pg_stat_activity: datid bigint, datname text, pid leader_pid integer, usesysid bigint, usename application_name \
          client_addr client_hostname text, client_port integer, backend_start xact_start query_start state_change timestamptz, \
          wait_event_type wait_event state text, backend_xid backend_xmin query_id bigint, query backend_type text
        pg_stat_all_indexes: relid indexrelid bigint, schemaname relname indexrelname text, idx_scan idx_tup_read idx_tup_fetch \
          bigint
        pg_stat_all_tables: relid bigint, schemaname relname text, seq_scan seq_tup_read idx_scan idx_tup_fetch n_tup_ins \
          n_tup_upd n_tup_del n_tup_hot_upd n_live_tup n_dead_tup n_mod_since_analyze n_ins_since_vacuum bigint, last_vacuum \
          last_autovacuum last_analyze last_autoanalyze timestamptz, vacuum_count autovacuum_count analyze_count \
          autoanalyze_count bigint
        pg_stat_bgwriter: checkpoints_timed checkpoints_req bigint, checkpoint_write_time checkpoint_sync_time double, \
          buffers_checkpoint buffers_clean maxwritten_clean buffers_backend buffers_backend_fsync buffers_alloc bigint, \
          stats_reset timestamptz
        pg_stat_database: datid bigint, datname text, numbackends integer, xact_commit xact_rollback blks_read blks_hit \
          tup_returned tup_fetched tup_inserted tup_updated tup_deleted conflicts temp_files temp_bytes deadlocks \
          checksum_failures bigint, checksum_last_failure timestamptz, blk_read_time blk_write_time session_time active_time \
          idle_in_transaction_time double, sessions sessions_abandoned sessions_fatal sessions_killed bigint, stats_reset \
          timestamptz
        pg_stat_database_conflicts: datid bigint, datname text, confl_tablespace confl_lock confl_snapshot confl_bufferpin \
          confl_deadlock bigint
        pg_stat_replication: pid integer, usesysid bigint, usename application_name client_addr client_hostname text, \
          client_port integer, backend_start timestamptz, backend_xmin bigint, state sent_lsn write_lsn flush_lsn replay_lsn \
          text, write_lag flush_lag replay_lag interval, sync_priority integer, sync_state text, reply_time timestamptz
        pg_stat_ssl: pid integer, ssl boolean, version cipher text, bits integer, client_dn text, client_serial double, \
          issuer_dn text
        pg_stat_subscription: subid bigint, subname text, pid integer, relid bigint, received_lsn text, last_msg_send_time \
          last_msg_receipt_time timestamptz, latest_end_lsn text, latest_end_time timestamptz
        pg_stat_user_functions: funcid bigint, schemaname funcname text, calls bigint, total_time self_time double
        pg_stat_user_indexes: relid indexrelid bigint, schemaname relname indexrelname text, idx_scan idx_tup_read idx_tup_fetch \
          bigint
        pg_stat_user_tables: relid bigint, schemaname relname text, seq_scan seq_tup_read idx_scan idx_tup_fetch n_tup_ins \
          n_tup_upd n_tup_del n_tup_hot_upd n_live_tup n_dead_tup n_mod_since_analyze n_ins_since_vacuum bigint, last_vacuum \
          last_autovacuum last_analyze last_autoanalyze timestamptz, vacuum_count autovacuum_count analyze_count \
          autoanalyze_count bigint
        pg_statistic: starelid bigint, staattnum integer, stainherit boolean, stanullfrac float, stawidth integer, stadistinct \
          float, stakind1 stakind2 stakind3 stakind4 stakind5 integer, staop1 staop2 staop3 staop4 staop5 stacoll1 stacoll2 \
          stacoll3 stacoll4 stacoll5 bigint, stanumbers1 stanumbers2 stanumbers3 stanumbers4 stanumbers5 float[], stavalues1 \
          stavalues2 stavalues3 stavalues4 stavalues5 text
        pg_statistic_ext: oid stxrelid bigint, stxname text, stxnamespace stxowner bigint, stxstattarget integer, stxkeys \
          integer[], stxkind text[], stxexprs text
        pg_statistic_ext_data: stxoid bigint, stxdinherit boolean, stxdndistinct stxddependencies stxdmcv text, stxdexpr text[]
        pg_stats: schemaname tablename attname text, inherited boolean, null_frac float, avg_width integer, n_distinct float, \
          most_common_vals text, most_common_freqs float[], histogram_bounds text, correlation float, most_common_elems text, \
          most_common_elem_freqs elem_count_histogram float[]
        pg_stats_ext: schemaname tablename statistics_schemaname statistics_name statistics_owner text, attnames exprs kinds \
          text[], inherited boolean, n_distinct dependencies text, most_common_vals text[], most_common_val_nulls boolean[], \
          most_common_freqs most_common_base_freqs double[]
        pg_stats_ext_exprs: schemaname tablename statistics_schemaname statistics_name statistics_owner expr text, inherited \
          boolean, null_frac float, avg_width integer, n_distinct float, most_common_vals text, most_common_freqs float[], \
          histogram_bounds text, correlation float, most_common_elems text, most_common_elem_freqs elem_count_histogram float[]
        pg_subscription: oid subdbid bigint, subskiplsn subname text, subowner bigint, subenabled subbinary substream boolean, \
          subtwophasestate text, subdisableonerr boolean, subconninfo subslotname subsynccommit text, subpublications text[]
        pg_subscription_rel: srsubid srrelid bigint, srsubstate srsublsn text
        pg_timezone_abbrevs: abbrev text, utc_offset interval, is_dst boolean
        pg_trigger: oid tgrelid tgparentid bigint, tgname text, tgfoid bigint, tgtype integer, tgenabled text, tgisinternal \
          boolean, tgconstrrelid tgconstrindid tgconstraint bigint, tgdeferrable tginitdeferred boolean, tgnargs integer, tgattr \
          integer[], tgargs tgqual tgoldtable tgnewtable text
        pg_ts_config: oid bigint, cfgname text, cfgnamespace cfgowner cfgparser bigint
        pg_ts_config_map: mapcfg bigint, maptokentype mapseqno integer, mapdict bigint
        pg_ts_dict: oid bigint, dictname text, dictnamespace dictowner dicttemplate bigint, dictinitoption text
        pg_ts_parser: oid bigint, prsname text, prsnamespace prsstart prstoken prsend prsheadline prslextype bigint
        pg_ts_template: oid bigint, tmplname text, tmplnamespace tmplinit tmpllexize bigint
        pg_user_mapping: oid umuser umserver bigint, umoptions text[]
        pg_user_mappings: umid srvid bigint, srvname text, umuser bigint, usename text, umoptions text[]

        """
}
