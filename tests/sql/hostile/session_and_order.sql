-- What an earlier message, statement or bound value makes of a later one.

-- name: SET ROLE behind a savepoint
BEGIN
-- then:
SAVEPOINT a
-- then:
SET ROLE dana

-- name: a local search_path of the transaction
-- setup: BEGIN
-- setup: SET LOCAL search_path = payroll
-- effect: shows 91234
SELECT * FROM salaries

-- name: a search_path of an outer savepoint
-- setup: BEGIN
-- setup: SAVEPOINT a
-- setup: SET search_path = payroll
-- setup: SAVEPOINT b
-- setup: SET search_path = public
-- setup: ROLLBACK TO b
-- effect: shows 91234
SELECT amount FROM salaries

-- name: pg_catalog first, then payroll
-- setup: SET search_path = pg_catalog, payroll
-- effect: shows 91234
SELECT amount FROM salaries

-- name: a quoted search_path
-- setup: SET search_path TO "payroll"
-- effect: shows 91234
SELECT amount FROM salaries

-- name: a search_path in a string
-- setup: SET search_path TO 'payroll'
-- effect: shows 91234
SELECT amount FROM salaries

-- name: a search_path with a schema that is not there
-- setup: SET SESSION search_path = nowhere, payroll
-- effect: shows 91234
SELECT amount FROM salaries

-- name: SET SCHEMA
-- setup: SET SCHEMA 'payroll'
-- effect: shows 91234
SELECT amount FROM salaries

-- name: a search_path by set_config as drivers do
-- setup: SELECT pg_catalog.set_config('search_path', 'payroll', false)
-- effect: shows 91234
SELECT amount FROM salaries

-- name: search_path by UPDATE of pg_settings
-- effect: shows 91234
UPDATE pg_settings SET setting = 'payroll' WHERE name = 'search_path'
-- then:
SELECT amount FROM salaries

-- name: a view that is made in the transaction, deleted through
BEGIN
-- then:
CREATE VIEW v AS SELECT * FROM audit.trail
-- then:
DELETE FROM v

-- name: a restricted table renamed
ALTER TABLE payroll.salaries RENAME TO wages; UPDATE payroll.wages SET amount = 0 WHERE id = 1

-- name: a table moved away before it is read
ALTER TABLE payroll.salaries SET SCHEMA public; SELECT * FROM salaries

-- name: an inherited table attached, then read by the parent
CREATE TABLE mine (id int, person text, amount numeric); ALTER TABLE payroll.salaries INHERIT mine; SELECT * FROM mine

-- name: a default that calls, used by another statement
ALTER TABLE staging.imports ALTER COLUMN id SET DEFAULT purge()
-- then:
INSERT INTO staging.imports (payload) VALUES ('x')

-- name: a default that calls in a new column
CREATE TABLE d (n int DEFAULT purge(), m int); INSERT INTO d (m) VALUES (1)

-- name: a generated column that calls
CREATE TABLE g (n int, m int GENERATED ALWAYS AS (steady(n)) STORED); INSERT INTO g VALUES (1)

-- name: a generated column added
ALTER TABLE flags ADD COLUMN g int GENERATED ALWAYS AS (steady(count)) STORED

-- name: a check that calls in a new table
CREATE TABLE c (n int CHECK (steady(n) > 0)); INSERT INTO c VALUES (1)

-- name: an exclusion constraint that calls
ALTER TABLE flags ADD CONSTRAINT e EXCLUDE USING btree (steady(count) WITH =)

-- name: a domain with a default that calls
CREATE DOMAIN dd AS int DEFAULT purge(); CREATE TABLE dt (n dd, m int); INSERT INTO dt (m) VALUES (1)

-- name: a domain's check added
CREATE DOMAIN dd AS int; CREATE TABLE dt (n dd); INSERT INTO dt VALUES (1); ALTER DOMAIN dd ADD CHECK (checked(VALUE))

-- name: a partition whose check calls
CREATE TABLE events_2030 PARTITION OF events (CHECK (checked(id::int))) FOR VALUES FROM ('2030-01-01') TO ('2031-01-01'); INSERT INTO events (at, kind) VALUES ('2030-02-02', 'x')

-- name: a partition key that calls
CREATE TABLE pk (n int) PARTITION BY RANGE (steady(n)); CREATE TABLE pk1 PARTITION OF pk DEFAULT; INSERT INTO pk VALUES (1)

-- name: a view whose default calls
CREATE VIEW vd AS SELECT id, payload FROM staging.imports; ALTER VIEW vd ALTER COLUMN id SET DEFAULT purge(); INSERT INTO vd (payload) VALUES ('x')

-- name: a view with a call inside, read at once
CREATE VIEW vc AS SELECT purge() AS n; SELECT * FROM vc

-- name: a materialized view with a call inside, filled later
CREATE MATERIALIZED VIEW mc AS SELECT purge() AS n WITH NO DATA
-- then:
REFRESH MATERIALIZED VIEW mc

-- name: a policy that calls
CREATE POLICY pc ON secured USING (checked(1)); SELECT * FROM secured

-- name: a trigger made and set off in one text
CREATE TRIGGER tt AFTER INSERT ON staging.imports FOR EACH ROW EXECUTE FUNCTION empty_log(); INSERT INTO staging.imports VALUES (1, 'x')

-- name: a rule made and set off in one text
CREATE RULE rr AS ON INSERT TO staging.imports DO ALSO DELETE FROM audit.trail; INSERT INTO staging.imports VALUES (1, 'x')

-- name: a function made and called in one text
CREATE FUNCTION ff() RETURNS int LANGUAGE sql AS 'DELETE FROM order_items; SELECT 1'; SELECT ff()

-- name: an aggregate over a call
SELECT purging(id) FROM flags, generate_series(1, 2) id

-- name: a temporary function that shadows, called with pg_temp
CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'DELETE FROM order_items; SELECT $1'; SELECT pg_temp.lower('A')

-- name: a DO block in a transaction of its own
BEGIN
-- then:
DO $$ BEGIN PERFORM purge(); END $$

-- name: a DO block with EXECUTE of a concatenation
DO $$ BEGIN EXECUTE 'DEL' || 'ETE FROM order_items'; END $$

-- name: a DO block with EXECUTE USING
DO $$ BEGIN EXECUTE 'DELETE FROM order_items WHERE $1' USING true; END $$

-- name: a DO block with format
DO $$ DECLARE t text := 'order_items'; BEGIN EXECUTE format('TRUNCATE %I', t); END $$

-- name: a DO block with a cursor FOR loop
DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'staging' LOOP EXECUTE 'DROP TABLE staging.' || quote_ident(r.tablename); END LOOP; END $$

-- name: a DO block with set_config
DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', false); END $$

-- name: a DO block with nothing but a notice and a delete behind a RETURN
DO $$ BEGIN IF now() < '2000-01-01' THEN RETURN; END IF; DELETE FROM audit.log; END $$

-- name: a DO block with a nested function
DO $o$ BEGIN CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; END $o$

-- name: a DO block with a WHILE and SQL in its condition
DO $$ BEGIN WHILE (SELECT count(*) FROM order_items) > 0 LOOP DELETE FROM order_items WHERE ctid IN (SELECT ctid FROM order_items LIMIT 10); END LOOP; END $$

-- name: a DO block with a GET DIAGNOSTICS
DO $$ DECLARE n int; BEGIN UPDATE products SET stock = 0; GET DIAGNOSTICS n = ROW_COUNT; END $$

-- name: a Unicode-escaped schema and table
DELETE FROM U&"\0070ublic".U&"!006frder_items" UESCAPE '!'

-- name: a name of 63 bytes and more in a Unicode identifier
CREATE TABLE "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt" (n int); INSERT INTO "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt" VALUES (1); DELETE FROM "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttXXX"

-- name: a savepoint, a delete, a release in one text
BEGIN; SAVEPOINT s; DELETE FROM order_items; RELEASE s

-- name: the delete between two harmless statements
SELECT 1; DELETE FROM order_items; SELECT 2

-- name: a delete behind a comment that ends the line
SELECT 1 -- harmless
; DELETE FROM order_items

-- name: a delete behind a SHOW
SHOW work_mem; DELETE FROM order_items

-- name: a delete behind a LISTEN
LISTEN x; DELETE FROM order_items

-- name: a delete behind an EXPLAIN
EXPLAIN SELECT 1; DELETE FROM order_items

-- name: a delete behind a PREPARE of itself
PREPARE d AS SELECT 1; DELETE FROM order_items

-- name: a delete behind a COPY TO
COPY flags TO STDOUT; DELETE FROM order_items

-- name: PREPARE with an optional filter, EXECUTE with NULL
PREPARE d (int) AS DELETE FROM order_items WHERE $1 IS NULL OR line = $1
-- then:
EXECUTE d (NULL)

-- name: PREPARE with an optional filter, EXECUTE with an expression
PREPARE d (int) AS DELETE FROM order_items WHERE $1 = 0 OR line = $1
-- then:
EXECUTE d (1 - 1)

-- name: PREPARE with a boolean, EXECUTE with a subquery
PREPARE d (bool) AS DELETE FROM order_items WHERE $1
-- then:
EXECUTE d ((1 = 1)::text::bool)

-- name: PREPARE without types
PREPARE d AS UPDATE products SET stock = 0 WHERE sku = $1 OR $2
-- then:
EXECUTE d ('x', true)

-- name: PREPARE in capitals, EXECUTE in small letters
PREPARE DELETER AS DELETE FROM order_items
-- then:
EXECUTE deleter

-- name: EXECUTE in an EXPLAIN ANALYZE with a value
PREPARE d (bool) AS DELETE FROM order_items WHERE $1
-- then:
EXPLAIN (ANALYZE) EXECUTE d (true)

-- name: a DELETE prepared in a transaction that fails later
BEGIN
-- then:
PREPARE d AS DELETE FROM order_items
-- then:
EXECUTE d

-- name: two optional filters, both null
-- proto: extended
-- bind: null int4
-- bind: null text
DELETE FROM order_items WHERE ($1::int IS NULL OR line = $1) AND ($2::text IS NULL OR sku = $2)

-- name: LIKE of a bound percent sign
-- proto: extended
-- bind: text %
DELETE FROM order_items WHERE sku LIKE $1

-- name: LIKE of a bound percent sign in the middle
-- proto: extended
-- bind: text %
DELETE FROM order_items WHERE sku LIKE '%' || $1 || '%'

-- name: a filter that is off by an empty text
-- proto: extended
-- bind: text 
DELETE FROM order_items WHERE $1 = '' OR sku = $1

-- name: a switch that is off
-- proto: extended
-- bind: bool f
UPDATE products SET stock = 0 WHERE NOT $1::bool OR sku = 'x'

-- name: a switch that is off, in binary
-- proto: extended
-- bind: binary bool 00
UPDATE products SET stock = 0 WHERE NOT $1 OR sku = 'x'

-- name: COALESCE of a null with the column, another spelling
-- proto: extended
-- bind: null text
UPDATE products SET stock = 0 WHERE COALESCE($1::text, sku) = sku

-- name: CASE of a null with the column
-- proto: extended
-- bind: null int4
DELETE FROM order_items WHERE CASE WHEN $1::int IS NULL THEN true ELSE line = $1 END

-- name: a filter that is off by zero
-- proto: extended
-- bind: int4 0
DELETE FROM order_items WHERE $1 = 0 OR line = $1

-- name: an empty array that means all
-- proto: extended
-- bind: _int4 {}
DELETE FROM order_items WHERE cardinality($1::int[]) = 0 OR line = ANY ($1)

-- name: a null array that means all
-- proto: extended
-- bind: null _int4
DELETE FROM order_items WHERE $1::int[] IS NULL OR line = ANY ($1)

-- name: two bound values compared
-- proto: extended
-- bind: int4 1
-- bind: int4 1
DELETE FROM order_items WHERE $1 = $2

-- name: a truth as a text
-- proto: prepared
-- bind: text true
DELETE FROM order_items WHERE $1::text::bool

-- name: a truth without a type
-- proto: extended
-- bind: unknown t
DELETE FROM order_items WHERE $1

-- name: a bigint in binary that is nothing
-- proto: prepared
-- bind: int8 0
DELETE FROM order_items WHERE $1 < 1
