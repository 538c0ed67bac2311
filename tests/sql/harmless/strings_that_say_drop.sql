-- Words that look dangerous where they are only words.

-- name: DROP TABLE in a string
SELECT 'DROP TABLE orders'

-- name: DELETE in a string that is inserted
INSERT INTO audit.log (what) VALUES ('user ran DELETE FROM orders; -- oops')

-- name: an injection that a parameter stops
-- proto: extended
-- bind: text '; DROP TABLE orders; --
SELECT count(*) FROM customers WHERE name = $1

-- name: an injection that is stored
-- proto: extended
-- bind: text x'); DELETE FROM orders; --
INSERT INTO audit.log (what) VALUES ($1)

-- name: TRUNCATE in a line comment
SELECT 1 -- TRUNCATE orders

-- name: TRUNCATE in a block comment
SELECT 1 /* TRUNCATE orders; */

-- name: a comment that nests
SELECT 1 /* DROP /* TABLE */ orders */ + 1

-- name: an alias
SELECT id AS "DROP TABLE orders" FROM orders WHERE id = 1

-- name: a column
SELECT "Drop Table", "select" FROM "Order Items" ORDER BY "Id"

-- name: an update of such a column
UPDATE "Order Items" SET "Drop Table" = 'DELETE' WHERE "Id" = 1

-- name: a dollar-quoted text
SELECT $$DROP TABLE orders; DELETE FROM customers;$$

-- name: a dollar quote with a tag
SELECT $sql$DO $$ BEGIN DELETE FROM orders; END $$$sql$

-- name: an escape string
SELECT E'DROP\tTABLE\norders'

-- name: a quote doubled
SELECT 'it''s; DROP TABLE orders; --'

-- name: a backslash that is none
SELECT 'C:\drop\table\', '; DELETE FROM orders; --'

-- name: LIKE
SELECT count(*) FROM audit.log WHERE what LIKE '%DROP TABLE%'

-- name: a regular expression
SELECT 'GRANT ALL' ~* '(drop|delete|grant)\s'

-- name: json
SELECT '{"sql": "DELETE FROM orders WHERE 1=1"}'::jsonb ->> 'sql'

-- name: a JSON that is stored
UPDATE customers SET data = jsonb_set(data, '{last}', '"ALTER ROLE dana SUPERUSER"') WHERE id = 3

-- name: a delete whose text says true
DELETE FROM audit.log WHERE what = '1=1 OR true'

-- name: an update whose text has no WHERE
UPDATE audit.log SET what = 'UPDATE orders SET amount = 0' WHERE id = 1

-- name: a CTE named delete
WITH "delete" AS (SELECT 1 AS "from") SELECT "from" FROM "delete"

-- name: a table alias named truncate
SELECT truncate.id FROM orders truncate WHERE truncate.id = 2

-- name: an output column named grant
SELECT 1 AS "grant", 2 AS revoke, 3 AS drop

-- name: quote_literal of something evil
SELECT quote_literal('x''; DROP TABLE orders; --'), quote_ident('drop table')

-- name: format of something evil
SELECT format('DROP TABLE %I', 'orders')

-- name: a NOTIFY that tells of it
NOTIFY nobody, 'DROP TABLE orders'

-- name: a setting's value
SET application_name = 'DROP TABLE orders'

-- name: a file's name as text
SELECT '/etc/passwd', 'pg_read_file(''PG_VERSION'')'

-- name: a function's name as text
SELECT 'pg_terminate_backend(1)'::text

-- name: to_regproc of a dangerous name
SELECT to_regproc('pg_reload_conf'), 'pg_read_file(text)'::regprocedure

-- name: the source of a function
SELECT prosrc FROM pg_proc WHERE proname = 'purge' AND pronargs = 0

-- name: privileges of a dangerous function
SELECT has_function_privilege('pg_reload_conf()', 'EXECUTE')

-- name: the text payroll.salaries
SELECT 'payroll.salaries', to_regclass('payroll.salaries')

-- name: the size of payroll
-- compare: shape
SELECT pg_total_relation_size('payroll.salaries')

-- name: a column named amount over the limit elsewhere
UPDATE orders SET amount = 50000 WHERE id = 15

-- name: an account that says 20000
INSERT INTO bank.transfers (account, amount, memo) VALUES ('20000', 1, '99999')

-- name: an iban as a word
SELECT 'iban' AS iban, balance FROM bank.accounts WHERE id = 1

-- name: COPY in a string
SELECT 'COPY orders TO PROGRAM ''rm -rf /'''

-- name: a savepoint named drop
BEGIN; SAVEPOINT "drop"; RELEASE "drop"; COMMIT

-- name: a prepared statement named delete
PREPARE "delete" AS SELECT 1
-- then:
EXECUTE "delete"

-- name: a cursor named truncate
-- setup: BEGIN
DECLARE truncate CURSOR FOR SELECT 1
-- then:
FETCH truncate

-- name: a Unicode string
SELECT U&'DR\004FP TABLE orders'

-- name: a bit string
SELECT B'1010', X'DEAD'

-- name: EXPLAIN of DROP in a string
EXPLAIN (COSTS off) SELECT 'DROP TABLE orders'

-- name: a date that is infinity elsewhere
UPDATE customers SET created_at = 'infinity' WHERE id = 20
