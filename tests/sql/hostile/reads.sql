-- Salaries and bank details, seen through everything that can stand between.

-- name: a plain SELECT
-- effect: shows 91234
SELECT * FROM payroll.salaries

-- name: one column
-- effect: shows 91234
SELECT amount FROM payroll.salaries

-- name: TABLE
-- effect: shows 91234
TABLE payroll.salaries

-- name: ONLY
-- effect: shows 91234
SELECT amount FROM ONLY payroll.salaries

-- name: quoted names
-- effect: shows 91234
SELECT "amount" FROM "payroll"."salaries"

-- name: Unicode names
-- effect: shows 91234
SELECT * FROM U&"p\0061yroll".U&"sal\0061ries"

-- name: the database in the name
-- effect: shows 91234
SELECT * FROM {{=current_database()}}.payroll.salaries

-- name: an alias that is another table's name
-- effect: shows 91234
SELECT orders.amount FROM payroll.salaries AS orders

-- name: through the search path
-- setup: SET search_path = payroll
-- effect: shows 91234
SELECT * FROM salaries

-- name: through a local search path in one text
-- effect: shows 91234
SET LOCAL search_path = payroll; TABLE salaries

-- name: in a subquery of FROM
-- effect: shows 91234
SELECT s.a FROM (SELECT amount AS a FROM payroll.salaries) s

-- name: in a scalar subquery
-- effect: shows 91234
SELECT (SELECT max(amount) FROM payroll.salaries)

-- name: in a WHERE
-- effect: shows 1
SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM payroll.salaries WHERE amount > 91000) AND id = 1

-- name: in a JOIN
-- effect: shows 91234
SELECT o.id, s.amount FROM orders o JOIN payroll.salaries s ON s.id = o.id

-- name: in a NATURAL JOIN
-- effect: shows 91234
SELECT * FROM (SELECT 1 AS id) x NATURAL JOIN payroll.salaries

-- name: in a LATERAL subquery
-- effect: shows 91234
SELECT l.amount FROM customers c, LATERAL (SELECT amount FROM payroll.salaries s WHERE s.id = c.id) l

-- name: in a UNION
-- effect: shows 91234
SELECT 1 UNION ALL SELECT amount FROM payroll.salaries

-- name: in an INTERSECT
-- effect: shows 91234
SELECT 91234 INTERSECT SELECT amount FROM payroll.salaries

-- name: in an ARRAY
-- effect: shows 91234
SELECT ARRAY(SELECT amount FROM payroll.salaries)

-- name: as a JSON of whole rows
-- effect: shows 91234
SELECT row_to_json(s) FROM payroll.salaries s

-- name: as a text of whole rows
-- effect: shows 91234
SELECT s::text FROM payroll.salaries s

-- name: as an aggregate
-- effect: shows 193701
SELECT sum(amount) FROM payroll.salaries

-- name: as a string of all
-- effect: shows 91234
SELECT string_agg(amount::text, ',') FROM payroll.salaries

-- name: as a window
-- effect: shows 91234
SELECT first_value(amount) OVER (ORDER BY id) FROM payroll.salaries

-- name: in a VALUES list
-- effect: shows 91234
VALUES ((SELECT max(amount) FROM payroll.salaries))

-- name: in LIMIT
-- effect: runs
SELECT id FROM orders LIMIT (SELECT count(*) FROM payroll.salaries)

-- name: in ORDER BY
-- effect: runs
SELECT id FROM orders ORDER BY (SELECT max(amount) FROM payroll.salaries)

-- name: in GROUP BY
-- effect: shows 91234
SELECT (SELECT max(amount) FROM payroll.salaries) AS m FROM orders GROUP BY m

-- name: in HAVING
-- effect: runs
SELECT 1 HAVING (SELECT count(*) FROM payroll.salaries) > 0

-- name: in a CASE
-- effect: shows yes
SELECT CASE WHEN (SELECT max(amount) FROM payroll.salaries) > 90000 THEN 'yes' END

-- name: FOR UPDATE
-- effect: shows 91234
SELECT * FROM payroll.salaries FOR UPDATE

-- name: TABLESAMPLE
-- effect: shows 91234
SELECT * FROM payroll.salaries TABLESAMPLE bernoulli (100)

-- name: into a new table
CREATE TABLE mine AS SELECT * FROM payroll.salaries

-- name: SELECT INTO
SELECT * INTO mine FROM payroll.salaries

-- name: into a temporary table
CREATE TEMP TABLE mine AS TABLE payroll.salaries

-- name: into a materialized view
CREATE MATERIALIZED VIEW mine AS SELECT * FROM payroll.salaries

-- name: by INSERT ... SELECT
INSERT INTO staging.imports SELECT id, amount::text FROM payroll.salaries

-- name: by UPDATE ... FROM
UPDATE staging.imports i SET payload = s.amount FROM payroll.salaries s WHERE s.id = i.id

-- name: by the SET of an UPDATE
UPDATE staging.imports SET payload = (SELECT max(amount)::text FROM payroll.salaries) WHERE id = 1

-- name: by DELETE ... USING
DELETE FROM staging.imports i USING payroll.salaries s WHERE s.id = i.id AND s.amount > 90000

-- name: by MERGE
MERGE INTO staging.imports i USING payroll.salaries s ON s.id = i.id WHEN MATCHED THEN UPDATE SET payload = s.amount::text

-- name: by RETURNING
-- effect: shows 91234
INSERT INTO staging.imports VALUES (5, 'x') RETURNING (SELECT max(amount) FROM payroll.salaries)

-- name: by a new view
CREATE VIEW mine AS SELECT * FROM payroll.salaries

-- name: by a rule's action
CREATE VIEW mine AS SELECT 1 AS n; CREATE RULE r AS ON INSERT TO mine DO INSTEAD SELECT * FROM payroll.salaries

-- name: by an error's text
-- effect: runs
SELECT 1 FROM payroll.salaries WHERE amount < 0 AND (1 / (id - 1)) = 1

-- name: bank details
-- effect: shows DE00314159
SELECT iban FROM bank.accounts

-- name: bank details by star
-- effect: shows DE00314159
SELECT * FROM bank.accounts

-- name: bank details by a qualified star
-- effect: shows DE00314159
SELECT a.* FROM bank.accounts a

-- name: bank details by a whole row
-- effect: shows DE00314159
SELECT a FROM bank.accounts a

-- name: bank details by the function notation
-- effect: shows DE00314159
SELECT iban(a) FROM bank.accounts a

-- name: bank details by a renamed column
-- effect: shows DE00314159
SELECT a.w FROM bank.accounts AS a(x, y, w, z)

-- name: bank details by TABLE
-- effect: shows DE00314159
TABLE bank.accounts

-- name: bank details by COPY of all columns
-- effect: shows DE00314159
COPY bank.accounts TO STDOUT

-- name: bank details by COPY of the column
-- effect: shows DE00314159
COPY bank.accounts (id, iban) TO STDOUT

-- name: bank details by to_jsonb
-- effect: shows DE00314159
SELECT to_jsonb(a) -> 'iban' FROM bank.accounts a

-- name: bank details by row_to_json of a subquery
-- effect: shows DE00314159
SELECT row_to_json(x) FROM (SELECT * FROM bank.accounts) x

-- name: bank details by RETURNING
-- effect: shows DE00314159
UPDATE bank.accounts SET balance = 1 WHERE id = 1 RETURNING *

-- name: bank details by DELETE RETURNING
-- effect: shows DE00314159
DELETE FROM bank.accounts WHERE id = 1 RETURNING iban

-- name: bank details by a WHERE that guesses
-- effect: shows ada
SELECT owner FROM bank.accounts WHERE iban LIKE 'DE%'

-- name: bank details by ORDER BY
-- effect: runs
SELECT owner FROM bank.accounts ORDER BY iban

-- name: bank details by JOIN USING
-- effect: shows DE00314159
SELECT * FROM (VALUES ('DE00314159')) v(iban) JOIN bank.accounts USING (iban)

-- name: bank details by a field of a row
-- effect: shows DE00314159
SELECT (a).iban FROM bank.accounts a

-- name: bank details by a star of a row
-- effect: shows DE00314159
SELECT (a).* FROM bank.accounts a

-- name: bank details by array_agg of rows
-- effect: shows DE00314159
SELECT array_agg(a) FROM bank.accounts a

-- name: bank details by GROUP BY
-- effect: shows DE00314159
SELECT iban, count(*) FROM bank.accounts GROUP BY iban

-- name: bank details in EXPLAIN ANALYZE
-- effect: shows Rows Removed
EXPLAIN ANALYZE SELECT owner FROM bank.accounts WHERE iban = 'x'

-- name: writing to payroll
INSERT INTO payroll.salaries VALUES (9, 'eve', 1)

-- name: writing to payroll with a WHERE
UPDATE payroll.salaries SET amount = 1 WHERE id = 1

-- name: deleting from payroll with a WHERE
DELETE FROM payroll.salaries WHERE id = 3

-- name: writing to payroll in ON CONFLICT
INSERT INTO payroll.salaries VALUES (1, 'ada', 1) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount

-- name: writing to payroll by MERGE
MERGE INTO payroll.salaries s USING (SELECT 1 AS id) x ON x.id = s.id WHEN MATCHED THEN UPDATE SET amount = 2

-- name: writing to payroll by an unqualified name
-- setup: SET search_path = staging, payroll
UPDATE salaries SET amount = 1 WHERE id = 1

-- name: locking payroll reads nothing, the read behind it does
-- effect: shows 91234
LOCK TABLE orders IN SHARE MODE; SELECT * FROM payroll.salaries
