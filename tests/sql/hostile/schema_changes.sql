-- Objects that go away, lose data or lose protection.

-- name: DROP TABLE
DROP TABLE order_items

-- name: DROP TABLE IF EXISTS
DROP TABLE IF EXISTS order_items

-- name: DROP TABLE CASCADE
DROP TABLE orders CASCADE

-- name: DROP of two tables
DROP TABLE staging.scratch, order_items

-- name: DROP TABLE of a quoted name
DROP TABLE "Order Items"

-- name: DROP TABLE of a partition
DROP TABLE events_2024

-- name: DROP VIEW
DROP VIEW big_orders

-- name: DROP MATERIALIZED VIEW
DROP MATERIALIZED VIEW order_totals

-- name: DROP INDEX
DROP INDEX orders_by_customer

-- name: DROP INDEX CONCURRENTLY
-- alone: yes
DROP INDEX CONCURRENTLY orders_by_customer

-- name: DROP SEQUENCE
DROP SEQUENCE invoice_numbers

-- name: DROP SCHEMA
DROP SCHEMA staging CASCADE

-- name: DROP SCHEMA of several
DROP SCHEMA audit, bank, payroll CASCADE

-- name: DROP TYPE
DROP TYPE place CASCADE

-- name: DROP DOMAIN
DROP DOMAIN positive

-- name: DROP FUNCTION
DROP FUNCTION purge(int, int) CASCADE

-- name: DROP PROCEDURE
DROP PROCEDURE archive

-- name: DROP ROUTINE
DROP ROUTINE total

-- name: DROP AGGREGATE
DROP AGGREGATE purging(int)

-- name: DROP TRIGGER
DROP TRIGGER orders_touch ON orders

-- name: DROP RULE
DROP RULE flags_kept ON flags

-- name: DROP STATISTICS
DROP STATISTICS order_statistics

-- name: DROP EXTENSION
DROP EXTENSION plpgsql CASCADE

-- name: DROP OWNED hides in a role's clean-up
DROP OWNED BY temporary_staff; DROP TABLE order_items

-- name: DROP CAST
DROP CAST (place AS text)

-- name: DROP OPERATOR
DROP OPERATOR IF EXISTS public.#%# (int, int); DROP VIEW big_orders

-- name: DROP LANGUAGE
DROP LANGUAGE IF EXISTS plnothing; DROP VIEW active_customers

-- name: DROP TABLE with a comment between
DROP /* a */ TABLE /* b */ order_items

-- name: drop table in small letters over lines
drop
table
order_items

-- name: TRUNCATE
TRUNCATE order_items

-- name: TRUNCATE TABLE
TRUNCATE TABLE order_items

-- name: TRUNCATE ONLY
TRUNCATE ONLY order_items

-- name: TRUNCATE CASCADE
TRUNCATE orders CASCADE

-- name: TRUNCATE RESTART IDENTITY
TRUNCATE bank.transfers RESTART IDENTITY

-- name: TRUNCATE of several tables
TRUNCATE staging.imports, audit.log

-- name: TRUNCATE of a partitioned table
TRUNCATE events

-- name: TRUNCATE of a table in staging
TRUNCATE staging.scratch, staging.imports

-- name: ALTER TABLE DROP COLUMN
ALTER TABLE orders DROP COLUMN note

-- name: ALTER TABLE DROP, without the word COLUMN
ALTER TABLE orders DROP note

-- name: ALTER TABLE DROP COLUMN IF EXISTS CASCADE
ALTER TABLE orders DROP COLUMN IF EXISTS amount CASCADE

-- name: a column dropped behind one that is added
ALTER TABLE orders ADD COLUMN n int, DROP COLUMN note

-- name: ALTER VIEW form of DROP COLUMN on a table by another word
ALTER TABLE IF EXISTS ONLY customers DROP COLUMN data

-- name: ALTER TABLE DISABLE TRIGGER
ALTER TABLE orders DISABLE TRIGGER orders_touch

-- name: ALTER TABLE DISABLE TRIGGER ALL
ALTER TABLE orders DISABLE TRIGGER ALL

-- name: ALTER TABLE DISABLE TRIGGER USER
ALTER TABLE orders DISABLE TRIGGER USER

-- name: ALTER TABLE ENABLE REPLICA TRIGGER is what a replica fires only
ALTER TABLE orders ENABLE REPLICA TRIGGER orders_touch, DISABLE TRIGGER orders_touch

-- name: ALTER TABLE DISABLE RULE
ALTER TABLE flags DISABLE RULE flags_kept

-- name: ALTER TABLE SET SCHEMA
ALTER TABLE orders SET SCHEMA staging

-- name: ALTER TABLE SET UNLOGGED
ALTER TABLE audit.log SET UNLOGGED

-- name: ALTER TABLE DETACH PARTITION
ALTER TABLE events DETACH PARTITION events_2024

-- name: ALTER TABLE DETACH PARTITION FINALIZE's beginning, CONCURRENTLY
-- alone: yes
ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY

-- name: ALTER TYPE SET SCHEMA
ALTER TYPE mood SET SCHEMA staging

-- name: ALTER FUNCTION SET SCHEMA
ALTER FUNCTION total(int) SET SCHEMA staging

-- name: ALTER VIEW SET SCHEMA
ALTER VIEW big_orders SET SCHEMA staging

-- name: ALTER TYPE DROP ATTRIBUTE
ALTER TYPE place DROP ATTRIBUTE city

-- name: MERGE that deletes everything
MERGE INTO order_items i USING (VALUES (1)) s(n) ON i.line = i.line WHEN MATCHED THEN DELETE

-- name: MERGE that updates everything
MERGE INTO products p USING (VALUES (1)) s(n) ON true WHEN MATCHED THEN UPDATE SET stock = 0

-- name: MERGE joined with the truth
MERGE INTO products p USING customers c ON 1 = 1 WHEN MATCHED AND c.id = 1 THEN DELETE

-- name: MERGE with ONLY
MERGE INTO ONLY products p USING (VALUES (1)) s(n) ON true WHEN MATCHED THEN DELETE

-- name: ON CONFLICT DO UPDATE that follows a DELETE in a CTE
WITH d AS (DELETE FROM products) INSERT INTO flags VALUES ('dark', true) ON CONFLICT (name) DO UPDATE SET count = 3

-- name: CREATE SCHEMA with a trigger inside
CREATE SCHEMA made CREATE TABLE t (n int) CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION public.touch()

-- name: CREATE OR REPLACE VIEW is harmless, the DROP before is not
DROP VIEW IF EXISTS big_orders; CREATE VIEW big_orders AS SELECT 1 AS n

-- name: CREATE ACCESS METHOD
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler

-- name: CREATE CONVERSION
CREATE CONVERSION public.mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8

-- name: CREATE TEXT SEARCH TEMPLATE
CREATE TEXT SEARCH TEMPLATE t (LEXIZE = dsimple_lexize)

-- name: CREATE TEXT SEARCH PARSER
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)

-- name: CREATE OPERATOR CLASS
CREATE OPERATOR CLASS mine FOR TYPE int4 USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int4, int4)

-- name: a constraint whose CASCADE takes a restricted table's foreign key along
ALTER TABLE departments DROP CONSTRAINT departments_pkey CASCADE

-- name: a column of a parent that a restricted child has too
ALTER TABLE people ALTER COLUMN name TYPE varchar(100)

-- name: bank details under another name
ALTER TABLE bank.accounts RENAME TO a; SELECT iban FROM bank.a

-- name: the column of a rule renamed
ALTER TABLE bank.accounts RENAME iban TO number

-- name: a schema of a rule renamed
ALTER SCHEMA payroll RENAME TO p

-- name: restricted rows through a new parent
CREATE TABLE peek (id int, person text, amount numeric);
ALTER TABLE payroll.salaries INHERIT peek;
SELECT * FROM peek
