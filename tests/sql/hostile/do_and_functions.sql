-- Code: DO, functions, procedures, and SQL in arguments of functions.

-- name: a DO block
DO $$ BEGIN DELETE FROM order_items; END $$

-- name: a DO block with the language first
DO LANGUAGE plpgsql $$ BEGIN DELETE FROM order_items; END $$

-- name: a DO block with the language behind
DO $$ BEGIN DELETE FROM order_items; END $$ LANGUAGE plpgsql

-- name: a DO block in a plain string
DO 'BEGIN DELETE FROM order_items; END'

-- name: a DO block with dynamic SQL
DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'order_items'; END $$

-- name: a DO block with a loop
DO $$ DECLARE t text; BEGIN FOR t IN SELECT 'order_items' LOOP EXECUTE format('DELETE FROM %I', t); END LOOP; END $$

-- name: a DO block that restricts nothing by a variable
DO $$ DECLARE yes bool := true; BEGIN DELETE FROM order_items WHERE yes; END $$

-- name: a DO block that commits
-- alone: yes
DO $$ BEGIN DELETE FROM order_items; COMMIT; END $$

-- name: a DO block that catches errors
DO $$ BEGIN DELETE FROM order_items; EXCEPTION WHEN OTHERS THEN NULL; END $$

-- name: a DO block whose body is a Unicode string
DO U&'BEGIN DELETE FROM order\005fitems; END'

-- name: a DO block behind a SELECT
SELECT 1; DO $$ BEGIN PERFORM purge(); END $$

-- name: a DO block with nested dollar quotes
DO $do$ BEGIN EXECUTE $$DELETE FROM order_items$$; END $do$

-- name: a call of a function that deletes
SELECT purge()

-- name: a call in FROM
SELECT * FROM purge()

-- name: a call qualified
SELECT public.purge()

-- name: a call quoted
SELECT "purge"()

-- name: a call of a function in another schema
SELECT audit.purge_before(3)

-- name: a call in WHERE
SELECT * FROM orders WHERE audit.purge_before(id)

-- name: a call in a LATERAL join
SELECT * FROM customers c CROSS JOIN LATERAL purge() p

-- name: a call in ROWS FROM with another
SELECT * FROM ROWS FROM (generate_series(1, 2), purge_rows())

-- name: a call with a set of rows in the target list
SELECT purge_rows()

-- name: a call as an aggregate
SELECT purging(id) FROM orders

-- name: a call as a window function
SELECT purging(id) OVER () FROM orders

-- name: a call with named arguments
SELECT purge(a => 1, b => 2)

-- name: a call with named arguments, the older sign
SELECT purge(a := 1, b := 2)

-- name: a call with VARIADIC nothing else sees
SELECT concat(VARIADIC ARRAY[purge()::text])

-- name: a call in an INSERT
INSERT INTO staging.imports VALUES (purge(), 'x')

-- name: a call in the SET of an UPDATE
UPDATE staging.imports SET id = purge() WHERE id = 1

-- name: a call in the WHERE of a bounded DELETE
DELETE FROM staging.imports WHERE id = 1 AND audit.purge_before(1)

-- name: a call in USING of a MERGE
MERGE INTO staging.imports i USING (SELECT purge() AS n) s ON i.id = s.n WHEN MATCHED THEN DO NOTHING

-- name: a call in a subscript
SELECT (ARRAY[1, 2])[purge()]

-- name: a call as an operand
SELECT 1 + purge()

-- name: a call as an argument
SELECT abs(purge())

-- name: a call in COALESCE
SELECT COALESCE(NULL, purge())

-- name: a call in a JSON
SELECT jsonb_build_object('n', purge())

-- name: a call in a row comparison
SELECT (1, purge()) = (1, 3)

-- name: a call in LIMIT
SELECT id FROM orders LIMIT purge()

-- name: a call in OFFSET
SELECT id FROM orders OFFSET purge()

-- name: a call in EXISTS
SELECT 1 WHERE EXISTS (SELECT FROM purge())

-- name: a call in a COPY of a query
COPY (SELECT purge()) TO STDOUT

-- name: a call in CREATE TABLE AS
CREATE TABLE made AS SELECT purge() AS n

-- name: a call in a CREATE TEMP TABLE AS
CREATE TEMP TABLE made AS SELECT purge() AS n

-- name: a call in SELECT INTO
SELECT purge() AS n INTO made

-- name: a call in a materialized view
CREATE MATERIALIZED VIEW made AS SELECT purge() AS n

-- name: a call as a column's default, used at once
ALTER TABLE staging.imports ADD COLUMN n int DEFAULT purge()

-- name: a call in an index that is built now
CREATE FUNCTION pg_temp.f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN public.purge(); END $$; CREATE INDEX ON staging.imports (pg_temp.f(id))

-- name: a call in ALTER COLUMN USING
ALTER TABLE staging.imports ALTER COLUMN id TYPE int USING purge()

-- name: a call in a check that is validated now
ALTER TABLE staging.imports ADD CHECK (audit.purge_before(id))

-- name: CALL of a procedure
CALL archive(3)

-- name: CALL with a named argument
CALL archive(keep => 3)

-- name: CALL of a procedure qualified
CALL public.archive(3)

-- name: CALL with a call as its argument
CALL archive(purge())

-- name: CREATE FUNCTION and a call of it
CREATE FUNCTION later() RETURNS void LANGUAGE sql AS 'DELETE FROM order_items'

-- name: CREATE OR REPLACE of a function that others trust
CREATE OR REPLACE FUNCTION total(customer int) RETURNS numeric LANGUAGE sql AS 'DELETE FROM order_items; SELECT 1.0'

-- name: CREATE FUNCTION in pg_temp
CREATE FUNCTION pg_temp.gone() RETURNS void LANGUAGE sql AS 'DELETE FROM order_items'

-- name: CREATE FUNCTION with BEGIN ATOMIC
CREATE FUNCTION later() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM order_items; END

-- name: CREATE FUNCTION with RETURN
CREATE FUNCTION later() RETURNS int LANGUAGE sql RETURN purge()

-- name: CREATE FUNCTION in C
CREATE FUNCTION later(internal) RETURNS internal LANGUAGE c STRICT AS '$libdir/dict_int', 'dintdict_init'

-- name: CREATE FUNCTION internal
CREATE FUNCTION sleepy(float8) RETURNS void LANGUAGE internal AS 'pg_sleep'

-- name: CREATE PROCEDURE
CREATE PROCEDURE later() LANGUAGE sql AS 'DELETE FROM order_items'

-- name: CREATE AGGREGATE
CREATE AGGREGATE later(int) (SFUNC = purge, STYPE = int)

-- name: CREATE OPERATOR whose function deletes
CREATE OPERATOR public.~~~~ (LEFTARG = int, RIGHTARG = int, FUNCTION = purge)

-- name: CREATE CAST whose function is the user's
CREATE CAST (place AS bigint) WITH INOUT AS IMPLICIT

-- name: ALTER FUNCTION to SECURITY DEFINER
ALTER FUNCTION purge() SECURITY DEFINER

-- name: ALTER FUNCTION with a setting
ALTER FUNCTION purge() SET search_path = staging

-- name: ALTER FUNCTION OWNER
ALTER FUNCTION purge() OWNER TO dana

-- name: ALTER FUNCTION RENAME
ALTER FUNCTION purge() RENAME TO lower

-- name: ALTER ROUTINE
ALTER ROUTINE purge() VOLATILE COST 1

-- name: CREATE TRIGGER
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()

-- name: CREATE OR REPLACE TRIGGER
CREATE OR REPLACE TRIGGER orders_touch AFTER UPDATE ON orders FOR EACH ROW EXECUTE PROCEDURE touch()

-- name: CREATE CONSTRAINT TRIGGER
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch()

-- name: CREATE RULE that turns reads into something else
CREATE RULE r AS ON INSERT TO customers DO ALSO DELETE FROM order_items

-- name: CREATE EVENT TRIGGER
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION et()

-- name: CREATE LANGUAGE
CREATE LANGUAGE plsample HANDLER plpgsql_call_handler

-- name: CREATE TRANSFORM needs functions that the user names
CREATE EXTENSION hstore

-- name: CREATE EXTENSION IF NOT EXISTS
CREATE EXTENSION IF NOT EXISTS dblink

-- name: CREATE EXTENSION with a schema
CREATE EXTENSION adminpack

-- name: ALTER EXTENSION adds a member
CREATE EXTENSION citext SCHEMA staging

-- name: LOAD
-- effect: runs
LOAD 'auto_explain'

-- name: query_to_xml that calls
SELECT query_to_xml('SELECT purge()', true, false, '')

-- name: query_to_xml that reads payroll
-- effect: shows 91234
SELECT query_to_xml('SELECT * FROM payroll.salaries', true, false, '')

-- name: query_to_xml with a text that is put together
-- effect: shows 91234
SELECT query_to_xml('SELECT * FROM pay' || 'roll.salaries', true, false, '')

-- name: query_to_xml with a text out of a table
-- effect: runs
SELECT query_to_xml('SELECT ' || id, true, false, '') FROM orders WHERE id = 1

-- name: query_to_xml_and_xmlschema
-- effect: shows 91234
SELECT query_to_xml_and_xmlschema('TABLE payroll.salaries', true, false, '')

-- name: table_to_xml
-- effect: shows 91234
SELECT table_to_xml('payroll.salaries', true, false, '')

-- name: table_to_xml with a cast
-- effect: shows 91234
SELECT table_to_xml('payroll.salaries'::regclass, true, false, '')

-- name: table_to_xml by number
-- effect: shows 91234
SELECT table_to_xml({{='payroll.salaries'::regclass::oid}}, true, false, '')

-- name: schema_to_xml
-- effect: shows 91234
SELECT schema_to_xml('payroll', true, false, '')

-- name: database_to_xml
-- effect: shows 91234
SELECT database_to_xml(true, false, '')

-- name: cursor_to_xml over a cursor on payroll
-- setup: BEGIN
-- effect: shows 91234
DECLARE p CURSOR FOR TABLE payroll.salaries
-- then:
SELECT cursor_to_xml('p', 10, true, false, '')

-- name: ts_stat that calls
SELECT * FROM ts_stat('SELECT to_tsvector(purge()::text)')

-- name: ts_rewrite that runs its query
SELECT ts_rewrite('a & b'::tsquery, 'SELECT purge()::text::tsquery, ''a''::tsquery')

-- name: has_function_privilege runs nothing, the call beside it does
SELECT has_function_privilege('purge()', 'execute'), purge()

-- name: an operator by its name that calls
SELECT 1 OPERATOR(pg_catalog.+) purge()

-- name: DEFAULT of a domain that calls
CREATE DOMAIN d AS int DEFAULT purge() CHECK (VALUE > purge())

-- name: a call in PARTITION BY of a window definition
SELECT count(*) OVER w FROM orders WINDOW w AS (ORDER BY purge())

-- name: a call in GROUPING SETS
SELECT 1 FROM orders GROUP BY GROUPING SETS ((purge()), ())

-- name: a call in JOIN USING's subquery
SELECT * FROM (SELECT purge() AS id) a JOIN orders USING (id)

-- name: a call in XMLTABLE
SELECT * FROM xmltable('/a' PASSING xmlparse(CONTENT '<a>' || purge() || '</a>') COLUMNS x text PATH '.')

-- name: a call in an ON CONFLICT WHERE
INSERT INTO products VALUES ('sku-1', 'x', 1, 1) ON CONFLICT (sku) DO UPDATE SET stock = 3 WHERE purge() > 0

-- name: a call in EXECUTE's argument
-- setup: PREPARE one (int) AS SELECT $1
EXECUTE one (purge())

-- name: a call in the bound of a partition
CREATE TABLE events_2030 PARTITION OF events FOR VALUES FROM (make_date(2030 + purge() - 1, 1, 1)) TO ('2031-01-01')
