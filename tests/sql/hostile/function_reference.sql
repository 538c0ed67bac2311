-- Functions of the server and its catalogs, in the positions and notations that the other families do not have.

-- name: pg_stat_reset_single_function_counters
-- effect: runs
SELECT pg_stat_reset_single_function_counters('purge()'::regprocedure)

-- name: pg_stat_reset_subscription_stats
-- effect: runs
SELECT pg_stat_reset_subscription_stats(NULL)

-- name: pg_stat_reset_replication_slot
-- effect: runs
SELECT pg_stat_reset_replication_slot(NULL)

-- name: pg_stat_reset in a CTE that nothing reads
-- effect: runs
WITH x AS (SELECT pg_stat_reset()) SELECT * FROM x

-- name: pg_promote in a CASE that is not taken
-- effect: runs
SELECT CASE WHEN pg_is_in_recovery() THEN pg_promote(false) END

-- name: pg_rotate_logfile over rows
-- effect: runs
SELECT pg_rotate_logfile() FROM generate_series(1, 2)

-- name: pg_backup_stop with arguments
-- effect: runs
SELECT pg_backup_start(label => 'x', fast => true); SELECT pg_backup_stop(wait_for_archive => false)

-- name: pg_switch_wal with a FILTER's neighbour
-- effect: runs
SELECT count(*) FILTER (WHERE pg_switch_wal() IS NOT NULL) FROM flags

-- name: pg_read_file of the version
-- effect: shows PostgreSQL
SELECT 'PostgreSQL ' || pg_read_file('PG_VERSION')

-- name: pg_ls_dir with two more arguments
-- effect: shows postgresql.auto.conf
SELECT * FROM pg_ls_dir('.', false, true) AS f(name) WHERE name LIKE '%.auto.conf'

-- name: pg_stat_file
-- effect: runs
SELECT size FROM pg_stat_file('PG_VERSION')

-- name: pg_stat_file with missing_ok
-- effect: runs
SELECT (pg_stat_file('PG_VERSION', true)).*

-- name: pg_ls_archive_statusdir
-- effect: runs
SELECT count(*) FROM pg_catalog.pg_ls_archive_statusdir()

-- name: pg_ls_logicalsnapdir
-- effect: runs
SELECT * FROM pg_ls_logicalsnapdir() JOIN pg_ls_logicalmapdir() USING (name)

-- name: pg_ident_file_mappings
-- effect: runs
SELECT * FROM pg_ident_file_mappings

-- name: pg_show_all_file_settings
-- effect: runs
SELECT name, setting FROM pg_show_all_file_settings() WHERE name = 'port'

-- name: pg_read_binary_file with offset and length
-- effect: runs
SELECT encode(pg_read_binary_file('PG_VERSION', 0, 2), 'escape')

-- name: a replication slot copied
-- effect: runs
SELECT pg_copy_physical_replication_slot(slot_name, 'b') FROM pg_replication_slots WHERE slot_type = 'physical'

-- name: a replication slot dropped
-- effect: runs
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots

-- name: changes of a slot consumed
-- effect: runs
SELECT s.slot_name, c.data FROM pg_replication_slots s, pg_logical_slot_get_changes(s.slot_name, NULL, NULL) c

-- name: changes of a slot peeked at
-- effect: runs
SELECT s.slot_name, c.data FROM pg_replication_slots s, pg_logical_slot_peek_changes(s.slot_name, NULL, NULL) c

-- name: a slot advanced
-- effect: runs
SELECT pg_replication_slot_advance(slot_name, '0/1') FROM pg_replication_slots

-- name: a transactional logical message
-- effect: runs
SELECT pg_logical_emit_message(true, 'p', 'q'::bytea)

-- name: an origin of this session
-- effect: runs
SELECT pg_replication_origin_create('o'), pg_replication_origin_drop('o')

-- name: pg_terminate_backend of nobody
-- effect: runs
SELECT pg_terminate_backend(0)

-- name: pg_terminate_backend of the idle ones
-- effect: runs
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid() AND usename = 'nobody'

-- name: pg_cancel_backend in a subquery's target list
-- effect: runs
SELECT count(*) FROM (SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'nobody') x

-- name: pg_terminate_backend in an UPDATE's WHERE
-- effect: runs
UPDATE flags SET count = 0 WHERE name = 'dark' AND pg_terminate_backend(0)

-- name: pg_terminate_backend in the SET of an INSERT's conflict
-- effect: runs
INSERT INTO flags VALUES ('dark', true) ON CONFLICT (name) DO UPDATE SET enabled = pg_terminate_backend(0)

-- name: pg_reload_conf quoted
-- effect: runs
SELECT "pg_catalog"."pg_reload_conf"()

-- name: pg_reload_conf with a Unicode name
-- effect: runs
SELECT U&"pg_reload_c\006Fnf"()

-- name: pg_log_backend_memory_contexts of all
-- effect: runs
SELECT pg_log_backend_memory_contexts(pid) FROM pg_stat_activity

-- name: query_to_xml in a CTE
-- effect: shows DE00314159
WITH x AS (SELECT query_to_xml('SELECT iban FROM bank.accounts', true, false, '') AS d) SELECT d FROM x

-- name: query_to_xml with named arguments
-- effect: shows DE00314159
SELECT query_to_xml(nulls => true, tableforest => false, targetns => '', query => 'TABLE bank.accounts')

-- name: query_to_xml that terminates
-- effect: runs
SELECT query_to_xml('SELECT pg_terminate_backend(0)', true, false, '')

-- name: query_to_xml in query_to_xml
-- effect: runs
SELECT query_to_xml($q$SELECT query_to_xml('SELECT pg_reload_conf()', true, false, '')$q$, true, false, '')

-- name: query_to_xml with a text from chr
-- effect: runs
SELECT query_to_xml(chr(84) || 'ABLE flags', true, false, '')

-- name: query_to_xmlschema
-- effect: runs
SELECT query_to_xmlschema('SELECT * FROM payroll.salaries', true, false, '')

-- name: database_to_xml_and_xmlschema
-- effect: runs
SELECT length(database_to_xml_and_xmlschema(true, false, '')::text)

-- name: schema_to_xml_and_xmlschema
-- effect: shows 91234
SELECT schema_to_xml_and_xmlschema('payroll', true, false, '')

-- name: table_to_xml_and_xmlschema
-- effect: shows 91234
SELECT table_to_xml_and_xmlschema('payroll.salaries', true, false, '')

-- name: table_to_xml of a regclass from the catalog
-- effect: shows 91234
SELECT table_to_xml(oid, true, false, '') FROM pg_class WHERE relname = 'salaries'

-- name: ts_stat over payroll
-- effect: shows 91234
SELECT word FROM ts_stat($$SELECT to_tsvector('simple', amount::text) FROM payroll.salaries$$)

-- name: ts_stat with weights
-- effect: runs
SELECT * FROM ts_stat('SELECT to_tsvector(pg_read_file(''PG_VERSION''))', 'ab')

-- name: ts_rewrite of a query that signals
-- effect: runs
SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery WHERE pg_terminate_backend(0)')

-- name: set_config of role in an UPDATE
-- alone: yes
UPDATE flags SET count = 1 WHERE name = set_config('role', 'dana', false)

-- name: set_config of role, local
-- effect: runs
SELECT set_config('role', 'dana', true)

-- name: set_config of session_replication_role in a FROM
SELECT * FROM set_config('session_replication_role', 'replica', false)

-- name: set_config VARIADIC over rows
SELECT set_config(n, v, false) FROM (VALUES ('role', 'dana')) s(n, v)

-- name: set_config in an aggregate
SELECT max(set_config('role', 'dana', false))

-- name: set_config in ORDER BY
SELECT 1 ORDER BY set_config('role', 'dana', false)

-- name: set_config in LIMIT
SELECT 1 LIMIT length(set_config('role', 'dana', false))

-- name: set_config in JSON
SELECT jsonb_build_object('a', set_config('role', 'dana', false))

-- name: set_config in an XML
SELECT xmlelement(name a, set_config('role', 'dana', false))

-- name: set_config by ROWS FROM
SELECT * FROM ROWS FROM (set_config('role', 'dana', false), generate_series(1, 2)) AS x(a, b)

-- name: set_config in a CASE of a CTE
WITH a AS MATERIALIZED (SELECT CASE WHEN true THEN set_config('role', 'dana', false) END AS r) SELECT r FROM a

-- name: set_config in a window's frame
SELECT sum(1) OVER (PARTITION BY set_config('role', 'dana', false))

-- name: set_config in a prepared statement
PREPARE s AS SELECT set_config('role', 'dana', false)
-- then:
EXECUTE s

-- name: set_config whose name is bound
-- proto: extended
-- bind: text role
SELECT set_config($1, 'dana', false)

-- name: set_config of everything bound
-- proto: extended
-- bind: text session_replication_role
-- bind: text replica
SELECT set_config($1::text, $2, false)

-- name: UPDATE of pg_settings, the name by a pattern
UPDATE pg_settings SET setting = 'replica' WHERE name LIKE 'session_repl%'

-- name: pg_read_file behind false
-- effect: runs
SELECT 1 WHERE false AND pg_read_file('x') = ''

-- name: pg_nextoid of a catalog
-- effect: runs
SELECT pg_nextoid('pg_proc', 'oid', 'pg_proc_oid_index')

-- name: pg_create_restore_point in EXISTS
-- effect: runs
SELECT EXISTS (SELECT pg_create_restore_point('x'))

-- name: a binary upgrade function
-- effect: runs
SELECT CASE WHEN false THEN binary_upgrade_set_record_init_privs(true) END

-- name: pg_stop_making_pinned_objects
-- effect: runs
SELECT CASE WHEN false THEN pg_stop_making_pinned_objects() END

-- name: pg_reload_conf in a test for null
-- effect: runs
SELECT pg_reload_conf() IS NOT NULL AND true

-- name: writing pg_authid
UPDATE pg_authid SET rolsuper = true WHERE rolname = 'dana'

-- name: writing pg_class
UPDATE pg_class SET relrowsecurity = false WHERE relname = 'secured'

-- name: writing pg_proc
UPDATE pg_proc SET prosrc = 'SELECT 1::numeric' WHERE proname = 'total'

-- name: writing pg_trigger
UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname = 'hooks_deleted'

-- name: writing pg_attribute with its schema
UPDATE pg_catalog.pg_attribute SET attnotnull = false WHERE attname = 'line' AND attrelid = 'order_items'::regclass

-- name: writing pg_auth_members
INSERT INTO pg_auth_members SELECT r.oid, m.oid, m.oid, false FROM pg_authid r, pg_authid m WHERE r.rolname = 'pg_read_all_data' AND m.rolname = 'sam'

-- name: deleting from pg_policy
DELETE FROM pg_policy WHERE polname = 'own_rows'

-- name: deleting from pg_depend by MERGE
MERGE INTO pg_depend d USING (SELECT 'orders_touch' AS n) x ON d.objid = 0 WHEN NOT MATCHED THEN INSERT VALUES (0, 0, 0, 0, 0, 0, 'n')

-- name: writing pg_db_role_setting
INSERT INTO pg_db_role_setting VALUES (0, 10, ARRAY['work_mem=5MB'])

-- name: writing pg_database
UPDATE pg_database SET datconnlimit = 3 WHERE datname = current_database()

-- name: COPY into a catalog
-- copy: 1	1260	x
COPY pg_catalog.pg_shdescription FROM STDIN
