-- Prepared statements and cursors of SQL.

-- name: PREPARE and EXECUTE of a DELETE
PREPARE gone AS DELETE FROM order_items
-- then:
EXECUTE gone

-- name: PREPARE and EXECUTE in one text
PREPARE gone AS DELETE FROM order_items; EXECUTE gone

-- name: PREPARE with types
PREPARE gone (int, text) AS UPDATE products SET stock = $1
-- then:
EXECUTE gone (0, 'x')

-- name: EXECUTE whose value makes the WHERE true
PREPARE gone (int) AS DELETE FROM order_items WHERE $1 IS NULL OR line = $1
-- then:
EXECUTE gone (NULL)

-- name: EXECUTE in EXPLAIN ANALYZE
PREPARE gone AS DELETE FROM order_items
-- then:
EXPLAIN ANALYZE EXECUTE gone

-- name: EXECUTE in CREATE TABLE AS
-- effect: shows SELECT 3
PREPARE people AS SELECT * FROM payroll.salaries
-- then:
CREATE TABLE copied AS EXECUTE people

-- name: EXECUTE with a value that is large
PREPARE pay (numeric) AS INSERT INTO bank.transfers (account, amount) VALUES ('a', $1)
-- then:
EXECUTE pay (20000)

-- name: a quoted name
PREPARE "Gone" AS DELETE FROM order_items
-- then:
EXECUTE "Gone"

-- name: a name of more than 63 bytes
PREPARE a23456789b23456789c23456789d23456789e23456789f23456789g23456789xyz AS DELETE FROM order_items
-- then:
EXECUTE a23456789b23456789c23456789d23456789e23456789f23456789g23456789

-- name: a name that was harmless before DEALLOCATE
PREPARE work AS SELECT 1
-- then:
DEALLOCATE work
-- then:
PREPARE work AS DELETE FROM order_items
-- then:
EXECUTE work

-- name: DEALLOCATE, PREPARE and EXECUTE in one text
-- setup: PREPARE work AS SELECT 1
DEALLOCATE work; PREPARE work AS DELETE FROM order_items; EXECUTE work

-- name: DISCARD PLANS keeps what is prepared
PREPARE gone AS DELETE FROM order_items
-- then:
DISCARD PLANS
-- then:
EXECUTE gone

-- name: a second PREPARE that fails leaves the first
-- setup: SET search_path = public
PREPARE gone AS DELETE FROM order_items WHERE true
-- then:
EXECUTE gone

-- name: PREPARE of a SELECT that calls
PREPARE calls AS SELECT purge()
-- then:
EXECUTE calls

-- name: PREPARE of a payroll read
-- effect: shows 91234
PREPARE people AS TABLE payroll.salaries
-- then:
EXECUTE people

-- name: PREPARE of a CTE with a write
PREPARE hidden AS WITH g AS (DELETE FROM order_items RETURNING 1) SELECT count(*) FROM g
-- then:
EXECUTE hidden

-- name: PREPARE of MERGE
PREPARE merged AS MERGE INTO products p USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
-- then:
EXECUTE merged

-- name: PREPARE of VALUES that call
PREPARE called AS VALUES (purge())
-- then:
EXECUTE called

-- name: prepared by the protocol, run by EXECUTE of a text
-- proto: prepared
DELETE FROM order_items WHERE 8 > 7

-- name: DECLARE of a payroll read, FETCH shows it
-- setup: BEGIN
-- effect: shows 91234
DECLARE people CURSOR FOR SELECT * FROM payroll.salaries
-- then:
FETCH ALL FROM people

-- name: DECLARE WITH HOLD runs at COMMIT
-- setup: BEGIN
-- effect: shows 91234
DECLARE people SCROLL CURSOR WITH HOLD FOR TABLE payroll.salaries
-- then:
FETCH FORWARD 10 FROM people

-- name: DECLARE whose query calls, MOVE runs it
-- setup: BEGIN
DECLARE calls CURSOR FOR SELECT purge()
-- then:
MOVE ALL FROM calls

-- name: DECLARE BINARY
-- setup: BEGIN
DECLARE calls BINARY CURSOR FOR SELECT purge()
-- then:
FETCH NEXT FROM calls

-- name: EXPLAIN ANALYZE of DECLARE
EXPLAIN ANALYZE DECLARE c CURSOR FOR SELECT purge()

-- name: DELETE WHERE CURRENT OF, with all the rest
-- setup: BEGIN
-- setup: DECLARE mine CURSOR FOR SELECT * FROM order_items FOR UPDATE
-- setup: FETCH 1 FROM mine
DELETE FROM order_items WHERE CURRENT OF mine; DELETE FROM order_items

-- name: UPDATE behind a FETCH in one text
-- setup: BEGIN
-- setup: DECLARE mine CURSOR FOR SELECT * FROM order_items
FETCH 1 FROM mine; UPDATE products SET stock = 0

-- name: a cursor named as a table
-- setup: BEGIN
-- effect: shows 777001
DECLARE orders CURSOR FOR SELECT amount FROM payroll.bonuses
-- then:
FETCH ALL orders

-- name: EXECUTE of a prepared TRUNCATE by MERGE and CTE
PREPARE two AS WITH a AS (UPDATE products SET stock = 0 RETURNING 1) SELECT 1
-- then:
EXPLAIN (ANALYZE, COSTS OFF) EXECUTE two

-- name: CREATE TEMP TABLE AS EXECUTE with no data still prepares the read
-- effect: shows 91234
PREPARE people AS SELECT * FROM payroll.salaries
-- then:
CREATE TEMP TABLE copied AS EXECUTE people
-- then:
SELECT * FROM pg_temp.copied

-- name: EXECUTE of an optional filter that is not given
PREPARE optional (int) AS UPDATE orders SET note = 'f' WHERE ($1 IS NULL OR id = $1)
-- then:
EXECUTE optional (NULL)

-- name: EXECUTE with a value that its type spells otherwise
PREPARE switched (bool) AS DELETE FROM order_items WHERE $1 = 'on'
-- then:
EXECUTE switched ('true')

-- name: EXECUTE with a value that is rounded
PREPARE rounded (int) AS DELETE FROM order_items WHERE $1 = 32
-- then:
EXECUTE rounded (31.7)

-- name: EXECUTE in the text of its PREPARE, with a value that makes it true
PREPARE at_once (int) AS DELETE FROM order_items WHERE $1 = 1 OR line = 0; EXECUTE at_once (1)

-- name: EXECUTE with a large amount
PREPARE large (text, numeric) AS INSERT INTO bank.transfers (account, amount) VALUES ($1, $2)
-- then:
EXECUTE large ('a', 20000)

-- name: EXECUTE with a large amount put together
PREPARE larger (text, numeric) AS INSERT INTO bank.transfers (account, amount) VALUES ($1, $2)
-- then:
EXECUTE larger ('a', 200 * 100)

-- name: a parameter whose type calls when it is bound
PREPARE looks (seen) AS SELECT $1 IS NULL
-- then:
EXECUTE looks (1)

-- name: a parameter of an array of such a type
PREPARE looks (seen[]) AS SELECT 1 WHERE $1 IS NOT NULL
-- then:
EXECUTE looks ('{1}')

-- name: a parameter whose type calls, in one text
PREPARE looks (public.seen) AS SELECT pg_typeof($1); EXECUTE looks (1)

-- name: a parameter that is a row with such a column
PREPARE looks (sightings) AS SELECT $1 IS NULL
-- then:
EXECUTE looks ('(1,owl)')
