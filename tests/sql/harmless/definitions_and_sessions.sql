-- Migrations, settings, cursors, locks and maintenance, as releases, drivers and jobs send them.

-- name: a constraint more and less
ALTER TABLE staging.imports ADD CONSTRAINT positive_id CHECK (id > -1000); ALTER TABLE staging.imports DROP CONSTRAINT positive_id

-- name: NOT NULL more and less
ALTER TABLE staging.scratch ALTER COLUMN id SET NOT NULL; ALTER TABLE staging.scratch ALTER COLUMN id DROP NOT NULL

-- name: a default more and less
ALTER TABLE staging.scratch ALTER COLUMN id SET DEFAULT 5; ALTER TABLE staging.scratch ALTER id DROP DEFAULT

-- name: a column with everything
ALTER TABLE flags ADD COLUMN IF NOT EXISTS updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, ADD COLUMN owner_id int REFERENCES customers ON DELETE SET NULL

-- name: a generated column
ALTER TABLE products ADD COLUMN value numeric GENERATED ALWAYS AS (price * stock) STORED

-- name: a generated column becomes a plain one
ALTER TABLE products ALTER COLUMN value DROP EXPRESSION

-- name: names of everything
ALTER TABLE order_items RENAME CONSTRAINT order_items_pkey TO items_pk; ALTER INDEX items_pk RENAME TO order_items_pkey; ALTER SEQUENCE invoice_numbers RENAME TO numbers; ALTER SEQUENCE numbers RENAME TO invoice_numbers

-- name: storage and statistics
ALTER TABLE customers ALTER COLUMN name SET STATISTICS 500, ALTER COLUMN data SET STORAGE EXTERNAL, ALTER COLUMN data SET COMPRESSION pglz; ALTER TABLE customers SET (fillfactor = 90, autovacuum_enabled = false); ALTER TABLE customers RESET (fillfactor)

-- name: cluster on
ALTER TABLE products CLUSTER ON products_pkey; ALTER TABLE products SET WITHOUT CLUSTER

-- name: replica identity
ALTER TABLE products REPLICA IDENTITY FULL; ALTER TABLE products REPLICA IDENTITY DEFAULT

-- name: a partition is made beside and attached
CREATE TABLE events_2028 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS); ALTER TABLE events ATTACH PARTITION events_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')

-- name: a default partition
CREATE TABLE events_other PARTITION OF events DEFAULT

-- name: a hash partitioned table
CREATE TABLE parts (id int, v text) PARTITION BY HASH (id); CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE INDEX ON parts (v)

-- name: a table with an exclusion and a deferrable key
CREATE TABLE rooms (room int, during tstzrange, EXCLUDE USING gist (during WITH &&), CONSTRAINT once UNIQUE (room) DEFERRABLE INITIALLY DEFERRED)

-- name: a table like another
CREATE TABLE orders_archive (LIKE orders INCLUDING ALL EXCLUDING INDEXES)

-- name: a table from a query without data
CREATE TABLE orders_empty AS SELECT * FROM orders WITH NO DATA

-- name: an unlogged table
CREATE UNLOGGED TABLE staging.fast (id int, v jsonb) WITH (autovacuum_enabled = off)

-- name: a table that becomes logged
ALTER TABLE staging.fast SET LOGGED

-- name: a typed table
CREATE TABLE places OF place (PRIMARY KEY (street))

-- name: a child table
CREATE TABLE dogs (bark text) INHERITS (animals); ALTER TABLE dogs NO INHERIT animals; ALTER TABLE dogs INHERIT animals

-- name: a sequence's options
ALTER SEQUENCE invoice_numbers INCREMENT BY 5 CACHE 20; ALTER SEQUENCE invoice_numbers RESTART WITH 500; ALTER SEQUENCE invoice_numbers OWNED BY orders.id; ALTER SEQUENCE invoice_numbers OWNED BY NONE

-- name: an enum's value renamed
CREATE TYPE level AS ENUM ('low', 'hi'); ALTER TYPE level RENAME VALUE 'hi' TO 'high'; ALTER TYPE level ADD VALUE 'mid' BEFORE 'high'

-- name: a composite type more
CREATE TYPE pair AS (a int, b text); ALTER TYPE pair ADD ATTRIBUTE c date; ALTER TYPE pair RENAME ATTRIBUTE c TO d

-- name: a range type more
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi)

-- name: a domain more
CREATE DOMAIN zip AS text CHECK (VALUE ~ '^[0-9]{5}$'); ALTER DOMAIN zip SET DEFAULT '00000'; ALTER DOMAIN zip DROP DEFAULT; ALTER DOMAIN zip ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID; ALTER DOMAIN zip VALIDATE CONSTRAINT short

-- name: a collation more
CREATE COLLATION IF NOT EXISTS german (provider = icu, locale = 'de-DE', deterministic = false)

-- name: statistics more
CREATE STATISTICS IF NOT EXISTS item_statistics (dependencies, mcv) ON sku, quantity FROM order_items; ALTER STATISTICS item_statistics SET STATISTICS 200

-- name: indexes of every kind
CREATE INDEX ON customers USING gin (data jsonb_path_ops); CREATE INDEX ON customers USING gin (tags); CREATE INDEX ON customers USING hash (email); CREATE INDEX ON orders USING brin (placed_on) WITH (pages_per_range = 32); CREATE INDEX ON customers (city COLLATE "C" DESC NULLS LAST, lower(name) text_pattern_ops)

-- name: an index for full text
CREATE INDEX ON products USING gin (to_tsvector('english', title))

-- name: an index on a JSON field
CREATE INDEX ON customers ((data ->> 'n'), ((data -> 'a' ->> 'b')::int)) WHERE data IS NOT NULL

-- name: a view with options
CREATE VIEW cheap WITH (security_barrier) AS SELECT sku, price FROM products WHERE price < 10 WITH LOCAL CHECK OPTION; ALTER VIEW cheap SET (security_invoker = true)

-- name: a view is replaced
CREATE OR REPLACE VIEW big_orders AS SELECT id, customer_id, amount FROM orders WHERE amount > 200

-- name: a temporary view
CREATE TEMP VIEW mine AS SELECT id FROM orders WHERE id < 3; SELECT * FROM mine

-- name: a recursive view
CREATE RECURSIVE VIEW numbers_to_five (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers_to_five WHERE n < 5

-- name: a materialized view more
CREATE MATERIALIZED VIEW per_city AS SELECT city, count(*) AS n FROM customers GROUP BY city; CREATE UNIQUE INDEX ON per_city (city)

-- name: a materialized view refreshed while it is read
REFRESH MATERIALIZED VIEW CONCURRENTLY per_city

-- name: a schema with its elements
CREATE SCHEMA crm CREATE TABLE leads (id int PRIMARY KEY, v text) CREATE VIEW lead_names AS SELECT v FROM leads CREATE INDEX ON leads (v)

-- name: ETL: a temporary table is filled and merged
BEGIN
-- then:
CREATE TEMP TABLE incoming (sku text, stock int) ON COMMIT DROP
-- then:
INSERT INTO incoming VALUES ('sku-8', 80), ('sku-80', 800)
-- then:
CREATE INDEX ON incoming (sku)
-- then:
ANALYZE incoming
-- then:
UPDATE products p SET stock = i.stock FROM incoming i WHERE i.sku = p.sku
-- then:
INSERT INTO products SELECT sku, 'new', 1, stock FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.sku = i.sku)
-- then:
COMMIT

-- name: ETL: a temporary table by SELECT INTO
SELECT id, amount INTO TEMP big FROM orders WHERE amount > 400
-- then:
SELECT count(*) FROM big

-- name: ETL: a temporary table and a sequence
CREATE TEMP SEQUENCE s START 5
-- then:
SELECT nextval('s'), nextval('pg_temp.s')

-- name: ETL: a table is swapped by names
BEGIN
-- then:
CREATE TABLE products_new (LIKE products INCLUDING ALL)
-- then:
INSERT INTO products_new SELECT * FROM products
-- then:
ALTER TABLE products RENAME TO products_old
-- then:
ALTER TABLE products_new RENAME TO products
-- then:
SELECT count(*) > 0 FROM products
-- then:
ROLLBACK

-- name: ETL: locks and statistics
BEGIN
-- then:
LOCK TABLE ONLY products IN SHARE UPDATE EXCLUSIVE MODE NOWAIT
-- then:
SELECT count(*) > 0 FROM products
-- then:
COMMIT

-- name: a transaction with everything of its own
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE
-- then:
SET TRANSACTION READ ONLY
-- then:
SELECT count(*) > 0 FROM orders
-- then:
ABORT

-- name: a transaction that fails and goes on from a savepoint, an error
BEGIN
-- then:
SAVEPOINT a
-- then:
INSERT INTO flags VALUES ('dark', true)

-- name: a savepoint in a savepoint
BEGIN
-- then:
SAVEPOINT a
-- then:
SAVEPOINT a
-- then:
UPDATE flags SET count = 1 WHERE name = 'beta'
-- then:
RELEASE SAVEPOINT a
-- then:
ROLLBACK TO a
-- then:
END

-- name: characteristics of the session
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED

-- name: a snapshot's age
SELECT pg_current_snapshot() IS NOT NULL, txid_current() > 0, pg_current_xact_id_if_assigned() IS NULL, pg_snapshot_xmin(pg_current_snapshot())::text <> ''

-- name: settings of drivers
SET extra_float_digits = 3; SET DateStyle TO ISO, MDY; SET IntervalStyle = iso_8601; SET client_min_messages TO warning; SET bytea_output = hex; SET TimeZone = 'Europe/Berlin'; SET lc_monetary = 'C'; SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off; SET statement_timeout TO 0; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '1min'; SET standard_conforming_strings = on

-- name: settings of planners
SET enable_seqscan = off; SET work_mem = '64MB'; SET random_page_cost = 1.1; SET jit = off; SET max_parallel_workers_per_gather = 0; SET LOCAL enable_nestloop TO off; SET plan_cache_mode = force_custom_plan; SET from_collapse_limit = 10; RESET enable_seqscan; SET geqo TO DEFAULT

-- name: settings of dumps and loads
SET synchronous_commit = off; SET check_function_bodies = false; SET xmloption = content; SET row_security = off; SET maintenance_work_mem = '128MB'; SET default_table_access_method = heap; SET default_tablespace = ''; SET vacuum_cost_delay = 0; SET constraint_exclusion = partition

-- name: settings of one's own
SET app.who = 'ada'; SET LOCAL app.request TO 'x'; SELECT current_setting('app.who', true), set_config('app.role', 'admin', true)

-- name: SHOW of everything usual
SHOW transaction_isolation; SHOW TIME ZONE; SHOW search_path; SHOW standard_conforming_strings; SHOW max_identifier_length; SHOW transaction_read_only; SHOW session_authorization; SHOW role

-- name: LISTEN and NOTIFY in a transaction
BEGIN
-- then:
LISTEN "Order Items"
-- then:
NOTIFY elsewhere
-- then:
SELECT pg_notify('elsewhere', '{"drop": "table"}')
-- then:
COMMIT
-- then:
SELECT * FROM pg_listening_channels()
-- then:
UNLISTEN "Order Items"

-- name: advisory locks of every kind
SELECT pg_try_advisory_lock(1, 2), pg_try_advisory_lock_shared(3), pg_try_advisory_xact_lock(hashtext('job')), pg_advisory_unlock(1, 2), pg_advisory_unlock_shared(3); SELECT pg_advisory_unlock_all()

-- name: an advisory lock held for a transaction
BEGIN
-- then:
SELECT pg_advisory_xact_lock(4711)
-- then:
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
-- then:
COMMIT

-- name: a short sleep
SELECT pg_sleep(0.01)

-- name: health checks
SELECT 1 AS result
-- then:
SELECT NULL
-- then:
select 1;
-- then:
SELECT TRUE
-- then:
SELECT 'ping'
-- then:
/* ping */ SELECT 1
-- then:
-- ping
SELECT 1
-- then:
SELECT pg_is_in_recovery()
-- then:
SHOW transaction_read_only
-- then:
SELECT current_setting('transaction_read_only')
-- then:
SELECT pg_postmaster_start_time() < now()

-- name: EXPLAIN of everything
EXPLAIN DELETE FROM order_items
-- then:
EXPLAIN (COSTS OFF) UPDATE products SET stock = 0
-- then:
EXPLAIN (COSTS OFF, VERBOSE) INSERT INTO flags VALUES ('x', true)
-- then:
EXPLAIN (COSTS OFF) MERGE INTO products p USING (SELECT 1) v ON true WHEN MATCHED THEN DELETE
-- then:
EXPLAIN (COSTS OFF) CREATE TABLE never AS SELECT 1
-- then:
EXPLAIN (COSTS OFF) DECLARE c CURSOR FOR SELECT 1
-- then:
EXPLAIN (FORMAT yaml, COSTS OFF, SETTINGS) SELECT 1

-- name: EXPLAIN ANALYZE of a bounded delete
BEGIN
-- then:
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) DELETE FROM audit.log WHERE id = 9999
-- then:
ROLLBACK

-- name: cursors of every kind
BEGIN
-- then:
DECLARE a INSENSITIVE SCROLL CURSOR WITH HOLD FOR SELECT id FROM orders ORDER BY id
-- then:
FETCH ABSOLUTE 5 FROM a
-- then:
FETCH RELATIVE -2 FROM a
-- then:
FETCH LAST FROM a
-- then:
MOVE FORWARD ALL IN a
-- then:
FETCH BACKWARD 2 FROM a
-- then:
COMMIT
-- then:
FETCH FIRST FROM a
-- then:
CLOSE ALL

-- name: an update where current of
BEGIN
-- then:
DECLARE u CURSOR FOR SELECT * FROM orders WHERE id = 20 FOR UPDATE
-- then:
FETCH u
-- then:
UPDATE orders SET note = 'here' WHERE CURRENT OF u RETURNING id
-- then:
COMMIT

-- name: prepared statements by SQL
PREPARE a AS SELECT 1
-- then:
PREPARE "B" (int, text) AS INSERT INTO audit.log (id, what) VALUES ($1, $2)
-- then:
EXECUTE "B" (700, 'x')
-- then:
EXECUTE a
-- then:
SELECT name, statement FROM pg_prepared_statements ORDER BY name
-- then:
DEALLOCATE PREPARE a
-- then:
DEALLOCATE ALL

-- name: a prepared delete of one row
PREPARE d (int) AS DELETE FROM audit.log WHERE id = $1
-- then:
EXECUTE d (12345)
-- then:
EXECUTE d (NULL)

-- name: COPY with options
COPY products (sku, title) TO STDOUT (FORMAT csv, DELIMITER ';', QUOTE '"', NULL '-', FORCE_QUOTE (title), HEADER true)

-- name: COPY of a report
COPY (SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1) TO STDOUT (FORMAT text, DELIMITER '|')

-- name: COPY of a partitioned table's rows
COPY (TABLE events) TO STDOUT

-- name: COPY in binary
COPY (SELECT 1::int) TO STDOUT (FORMAT binary)

-- name: COPY BINARY, the old way
COPY BINARY flags (name) TO STDOUT

-- name: COPY from a CSV
-- copy: 61,x
-- copy: 62,''
COPY staging.imports (id, payload) FROM STDIN WITH (FORMAT csv, NULL '', QUOTE '''')

-- name: COPY with a filter
-- copy: 50	a
-- copy: 60	b
COPY staging.imports FROM STDIN WHERE id > 55

-- name: COPY into a temporary table
-- copy: 1,a
CREATE TEMP TABLE incoming (id int, v text)
-- then:
COPY incoming FROM STDIN CSV

-- name: a large object in a transaction
BEGIN
-- then:
SELECT lo_from_bytea(87654321, 'hello')
-- then:
SELECT convert_from(lo_get(87654321), 'UTF8')
-- then:
SELECT lo_put(87654321, 1, 'a')
-- then:
ROLLBACK

-- name: VACUUM in its forms
VACUUM (VERBOSE off, SKIP_LOCKED, INDEX_CLEANUP auto) audit.log
-- then:
VACUUM FREEZE flags
-- then:
VACUUM (PARALLEL 0, TRUNCATE off) orders, customers
-- then:
ANALYZE VERBOSE flags
-- then:
ANALYZE (SKIP_LOCKED) flags (name, enabled)

-- name: REINDEX in its forms
REINDEX (VERBOSE) INDEX customers_pkey
-- then:
REINDEX TABLE CONCURRENTLY flags

-- name: brin and gin are tended
CREATE INDEX b ON audit.log USING brin (id)
-- then:
SELECT brin_summarize_new_values('audit.b')

-- name: privileges are asked
SELECT has_column_privilege('bank.accounts', 'iban', 'SELECT'), has_function_privilege('purge()', 'EXECUTE'), has_sequence_privilege('invoice_numbers', 'USAGE'), has_database_privilege(current_database(), 'CREATE'), has_parameter_privilege('work_mem', 'SET'), row_security_active('secured')

-- name: regclass and friends
SELECT 'payroll.salaries'::regclass, to_regclass('no.such'), 'purge()'::regprocedure, to_regtype('mood'), 'public'::regnamespace, 'app'::regrole, to_regoperator('+(int,int)')

-- name: sizes of restricted tables
SELECT pg_relation_size('payroll.salaries') > 0, pg_table_size('bank.accounts') > 0, pg_relation_filepath('payroll.salaries') IS NOT NULL, pg_column_size('x'::text)

-- name: SET CONSTRAINTS
BEGIN
-- then:
SET CONSTRAINTS ALL DEFERRED
-- then:
COMMIT

-- name: RESET and DISCARD of pools
RESET ALL
-- then:
DEALLOCATE ALL
-- then:
CLOSE ALL
-- then:
UNLISTEN *
-- then:
SELECT pg_advisory_unlock_all()
-- then:
DISCARD PLANS
-- then:
DISCARD SEQUENCES
-- then:
DISCARD TEMP
-- then:
RESET SESSION AUTHORIZATION
-- then:
RESET ROLE

-- name: an index is attached
CREATE INDEX ON ONLY events (kind)

-- name: an index's tablespace and options
ALTER INDEX orders_by_customer SET (fillfactor = 70); ALTER INDEX orders_by_customer RESET (fillfactor)

-- name: a table in another tablespace
ALTER TABLE flags SET TABLESPACE pg_default

-- name: an access method by name
ALTER TABLE flags SET ACCESS METHOD heap

-- name: a foreign key that sets null
ALTER TABLE bank.transfers ADD COLUMN customer_id int REFERENCES customers ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED

-- name: a type made wider
ALTER TABLE order_items ALTER COLUMN quantity TYPE bigint, ALTER COLUMN sku TYPE varchar(100)

-- name: a type made otherwise with USING
ALTER TABLE staging.imports ALTER COLUMN id TYPE text USING id::text

-- name: comments on everything
COMMENT ON SCHEMA bank IS 'money'; COMMENT ON VIEW staff IS 'v'; COMMENT ON FUNCTION total(int) IS 'f'; COMMENT ON TYPE mood IS 't'; COMMENT ON INDEX orders_by_customer IS 'i'; COMMENT ON CONSTRAINT orders_pkey ON orders IS 'c'; COMMENT ON TRIGGER orders_touch ON orders IS NULL; COMMENT ON SEQUENCE invoice_numbers IS 'n'; COMMENT ON DOMAIN positive IS 'd'; COMMENT ON MATERIALIZED VIEW order_totals IS 'm'; COMMENT ON STATISTICS order_statistics IS 's'

-- name: an optional filter that is given
PREPARE f (int, text) AS UPDATE orders SET note = 'f' WHERE ($1 IS NULL OR id = $1) AND ($2 IS NULL OR status = $2)
-- then:
EXECUTE f (31, NULL)
-- then:
EXECUTE f (NULL, 'nothing')

-- name: a text search configuration
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple)

-- name: a text search dictionary
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, STOPWORDS = english)

-- name: a text search configuration is mapped
CREATE TEXT SEARCH CONFIGURATION own (COPY = simple); ALTER TEXT SEARCH CONFIGURATION own ALTER MAPPING FOR asciiword WITH english_stem
