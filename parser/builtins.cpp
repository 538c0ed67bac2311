#include "parser/builtins.hpp"

#include <algorithm>
#include <array>

namespace countersign::parser {

namespace {

constexpr builtin_name names[] = {
#include "parser/functions_table.inc"
};
static_assert(std::ranges::is_sorted(names, {}, &builtin_name::name));

constexpr known_function harmless(std::string_view name) {
  return {.name = name, .harmless = true};
}
constexpr known_function does(std::string_view name, verb what, std::string_view detail = {}) {
  return {.name = name, .what = what, .detail = detail};
}
constexpr known_function opens(std::string_view name, verb what, object_kind kind, names_object object,
                               std::string_view detail = {}, std::uint8_t argument = 0) {
  return {.name = name, .what = what, .kind = kind, .detail = detail, .object = object, .argument = argument};
}
constexpr known_function reads_file(std::string_view name) {
  return opens(name, verb::read_file, object_kind::file, names_object::as_text);
}
constexpr known_function runs_query(std::string_view name, std::uint8_t argument = 0) {
  return opens(name, verb::run_code, object_kind::none, names_object::as_query, "SQL in an argument", argument);
}
constexpr known_function large(std::string_view name, std::string_view detail) {
  return {.name = name, .what = verb::large_object, .kind = object_kind::large_object, .detail = detail};
}

// In the order of their names, which known_builtin() relies on and the compiler checks.
constexpr known_function builtins[] = {
    does("binary_upgrade_create_empty_extension", verb::server, "binary upgrade"),
    does("binary_upgrade_set_missing_value", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_array_pg_type_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_heap_pg_class_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_heap_relfilenode", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_index_pg_class_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_index_relfilenode", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_multirange_array_pg_type_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_multirange_pg_type_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_pg_authid_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_pg_enum_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_pg_tablespace_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_pg_type_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_toast_pg_class_oid", verb::server, "binary upgrade"),
    does("binary_upgrade_set_next_toast_relfilenode", verb::server, "binary upgrade"),
    does("binary_upgrade_set_record_init_privs", verb::server, "binary upgrade"),
    opens("brin_desummarize_range", verb::maintain, object_kind::index, names_object::as_relation),
    opens("brin_summarize_new_values", verb::maintain, object_kind::index, names_object::as_relation),
    opens("brin_summarize_range", verb::maintain, object_kind::index, names_object::as_relation),
    harmless("clock_timestamp"),
    harmless("current_query"),
    harmless("currtid2"),
    harmless("currval"),
    does("cursor_to_xml", verb::session, "cursor"),
    does("cursor_to_xmlschema", verb::session, "cursor"),
    does("database_to_xml", verb::read, "every table of the database"),
    does("database_to_xml_and_xmlschema", verb::read, "every table of the database"),
    harmless("gen_random_uuid"),
    opens("gin_clean_pending_list", verb::maintain, object_kind::index, names_object::as_relation),
    harmless("lastval"),
    large("lo_close", "close"),
    large("lo_creat", "write"),
    large("lo_create", "write"),
    opens("lo_export", verb::write_file, object_kind::file, names_object::as_text, "large object", 1),
    large("lo_from_bytea", "write"),
    large("lo_get", "read"),
    opens("lo_import", verb::read_file, object_kind::file, names_object::as_text, "large object"),
    large("lo_lseek", "read"),
    large("lo_lseek64", "read"),
    large("lo_open", "open"),
    large("lo_put", "write"),
    large("lo_tell", "read"),
    large("lo_tell64", "read"),
    large("lo_truncate", "write"),
    large("lo_truncate64", "write"),
    large("lo_unlink", "unlink"),
    large("loread", "read"),
    large("lowrite", "write"),
    opens("nextval", verb::sequence, object_kind::sequence, names_object::as_relation, "nextval"),
    does("pg_advisory_lock", verb::wait, "advisory lock"),
    does("pg_advisory_lock_shared", verb::wait, "advisory lock"),
    harmless("pg_advisory_unlock"),
    harmless("pg_advisory_unlock_all"),
    harmless("pg_advisory_unlock_shared"),
    does("pg_advisory_xact_lock", verb::wait, "advisory lock"),
    does("pg_advisory_xact_lock_shared", verb::wait, "advisory lock"),
    does("pg_backup_start", verb::server, "backup"),
    does("pg_backup_stop", verb::server, "backup"),
    harmless("pg_blocking_pids"),
    does("pg_cancel_backend", verb::signal, "cancel"),
    harmless("pg_collation_actual_version"),
    harmless("pg_control_checkpoint"),
    harmless("pg_control_init"),
    harmless("pg_control_recovery"),
    harmless("pg_control_system"),
    does("pg_copy_logical_replication_slot", verb::replicate, "create slot"),
    does("pg_copy_physical_replication_slot", verb::replicate, "create slot"),
    does("pg_create_logical_replication_slot", verb::replicate, "create slot"),
    does("pg_create_physical_replication_slot", verb::replicate, "create slot"),
    does("pg_create_restore_point", verb::server, "restore point"),
    harmless("pg_current_logfile"),
    harmless("pg_current_wal_flush_lsn"),
    harmless("pg_current_wal_insert_lsn"),
    harmless("pg_current_wal_lsn"),
    harmless("pg_database_collation_actual_version"),
    harmless("pg_database_size"),
    does("pg_drop_replication_slot", verb::replicate, "drop slot"),
    does("pg_export_snapshot", verb::replicate, "export snapshot"),
    does("pg_extension_config_dump", verb::alter, "extension configuration table"),
    harmless("pg_get_backend_memory_contexts"),
    harmless("pg_get_multixact_members"),
    harmless("pg_get_shmem_allocations"),
    harmless("pg_get_wal_replay_pause_state"),
    harmless("pg_get_wal_resource_managers"),
    does("pg_hba_file_rules", verb::read_file, "pg_hba.conf"),
    does("pg_ident_file_mappings", verb::read_file, "pg_ident.conf"),
    does("pg_import_system_collations", verb::create, "collations"),
    harmless("pg_indexes_size"),
    harmless("pg_is_in_recovery"),
    harmless("pg_is_wal_replay_paused"),
    harmless("pg_isolation_test_session_is_blocked"),
    harmless("pg_jit_available"),
    harmless("pg_last_committed_xact"),
    harmless("pg_last_wal_receive_lsn"),
    harmless("pg_last_wal_replay_lsn"),
    harmless("pg_last_xact_replay_timestamp"),
    harmless("pg_lock_status"),
    does("pg_log_backend_memory_contexts", verb::signal, "log memory contexts"),
    does("pg_logical_emit_message", verb::replicate, "emit message"),
    does("pg_logical_slot_get_binary_changes", verb::replicate, "consume changes"),
    does("pg_logical_slot_get_changes", verb::replicate, "consume changes"),
    does("pg_logical_slot_peek_binary_changes", verb::replicate, "read changes"),
    does("pg_logical_slot_peek_changes", verb::replicate, "read changes"),
    does("pg_ls_archive_statusdir", verb::read_file, "list"),
    reads_file("pg_ls_dir"),
    does("pg_ls_logdir", verb::read_file, "list"),
    does("pg_ls_logicalmapdir", verb::read_file, "list"),
    does("pg_ls_logicalsnapdir", verb::read_file, "list"),
    does("pg_ls_replslotdir", verb::read_file, "list"),
    does("pg_ls_tmpdir", verb::read_file, "list"),
    does("pg_ls_waldir", verb::read_file, "list"),
    does("pg_nextoid", verb::server, "next oid"),
    harmless("pg_notification_queue_usage"),
    opens("pg_notify", verb::notify, object_kind::channel, names_object::as_text),
    harmless("pg_partition_ancestors"),
    harmless("pg_partition_tree"),
    harmless("pg_prepared_xact"),
    does("pg_promote", verb::server, "promote"),
    reads_file("pg_read_binary_file"),
    reads_file("pg_read_file"),
    reads_file("pg_read_file_old"),
    harmless("pg_relation_size"),
    does("pg_reload_conf", verb::server, "reload configuration"),
    does("pg_replication_origin_advance", verb::replicate, "origin"),
    does("pg_replication_origin_create", verb::replicate, "origin"),
    does("pg_replication_origin_drop", verb::replicate, "origin"),
    harmless("pg_replication_origin_progress"),
    harmless("pg_replication_origin_session_is_setup"),
    harmless("pg_replication_origin_session_progress"),
    does("pg_replication_origin_session_reset", verb::replicate, "origin"),
    does("pg_replication_origin_session_setup", verb::replicate, "origin"),
    does("pg_replication_origin_xact_reset", verb::replicate, "origin"),
    does("pg_replication_origin_xact_setup", verb::replicate, "origin"),
    does("pg_replication_slot_advance", verb::replicate, "advance slot"),
    does("pg_rotate_logfile", verb::server, "rotate log file"),
    does("pg_rotate_logfile_old", verb::server, "rotate log file"),
    harmless("pg_safe_snapshot_blocking_pids"),
    harmless("pg_sequence_last_value"),
    does("pg_show_all_file_settings", verb::read_file, "postgresql.conf"),
    harmless("pg_show_replication_origin_status"),
    does("pg_sleep", verb::wait, "sleep"),
    does("pg_sleep_for", verb::wait, "sleep"),
    does("pg_sleep_until", verb::wait, "sleep"),
    harmless("pg_stat_clear_snapshot"),
    opens("pg_stat_file", verb::read_file, object_kind::file, names_object::as_text, "metadata"),
    harmless("pg_stat_force_next_flush"),
    harmless("pg_stat_get_recovery_prefetch"),
    harmless("pg_stat_get_xact_blocks_fetched"),
    harmless("pg_stat_get_xact_blocks_hit"),
    harmless("pg_stat_get_xact_function_calls"),
    harmless("pg_stat_get_xact_function_self_time"),
    harmless("pg_stat_get_xact_function_total_time"),
    harmless("pg_stat_get_xact_numscans"),
    harmless("pg_stat_get_xact_tuples_deleted"),
    harmless("pg_stat_get_xact_tuples_fetched"),
    harmless("pg_stat_get_xact_tuples_hot_updated"),
    harmless("pg_stat_get_xact_tuples_inserted"),
    harmless("pg_stat_get_xact_tuples_returned"),
    harmless("pg_stat_get_xact_tuples_updated"),
    harmless("pg_stat_have_stats"),
    does("pg_stat_reset", verb::server, "reset statistics"),
    does("pg_stat_reset_replication_slot", verb::server, "reset statistics"),
    does("pg_stat_reset_shared", verb::server, "reset statistics"),
    does("pg_stat_reset_single_function_counters", verb::server, "reset statistics"),
    does("pg_stat_reset_single_table_counters", verb::server, "reset statistics"),
    does("pg_stat_reset_slru", verb::server, "reset statistics"),
    does("pg_stat_reset_subscription_stats", verb::server, "reset statistics"),
    does("pg_stop_making_pinned_objects", verb::server, "pinned objects"),
    does("pg_switch_wal", verb::server, "switch WAL"),
    harmless("pg_table_size"),
    harmless("pg_tablespace_size"),
    does("pg_terminate_backend", verb::signal, "terminate"),
    harmless("pg_total_relation_size"),
    does("pg_try_advisory_lock", verb::wait, "advisory lock"),
    does("pg_try_advisory_lock_shared", verb::wait, "advisory lock"),
    does("pg_try_advisory_xact_lock", verb::wait, "advisory lock"),
    does("pg_try_advisory_xact_lock_shared", verb::wait, "advisory lock"),
    does("pg_wal_replay_pause", verb::server, "WAL replay"),
    does("pg_wal_replay_resume", verb::server, "WAL replay"),
    harmless("pg_xact_commit_timestamp"),
    harmless("pg_xact_commit_timestamp_origin"),
    harmless("pg_xact_status"),
    runs_query("query_to_xml"),
    runs_query("query_to_xml_and_xmlschema"),
    runs_query("query_to_xmlschema"),
    harmless("random"),
    opens("schema_to_xml", verb::read, object_kind::schema, names_object::as_text, "every table of the schema"),
    opens("schema_to_xml_and_xmlschema", verb::read, object_kind::schema, names_object::as_text,
          "every table of the schema"),
    opens("set_config", verb::set, object_kind::setting, names_object::by_settings),
    harmless("setseed"),
    opens("setval", verb::sequence, object_kind::sequence, names_object::as_relation, "setval"),
    opens("table_to_xml", verb::read, object_kind::relation, names_object::as_relation),
    opens("table_to_xml_and_xmlschema", verb::read, object_kind::relation, names_object::as_relation),
    harmless("timeofday"),
    runs_query("ts_rewrite", 1),
    runs_query("ts_stat"),
    harmless("txid_status"),
};
static_assert(std::ranges::is_sorted(builtins, {}, &known_function::name));

constexpr known_function connects(std::string_view name) {
  return {.name = name, .what = verb::connect, .kind = object_kind::server, .detail = "dblink"};
}
constexpr known_function writes_file(std::string_view name) {
  return opens(name, verb::write_file, object_kind::file, names_object::as_text);
}

constexpr known_function extension_functions[] = {
    runs_query("connectby"),
    runs_query("crosstab"),
    runs_query("crosstab2"),
    runs_query("crosstab3"),
    runs_query("crosstab4"),
    connects("dblink"),
    connects("dblink_connect"),
    connects("dblink_connect_u"),
    connects("dblink_exec"),
    connects("dblink_fetch"),
    connects("dblink_get_result"),
    connects("dblink_open"),
    connects("dblink_send_query"),
    writes_file("pg_file_rename"),
    writes_file("pg_file_sync"),
    writes_file("pg_file_unlink"),
    writes_file("pg_file_write"),
    does("pg_logdir_ls", verb::read_file, "list"),
    does("xpath_table", verb::run_code, "SQL put together from its arguments"),
};
static_assert(std::ranges::is_sorted(extension_functions, {}, &known_function::name));

// OIDs from src/include/catalog/pg_proc.dat.
constexpr fastpath_function fastpaths[] = {
    {715, "lo_create"},    {764, "lo_import"},   {765, "lo_export"},  {767, "lo_import"},
    {952, "lo_open"},      {953, "lo_close"},    {954, "loread"},     {955, "lowrite"},
    {956, "lo_lseek"},     {957, "lo_creat"},    {958, "lo_tell"},    {964, "lo_unlink"},
    {1004, "lo_truncate"}, {3170, "lo_lseek64"}, {3171, "lo_tell64"}, {3172, "lo_truncate64"},
};

template <typename Entries>
const auto* find(const Entries& entries, std::string_view name) {
  using entry = std::remove_reference_t<decltype(entries[0])>;
  const auto* at = std::ranges::lower_bound(entries, name, {}, &entry::name);
  return at != std::end(entries) && at->name == name ? at : nullptr;
}

}  // namespace

volatility builtin_volatility(std::string_view name) {
  const builtin_name* found = find(names, name);
  return found == nullptr ? volatility::unknown : static_cast<volatility>(found->how_volatile);
}

const known_function* known_builtin(std::string_view name) {
  return find(builtins, name);
}

const known_function* known_extension_function(std::string_view name) {
  return find(extension_functions, name);
}

std::span<const builtin_name> builtin_names() {
  return names;
}

const fastpath_function* fastpath(std::uint32_t oid) {
  const auto* at = std::ranges::lower_bound(fastpaths, oid, {}, &fastpath_function::oid);
  return at != std::end(fastpaths) && at->oid == oid ? at : nullptr;
}

}  // namespace countersign::parser
