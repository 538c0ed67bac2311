-- What a session has just made or hidden, and names that mean something else by it.

-- name: a type renamed under its cast
BEGIN
-- then:
ALTER TYPE place RENAME TO p3
-- then:
SELECT (ROW('a', 'b')::p3)::inet

-- name: a new temporary table with a default
CREATE TEMP TABLE nt (n int DEFAULT purge(), m int)
-- then:
INSERT INTO nt (m) VALUES (1)

-- name: a new column of a domain
ALTER TABLE flags ADD COLUMN s seen
-- then:
UPDATE flags SET s = 1 WHERE name = 'dark'

-- name: a new column of a domain in one text
ALTER TABLE staging.imports ADD COLUMN s seen; INSERT INTO staging.imports (s) VALUES (1)

-- name: a new partition of a parent with a trigger
CREATE TABLE e27 PARTITION OF payroll.runs FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); SELECT * FROM payroll.runs

-- name: a view replaced by one over the trail
BEGIN
-- then:
CREATE OR REPLACE VIEW hooks_view AS SELECT id, what AS note FROM audit.trail
-- then:
DELETE FROM hooks_view WHERE id = 1

-- name: a temporary table that hides a view
BEGIN
-- then:
CREATE TEMP TABLE staff (n int)
-- then:
SELECT * FROM public.staff

-- name: a temporary table discarded
BEGIN
-- then:
CREATE TEMP TABLE staff (n int)
-- then:
DISCARD TEMP
-- then:
SELECT * FROM staff

-- name: a temporary table renamed away
BEGIN
-- then:
CREATE TEMP TABLE staff (n int)
-- then:
ALTER TABLE pg_temp.staff RENAME TO x
-- then:
SELECT * FROM staff

-- name: a temporary table behind pg_temp at the end of the path
BEGIN
-- then:
SET search_path = public, pg_temp
-- then:
CREATE TEMP TABLE staff (n int)
-- then:
SELECT * FROM staff

-- name: a trigger that is enabled again
ALTER TABLE hooks ENABLE TRIGGER hooks_deleted; DELETE FROM hooks WHERE id = 1

-- name: a new operator in the path before
CREATE SCHEMA ops; SET search_path = ops, public; SELECT 1 === 2

-- name: DROP of one's own and of a table
-- setup: BEGIN
-- setup: CREATE TEMP TABLE scratch AS SELECT 1 AS n
DROP TABLE scratch, order_items

-- name: DROP of what was hidden by one's own
-- setup: BEGIN
-- setup: CREATE TEMP TABLE order_items AS SELECT 1 AS n
DROP TABLE order_items
-- then:
DROP TABLE order_items

-- name: TRUNCATE of what was hidden by one's own
-- setup: BEGIN
-- setup: CREATE TEMP TABLE order_items AS SELECT 1 AS n
DISCARD TEMP
-- then:
TRUNCATE order_items

-- name: DELETE through a temporary view of one's own
-- setup: BEGIN
-- setup: CREATE TEMP VIEW scratch AS SELECT * FROM public.order_items
DELETE FROM pg_temp.scratch

-- name: TRUNCATE of a table renamed over one's own
-- setup: BEGIN
-- setup: CREATE TEMP TABLE scratch AS SELECT 1 AS n
ALTER TABLE order_items RENAME TO scratch
-- then:
DROP TABLE pg_temp.scratch
-- then:
TRUNCATE scratch

-- name: DROP of one's own after what made it was undone
-- setup: BEGIN
-- setup: SAVEPOINT before
-- setup: CREATE TEMP TABLE order_items AS SELECT 1 AS n
ROLLBACK TO before
-- then:
DROP TABLE order_items
