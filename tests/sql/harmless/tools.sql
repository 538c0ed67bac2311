-- What tools for people, dashboards, monitoring, migrations and frameworks send.

-- name: pgAdmin: sessions of the dashboard
-- compare: shape
SELECT 'session_stats' AS chart_name, row_to_json(t) AS chart_data FROM (SELECT (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = (SELECT datname FROM pg_catalog.pg_database WHERE oid = 16384)) AS "Total", (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'active') AS "Active", (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'idle') AS "Idle") t UNION ALL SELECT 'tps_stats' AS chart_name, row_to_json(t) AS chart_data FROM (SELECT (SELECT sum(xact_commit) + sum(xact_rollback) FROM pg_catalog.pg_stat_database) AS "Transactions", (SELECT sum(xact_commit) FROM pg_catalog.pg_stat_database) AS "Commits") t

-- name: pgAdmin: who one is
SELECT roles.oid > 0 AS id, roles.rolname AS name, roles.rolsuper AS is_superuser, CASE WHEN roles.rolsuper THEN true ELSE roles.rolcreaterole END AS can_create_role, CASE WHEN roles.rolsuper THEN true ELSE roles.rolcreatedb END AS can_create_db, CASE WHEN 'pg_signal_backend' = ANY (ARRAY(WITH RECURSIVE cte AS (SELECT pg_roles.oid, pg_roles.rolname FROM pg_roles WHERE pg_roles.oid = roles.oid UNION ALL SELECT m.roleid, pgr.rolname FROM cte cte_1 JOIN pg_auth_members m ON m.member = cte_1.oid JOIN pg_roles pgr ON pgr.oid = m.roleid) SELECT rolname FROM cte)) THEN true ELSE false END AS can_signal_backend FROM pg_catalog.pg_roles AS roles WHERE rolname = current_user

-- name: pgAdmin: settings at the beginning
SET DateStyle = ISO; SET client_min_messages = notice; SELECT set_config('bytea_output', 'hex', false) FROM pg_show_all_settings() WHERE name = 'bytea_output'; SET client_encoding = 'UTF8'

-- name: pgAdmin: replication nodes
SELECT CASE WHEN (SELECT count(extname) FROM pg_catalog.pg_extension WHERE extname = 'bdr') > 0 THEN 'pgd' WHEN (SELECT count(*) FROM pg_replication_slots) > 0 THEN 'log' ELSE NULL END AS type

-- name: pgAdmin: is GSS used
SELECT gss_authenticated, encrypted FROM pg_catalog.pg_stat_gssapi WHERE pid = pg_backend_pid()

-- name: pgAdmin: schemas
SELECT nsp.nspname AS name, has_schema_privilege(nsp.oid, 'CREATE') AS can_create, has_schema_privilege(nsp.oid, 'USAGE') AS has_usage, des.description FROM pg_catalog.pg_namespace nsp LEFT OUTER JOIN pg_catalog.pg_description des ON (des.objoid = nsp.oid AND des.classoid = 'pg_namespace'::regclass) WHERE nspname NOT LIKE E'pg\\_%' AND NOT ((nsp.nspname = 'pg_catalog' AND EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'pg_class' AND relnamespace = nsp.oid LIMIT 1))) ORDER BY nspname

-- name: pgAdmin: a table's triggers
SELECT t.tgname AS name, (CASE WHEN tgenabled = 'O' THEN true ELSE false END) AS is_enable_trigger, pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t WHERE NOT tgisinternal AND tgrelid = 'orders'::regclass ORDER BY tgname

-- name: pgAdmin: a table's statistics
SELECT seq_scan AS "Sequential scans", n_live_tup AS "Tuples live", pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(stat.relid) + (CASE WHEN cl.reltoastrelid = 0 THEN 0 ELSE pg_catalog.pg_relation_size(cl.reltoastrelid) + COALESCE((SELECT SUM(pg_catalog.pg_relation_size(indexrelid)) FROM pg_catalog.pg_index WHERE indrelid = cl.reltoastrelid)::int8, 0) END)) IS NOT NULL FROM pg_catalog.pg_stat_all_tables stat JOIN pg_catalog.pg_class cl ON cl.oid = stat.relid WHERE stat.relname = 'none'

-- name: pgAdmin: dependents
SELECT DISTINCT dep.deptype, dep.classid::regclass, cl.relkind, CASE WHEN cl.relkind IS NOT NULL THEN cl.relname WHEN tg.oid IS NOT NULL THEN tg.tgname WHEN ty.oid IS NOT NULL THEN ty.typname WHEN ns.oid IS NOT NULL THEN ns.nspname WHEN pr.oid IS NOT NULL THEN pr.proname ELSE '' END AS refname FROM pg_catalog.pg_depend dep LEFT JOIN pg_catalog.pg_class cl ON dep.objid = cl.oid LEFT JOIN pg_catalog.pg_proc pr ON dep.objid = pr.oid LEFT JOIN pg_catalog.pg_trigger tg ON dep.objid = tg.oid LEFT JOIN pg_catalog.pg_type ty ON dep.objid = ty.oid LEFT JOIN pg_catalog.pg_namespace ns ON dep.objid = ns.oid WHERE dep.refobjid = 'orders'::regclass ORDER BY 2, 1, 4

-- name: DBeaver: at the beginning
SET application_name = 'DBeaver 23.3.0 - Main <orders>'

-- name: DBeaver: schema, session and time zone
SELECT current_schema(), session_user; SHOW search_path

-- name: DBeaver: databases
SELECT db.datname, db.datistemplate, pg_encoding_to_char(db.encoding) FROM pg_catalog.pg_database db WHERE datallowconn AND NOT datistemplate AND datname = current_database()

-- name: DBeaver: types
SELECT t.oid > 0, t.typname, c.relkind, format_type(nullif(t.typbasetype, 0), t.typtypmod) AS base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid = t.typelem LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid = t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid = d.objoid WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C') AND t.typnamespace = 'public'::regnamespace ORDER BY t.typname

-- name: DBeaver: tables of a schema
SELECT c.relname, d.description, pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS partition_expr, pg_catalog.pg_get_partkeydef(c.oid) AS partition_key FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'I', 'c') ORDER BY c.relname

-- name: DBeaver: constraints
SELECT c.conname, t.relname AS tabrelname, rt.relnamespace::regnamespace AS refnamespace, d.description, CASE WHEN c.contype = 'c' THEN "substring"(pg_get_constraintdef(c.oid), 7) ELSE NULL END consrc_copy FROM pg_catalog.pg_constraint c INNER JOIN pg_catalog.pg_class t ON t.oid = c.conrelid LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid = c.confrelid LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 WHERE c.conrelid = 'orders'::regclass ORDER BY c.oid

-- name: DBeaver: a count of rows
SELECT COUNT(*) FROM public.orders

-- name: DBeaver: a page of a table
SELECT * FROM public.orders ORDER BY id LIMIT 200 OFFSET 0

-- name: DBeaver: one cell is changed
UPDATE public.orders SET note='by hand' WHERE id=17

-- name: DBeaver: keywords
SELECT string_agg(word, ',') FROM pg_catalog.pg_get_keywords() WHERE word <> ALL ('{a,abs,absolute,action}'::text[]) AND catcode = 'R'

-- name: DBeaver: a source's lock
SELECT wait_event_type FROM pg_stat_activity WHERE pid = -1 AND query <> '<IDLE>'

-- name: DataGrip: time and version
SELECT current_timestamp IS NOT NULL, current_setting('server_version_num')::int / 10000 AS major

-- name: DataGrip: transaction of the catalog's state
-- compare: shape
SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN NULL ELSE pg_catalog.txid_current()::varchar::bigint END AS current_txid

-- name: DataGrip: the newest transaction of tables
-- compare: shape
SELECT L.transactionid::varchar::bigint AS transaction_id FROM pg_catalog.pg_locks L WHERE L.transactionid IS NOT NULL ORDER BY pg_catalog.age(L.transactionid) DESC LIMIT 1

-- name: DataGrip: objects with their state number
-- compare: shape
SELECT T.oid AS table_id, T.relkind AS table_kind, T.relname AS table_name, T.relnamespace, T.xmin AS table_state_number, T.relispartition, pg_catalog.array_to_string(T.reloptions, ',') AS options, T.reltablespace FROM pg_catalog.pg_class T WHERE T.relnamespace = 'public'::regnamespace AND T.relkind IN ('r', 'm', 'v', 'f', 'p') ORDER BY T.relname

-- name: DataGrip: functions with their sources
WITH languages AS (SELECT oid AS lang_oid, lanname AS lang FROM pg_catalog.pg_language), routines AS (SELECT proname AS r_name, prolang AS lang_oid, oid AS r_id, xmin AS r_state_number, proargnames AS arg_names, proargmodes AS arg_modes, proargtypes::int[] AS in_arg_types, prosrc FROM pg_catalog.pg_proc WHERE pronamespace = 'public'::regnamespace) SELECT r_name, lang, arg_names, prosrc FROM routines NATURAL JOIN languages ORDER BY r_name, arg_names

-- name: DataGrip: grants
SELECT T.relname, acl.grantee = 0 AS everybody, acl.privilege_type, acl.is_grantable FROM pg_catalog.pg_class T, LATERAL pg_catalog.aclexplode(T.relacl) acl WHERE T.relname = 'customers' ORDER BY 1, 3

-- name: DataGrip: keep alive
SELECT 'keep alive'

-- name: Metabase: tables
SELECT "n"."nspname" AS "schema", "c"."relname" AS "name", CASE "c"."relkind" WHEN 'r' THEN 'TABLE' WHEN 'p' THEN 'PARTITIONED TABLE' WHEN 'v' THEN 'VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE NULL END AS "type", "d"."description" AS "description" FROM "pg_catalog"."pg_class" AS "c" INNER JOIN "pg_catalog"."pg_namespace" AS "n" ON "c"."relnamespace" = "n"."oid" LEFT JOIN "pg_catalog"."pg_description" AS "d" ON ("c"."oid" = "d"."objoid") AND ("d"."objsubid" = 0) AND ("d"."classoid" = 'pg_class'::regclass) WHERE ("c"."relkind" IN ('r', 'p', 'v', 'f', 'm')) AND ("n"."nspname" !~ '^pg_') AND ("n"."nspname" <> 'information_schema') ORDER BY "type" ASC, "schema" ASC, "name" ASC

-- name: Metabase: privileges
WITH table_privileges AS (SELECT NULL AS role, t.schemaname AS schema, t.objectname AS table, pg_catalog.has_any_column_privilege(current_user, '"' || replace(t.schemaname, '"', '""') || '"' || '.' || '"' || replace(t.objectname, '"', '""') || '"', 'update') AS update, pg_catalog.has_any_column_privilege(current_user, quote_ident(t.schemaname) || '.' || quote_ident(t.objectname), 'select') AS select FROM (SELECT schemaname, tablename AS objectname FROM pg_catalog.pg_tables UNION SELECT schemaname, viewname AS objectname FROM pg_catalog.pg_views UNION SELECT schemaname, matviewname AS objectname FROM pg_catalog.pg_matviews) t WHERE t.schemaname !~ '^pg_' AND t.schemaname <> 'information_schema' AND pg_catalog.has_schema_privilege(current_user, t.schemaname, 'usage')) SELECT t.* FROM table_privileges t WHERE t.select OR t.update ORDER BY 2, 3

-- name: Metabase: a question by month
SELECT DATE_TRUNC('month', "public"."orders"."placed_on") AS "placed_on", SUM("public"."orders"."amount") AS "sum" FROM "public"."orders" WHERE ("public"."orders"."placed_on" >= DATE_TRUNC('year', timestamp '2024-06-01')) AND ("public"."orders"."placed_on" < DATE_TRUNC('year', (timestamp '2024-06-01' + INTERVAL '1 year'))) GROUP BY DATE_TRUNC('month', "public"."orders"."placed_on") ORDER BY DATE_TRUNC('month', "public"."orders"."placed_on") ASC

-- name: Metabase: a field's fingerprint
SELECT "source"."substring1" AS "substring1" FROM (SELECT SUBSTRING("public"."customers"."name", 1, 1234) AS "substring1" FROM "public"."customers" LIMIT 10000) AS "source" ORDER BY 1

-- name: Metabase: time zone
SET SESSION TIMEZONE TO 'UTC'; SET TRANSACTION READ ONLY

-- name: Tableau: a subselect of everything
SELECT * FROM (SELECT id, name FROM customers) "Custom SQL Query" LIMIT 0

-- name: Tableau: SQL of its own with brackets and a having
SELECT SUM("orders"."amount") AS "sum:amount:ok", CAST(TRUNC(EXTRACT(YEAR FROM "orders"."placed_on")) AS INTEGER) AS "yr:placed_on:ok" FROM "public"."orders" "orders" GROUP BY 2 HAVING (COUNT(1) > 0)

-- name: Tableau: a temporary table tried
CREATE LOCAL TEMPORARY TABLE "#Tableau_1_1_Connect" ("COL" INTEGER) ON COMMIT PRESERVE ROWS; SELECT COUNT(1) FROM "#Tableau_1_1_Connect"

-- name: Tableau: cursors
BEGIN;DECLARE "SQL_CUR0000" CURSOR WITH HOLD FOR SELECT id FROM customers ORDER BY id; FETCH 3 IN "SQL_CUR0000"
-- then:
CLOSE "SQL_CUR0000"
-- then:
COMMIT

-- name: ODBC: the driver's first statements
SET DateStyle = 'ISO';SET extra_float_digits = 2;show transaction_isolation

-- name: ODBC: savepoints around every statement
BEGIN
-- then:
SAVEPOINT _EXEC_SVP_0x1
-- then:
SELECT 1
-- then:
RELEASE _EXEC_SVP_0x1
-- then:
COMMIT

-- name: Grafana: a time series
SELECT floor(extract(epoch from created_at) / 300) * 300 AS "time", count(*) AS value FROM customers WHERE created_at BETWEEN '2023-01-01T00:00:00Z' AND '2025-01-01T00:00:00Z' GROUP BY 1 ORDER BY 1

-- name: Grafana: tables of the query builder
SELECT quote_ident(table_name) FROM information_schema.tables WHERE quote_ident(table_schema) NOT IN ('information_schema', 'pg_catalog', '_timescaledb_cache') AND table_type = 'BASE TABLE' AND quote_ident(table_schema) IN (SELECT CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END FROM generate_series(array_lower(string_to_array(current_setting('search_path'), ','), 1), array_upper(string_to_array(current_setting('search_path'), ','), 1)) AS i, string_to_array(current_setting('search_path'), ',') s) ORDER BY 1

-- name: Superset: columns
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) AS DEFAULT, a.attnotnull, a.attrelid::regclass AS table_oid, pgd.description AS comment, a.attgenerated AS generated FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_description pgd ON (pgd.objoid = a.attrelid AND pgd.objsubid = a.attnum) WHERE a.attrelid = 'orders'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum

-- name: Prometheus exporter: databases
SELECT pg_database.datname, pg_database_size(pg_database.datname) > 0 AS size FROM pg_database WHERE datname = current_database()

-- name: Prometheus exporter: bgwriter
-- compare: shape
SELECT checkpoints_timed, checkpoints_req, checkpoint_write_time, buffers_checkpoint, buffers_clean, maxwritten_clean, buffers_backend, buffers_alloc, stats_reset FROM pg_stat_bgwriter

-- name: Prometheus exporter: replication
-- compare: shape
SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0 WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 ELSE GREATEST(0, EXTRACT(EPOCH FROM (now() - pg_last_xact_replay_timestamp()))) END AS lag, CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica

-- name: Prometheus exporter: slots
-- compare: shape
SELECT slot_name, slot_type, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() - '0/0' ELSE pg_current_wal_lsn() - '0/0' END AS current_wal_lsn, COALESCE(confirmed_flush_lsn, '0/0') - '0/0', active FROM pg_replication_slots

-- name: Prometheus exporter: long transactions
-- compare: shape
SELECT COUNT(*) AS transactions, MAX(EXTRACT(EPOCH FROM clock_timestamp() - pg_stat_activity.xact_start)) AS oldest_timestamp_seconds FROM pg_catalog.pg_stat_activity WHERE state IS DISTINCT FROM 'idle' AND query NOT LIKE 'autovacuum:%' AND pg_stat_activity.xact_start IS NOT NULL

-- name: Datadog: connections
-- compare: shape
SELECT datname, usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3, 4 HAVING count(*) > 1000

-- name: Datadog: locks
-- compare: shape
SELECT mode, locktype, pn.nspname, pd.datname, pc.relname, granted, count(*) AS count FROM pg_locks l JOIN pg_database pd ON (l.database = pd.oid) JOIN pg_class pc ON (l.relation = pc.oid) LEFT JOIN pg_namespace pn ON (pn.oid = pc.relnamespace) WHERE l.mode IS NOT NULL AND pc.relname NOT LIKE 'pg\_%' GROUP BY pd.datname, pc.relname, pn.nspname, locktype, mode, granted

-- name: checkpoints and WAL
-- compare: shape
SELECT pg_current_wal_lsn(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') > 0, pg_walfile_name(pg_current_wal_lsn())

-- name: wraparound
-- compare: shape
SELECT datname, age(datfrozenxid), current_setting('autovacuum_freeze_max_age') FROM pg_database ORDER BY 2 DESC LIMIT 5

-- name: bloat by the statistics' widths
SELECT schemaname, tablename, bool_or(null_frac = 1), sum((1 - null_frac) * avg_width) > 0 AS w FROM pg_stats WHERE schemaname = 'bank' GROUP BY 1, 2 ORDER BY 1, 2

-- name: unused indexes
SELECT relname, indexrelname, idx_scan FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid) WHERE idx_scan = -1 AND NOT indisunique

-- name: missing indexes of foreign keys
SELECT c.conrelid::regclass AS "table", string_agg(a.attname, ',' ORDER BY x.n) AS columns FROM pg_catalog.pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS x(attnum, n) JOIN pg_catalog.pg_attribute a ON a.attnum = x.attnum AND a.attrelid = c.conrelid WHERE c.contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey) GROUP BY c.conrelid, c.conname ORDER BY 1, 2

-- name: cache hit rate
SELECT sum(heap_blks_read) >= 0, sum(heap_blks_hit) / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0) > 2 AS ratio FROM pg_statio_user_tables

-- name: blocked and blocking
-- compare: shape
SELECT blocked.pid AS blocked_pid, blocking.pid AS blocking_pid, blocked.query FROM pg_catalog.pg_stat_activity blocked JOIN LATERAL unnest(pg_blocking_pids(blocked.pid)) AS b(pid) ON true JOIN pg_catalog.pg_stat_activity blocking ON blocking.pid = b.pid

-- name: what a function says
SELECT pg_get_functiondef('purge()'::regprocedure), pg_get_function_arguments('archive(int)'::regprocedure), prosrc FROM pg_proc WHERE proname = 'pay_of'

-- name: what a view says
SELECT pg_get_viewdef('staff'::regclass, true), definition FROM pg_views WHERE viewname = 'account_owners'

-- name: what a rule and a trigger say
SELECT pg_get_ruledef(oid, true) FROM pg_rewrite WHERE rulename = 'bells_ring'

-- name: roles and their members
SELECT r.rolname, r.rolsuper, r.rolinherit, ARRAY(SELECT b.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid) WHERE m.member = r.oid) AS memberof FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' AND r.rolname IN ('dana', 'sam') ORDER BY 1

-- name: comments of everything
SELECT obj_description('orders'::regclass, 'pg_class'), col_description('orders'::regclass, 2), shobj_description(0, 'pg_database')

-- name: information_schema: columns
SELECT column_name, data_type, is_nullable, column_default, is_identity, is_generated FROM information_schema.columns WHERE table_schema = 'bank' AND table_name = 'accounts' ORDER BY ordinal_position

-- name: information_schema: keys
SELECT tc.constraint_type, kcu.column_name, ccu.table_name FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu USING (constraint_schema, constraint_name) LEFT JOIN information_schema.constraint_column_usage ccu USING (constraint_schema, constraint_name) WHERE tc.table_name = 'orders' AND constraint_type <> 'CHECK' ORDER BY 1, 2, 3

-- name: information_schema: routines
SELECT routine_name, routine_type, external_language FROM information_schema.routines WHERE routine_schema = 'public' ORDER BY 1, specific_name LIMIT 5

-- name: information_schema: privileges
SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_name = 'customers' AND grantee = 'reporting'

-- name: information_schema: sequences and domains
SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = 'public' UNION ALL SELECT domain_name FROM information_schema.domains WHERE domain_schema = 'public' ORDER BY 1

-- name: information_schema: triggers
SELECT trigger_name, event_manipulation, action_statement FROM information_schema.triggers WHERE event_object_table = 'hooks' ORDER BY 1, 2

-- name: Flyway: does its table exist
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relname = 'flyway_schema_history' AND c.relkind = 'r')

-- name: Flyway: its table
CREATE TABLE IF NOT EXISTS flyway_schema_history ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL) WITH (FILLFACTOR = 100); ALTER TABLE flyway_schema_history ADD CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank"); CREATE INDEX "flyway_schema_history_s_idx" ON flyway_schema_history ("success")

-- name: Flyway: its lock
SELECT pg_try_advisory_lock(77431708279161)
-- then:
SELECT pg_advisory_unlock(77431708279161)

-- name: Flyway: one entry
INSERT INTO flyway_schema_history ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success") VALUES (1, '1', 'init', 'SQL', 'V1__init.sql', 4711, current_user, 12, true)

-- name: Liquibase: its lock
CREATE TABLE public.databasechangeloglock (ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL, LOCKGRANTED TIMESTAMP WITHOUT TIME ZONE, LOCKEDBY VARCHAR(255), CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (ID))
-- then:
INSERT INTO public.databasechangeloglock (ID, LOCKED) VALUES (1, FALSE)
-- then:
UPDATE public.databasechangeloglock SET LOCKED = TRUE, LOCKEDBY = 'host', LOCKGRANTED = NOW() WHERE ID = 1 AND LOCKED = FALSE
-- then:
UPDATE public.databasechangeloglock SET LOCKED = FALSE, LOCKEDBY = NULL, LOCKGRANTED = NULL WHERE ID = 1

-- name: Alembic: its version
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))
-- then:
INSERT INTO alembic_version (version_num) VALUES ('27c6a30d7c24') RETURNING alembic_version.version_num
-- then:
UPDATE alembic_version SET version_num='1975ea83b712' WHERE alembic_version.version_num = '27c6a30d7c24'

-- name: golang-migrate: its lock and version
SELECT CURRENT_DATABASE() IS NOT NULL; SELECT pg_advisory_lock('4711'); CREATE TABLE IF NOT EXISTS "public"."schema_migrations" (version bigint not null primary key, dirty boolean not null); SELECT pg_advisory_unlock('4711')

-- name: Prisma migrate: its table
CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)

-- name: Prisma: enums
-- proto: prepared
-- bind: text public
SELECT t.typname as name, e.enumlabel as value, n.nspname as namespace FROM pg_type t JOIN pg_enum e ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = ANY (ARRAY[$1]) ORDER BY e.enumsortorder

-- name: Prisma: foreign keys
-- proto: prepared
-- bind: unknown {public}
SELECT con.conname AS constraint_name, child.attname AS child_column, parent.attname AS parent_column, con.confdeltype, con.confupdtype, rel_ns.nspname AS referenced_schema_name FROM (SELECT unnest(con1.conkey) AS child, unnest(con1.confkey) AS parent, generate_subscripts(con1.conkey, 1) AS colidx, con1.* FROM pg_constraint con1 JOIN pg_class cl ON con1.conrelid = cl.oid JOIN pg_namespace ns ON cl.relnamespace = ns.oid WHERE ns.nspname = ANY ($1) AND con1.contype = 'f') con JOIN pg_attribute parent ON parent.attrelid = con.confrelid AND parent.attnum = con.parent JOIN pg_class cl ON cl.oid = con.confrelid JOIN pg_attribute child ON child.attrelid = con.conrelid AND child.attnum = con.child JOIN pg_namespace rel_ns ON cl.relnamespace = rel_ns.oid ORDER BY constraint_name, con.colidx

-- name: Prisma: findMany
-- proto: prepared
-- bind: int4 5
-- bind: int8 0
SELECT "public"."customers"."id", "public"."customers"."name", "public"."customers"."feeling"::text FROM "public"."customers" WHERE 1=1 ORDER BY "public"."customers"."id" ASC LIMIT $1 OFFSET $2

-- name: Prisma: update of one
-- proto: prepared
-- bind: int4 5
UPDATE "public"."customers" SET "city" = 'Oslo' WHERE ("public"."customers"."id" = $1 AND 1=1) RETURNING "public"."customers"."id"

-- name: Prisma: delete of one
-- proto: prepared
-- bind: int4 9999
DELETE FROM "public"."customers" WHERE ("public"."customers"."id" = $1 AND 1=1)

-- name: Hibernate: a sequence of fifty
CREATE SEQUENCE orders_seq START WITH 1 INCREMENT BY 50
-- then:
SELECT nextval('orders_seq')

-- name: Hibernate: an entity with its joins
select o1_0.id,c1_0.id,c1_0.name,o1_0.note from orders o1_0 left join customers c1_0 on c1_0.id=o1_0.customer_id where o1_0.id=3

-- name: Hibernate: bulk delete by ids
delete from order_items where (order_id,line) in ((1,900),(2,901))

-- name: Hibernate: an optimistic update
update products set price=12,title='T' where sku='sku-5' and price=15

-- name: Hibernate: a temporary table for ids
create local temporary table HT_orders (id integer not null, hib_sess_id char(36), primary key (id)) on commit preserve rows
-- then:
insert into HT_orders(id) select o.id from orders o where o.status='none'
-- then:
update orders set note='x' where (id) in (select id from HT_orders)

-- name: ActiveRecord: an advisory lock of migrations
SELECT pg_try_advisory_lock(3340296238262863755)
-- then:
SELECT pg_advisory_unlock(3340296238262863755)

-- name: ActiveRecord: insert_all
INSERT INTO "flags" ("name","enabled","count") VALUES ('a1', TRUE, 1), ('a2', FALSE, 2) ON CONFLICT DO NOTHING RETURNING "name"

-- name: ActiveRecord: upsert_all
INSERT INTO "flags" ("name","enabled") VALUES ('a1', FALSE) ON CONFLICT ("name") DO UPDATE SET "enabled"=excluded."enabled" RETURNING "name"

-- name: ActiveRecord: in batches
DELETE FROM "audit"."log" WHERE ("audit"."log"."id") IN (SELECT "audit"."log"."id" FROM "audit"."log" WHERE "audit"."log"."id" >= 9 AND "audit"."log"."id" <= 9)

-- name: ActiveRecord: touch
UPDATE "customers" SET "created_at" = '2024-05-01 10:00:00' WHERE "customers"."id" IN (SELECT "customers"."id" FROM "customers" INNER JOIN "orders" ON "orders"."customer_id" = "customers"."id" WHERE "orders"."id" = 4)

-- name: ActiveRecord: none and where 1=0
SELECT "customers".* FROM "customers" WHERE (1=0)

-- name: ActiveRecord: a delete of none
DELETE FROM "customers" WHERE (1=0)

-- name: Django: get_or_create
SELECT (1) AS "a" FROM "customers" WHERE ("customers"."email" = 'c3@example.com') LIMIT 1

-- name: Django: a bulk update by CASE
UPDATE "orders" SET "note" = (CASE WHEN ("orders"."id" = 1) THEN 'a' WHEN ("orders"."id" = 2) THEN 'b' ELSE NULL END)::text WHERE "orders"."id" IN (1, 2)

-- name: Django: a delete of related
DELETE FROM "order_items" WHERE "order_items"."order_id" IN (48, 49)

-- name: Django: a delete of a queryset
DELETE FROM "order_items" WHERE ("order_items"."order_id", "order_items"."line") IN (SELECT U0."order_id", U0."line" FROM "order_items" U0 WHERE U0."quantity" > 1000)

-- name: Django: exclude
SELECT COUNT(*) AS "__count" FROM "customers" WHERE NOT (EXISTS(SELECT 1 AS "a" FROM "orders" U1 WHERE (U1."status" = 'paid' AND U1."customer_id" = ("customers"."id")) LIMIT 1))

-- name: Django: sequences reset as fixtures do
SELECT setval(pg_get_serial_sequence('"orders"','id'), coalesce(max("id"), 1), max("id") IS NOT null) FROM "orders"

-- name: Django: constraints immediate
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED
