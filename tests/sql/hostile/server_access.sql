-- The server itself, other sessions, other servers.

-- name: pg_terminate_backend
-- effect: shows f
SELECT pg_terminate_backend(2147483647)

-- name: pg_terminate_backend with a timeout
-- effect: runs
SELECT pg_terminate_backend(2147483647, 1)

-- name: pg_terminate_backend over all sessions
-- effect: runs
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nobody'

-- name: pg_terminate_backend in a CASE
-- effect: runs
SELECT CASE WHEN pid < 0 THEN pg_terminate_backend(pid) END FROM pg_stat_activity

-- name: pg_cancel_backend
-- effect: runs
SELECT pg_cancel_backend(2147483647)

-- name: pg_cancel_backend in WHERE
-- effect: runs
SELECT 1 FROM pg_stat_activity WHERE pid < 0 AND pg_cancel_backend(pid)

-- name: pg_reload_conf
-- effect: shows t
SELECT pg_reload_conf()

-- name: pg_reload_conf in a CTE
-- effect: shows t
WITH r AS (SELECT pg_reload_conf() AS done) SELECT done FROM r

-- name: pg_rotate_logfile
-- effect: runs
SELECT pg_rotate_logfile()

-- name: pg_switch_wal
-- effect: runs
SELECT pg_switch_wal()

-- name: pg_create_restore_point
-- effect: runs
SELECT pg_create_restore_point('here')

-- name: pg_backup_start
-- effect: runs
SELECT pg_backup_start('b', true)

-- name: pg_stat_reset
-- effect: runs
SELECT pg_stat_reset()

-- name: pg_stat_reset_shared
-- effect: runs
SELECT pg_stat_reset_shared('bgwriter')

-- name: pg_stat_reset_single_table_counters
-- effect: runs
SELECT pg_stat_reset_single_table_counters('orders'::regclass)

-- name: pg_stat_reset_slru
-- effect: runs
SELECT pg_stat_reset_slru('Notify')

-- name: pg_log_backend_memory_contexts
-- effect: runs
SELECT pg_log_backend_memory_contexts(pg_backend_pid())

-- name: CHECKPOINT
-- effect: runs
CHECKPOINT

-- name: CHECKPOINT behind a SELECT
-- effect: runs
SELECT 1; CHECKPOINT

-- name: a physical replication slot
-- alone: yes
-- undo: SELECT pg_drop_replication_slot('p')
SELECT pg_create_physical_replication_slot('p')

-- name: a logical replication slot
-- alone: yes
-- undo: SELECT pg_drop_replication_slot('l')
SELECT pg_create_logical_replication_slot('l', 'test_decoding')

-- name: a logical message
-- effect: runs
SELECT pg_logical_emit_message(false, 'p', 'c')

-- name: a replication origin
-- undo: SELECT 1
SELECT pg_replication_origin_create('o')

-- name: CREATE PUBLICATION
CREATE PUBLICATION p FOR TABLE orders

-- name: CREATE PUBLICATION FOR ALL TABLES
CREATE PUBLICATION p FOR ALL TABLES

-- name: CREATE PUBLICATION for a schema
CREATE PUBLICATION p FOR TABLES IN SCHEMA payroll

-- name: ALTER PUBLICATION
CREATE PUBLICATION p; ALTER PUBLICATION p ADD TABLE payroll.salaries

-- name: CREATE SUBSCRIPTION
CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)

-- name: CREATE FOREIGN DATA WRAPPER
CREATE FOREIGN DATA WRAPPER w

-- name: CREATE SERVER
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w

-- name: CREATE FOREIGN TABLE
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE f (n int) SERVER s

-- name: CREATE DATABASE
-- alone: yes
-- undo: DROP DATABASE made
CREATE DATABASE made TEMPLATE template0 STRATEGY file_copy

-- name: ALTER DATABASE RENAME is the whole server's
-- alone: yes
-- undo: DROP DATABASE made
CREATE DATABASE made OWNER dana TEMPLATE template0

-- name: ALTER DATABASE with a limit
ALTER DATABASE corpus_direct CONNECTION LIMIT 40

-- name: ALTER DATABASE refuses connections
ALTER DATABASE corpus_direct WITH IS_TEMPLATE true

-- name: ALTER DATABASE REFRESH COLLATION VERSION
-- effect: runs
ALTER DATABASE corpus_direct REFRESH COLLATION VERSION

-- name: DROP DATABASE
-- alone: yes
-- effect: runs
DROP DATABASE IF EXISTS nothing_of_this_name

-- name: DROP DATABASE WITH FORCE
-- alone: yes
-- effect: runs
DROP DATABASE IF EXISTS nothing_of_this_name WITH (FORCE)

-- name: dblink needs only a call
-- effect: query SELECT count(*) FROM pg_extension
CREATE EXTENSION dblink; SELECT dblink_connect('x', 'host=/nowhere') WHERE false

-- name: pg_promote is refused by a primary, pg_wal_replay_pause too; the restore point is not
-- effect: runs
SELECT 1 WHERE pg_create_restore_point('there') IS NOT NULL

-- name: pg_nextoid
-- effect: runs
SELECT pg_nextoid('pg_class'::regclass, 'oid', 'pg_class_oid_index')

-- name: pg_import_system_collations
-- effect: runs
SELECT pg_catalog.pg_switch_wal() FROM generate_series(1, 1)

-- name: LISTEN is harmless, the signal behind it is not
-- effect: runs
LISTEN news; SELECT pg_cancel_backend(2147483647)

-- name: pg_export_snapshot
-- effect: runs
SELECT pg_export_snapshot()
