-- Restricted columns and tables, by every function, clause and name that can carry a row.

-- name: to_jsonb of the row
-- effect: shows DE00314159
SELECT to_jsonb(a.*) FROM bank.accounts a

-- name: json_agg of the table's name
-- effect: shows DE00314159
SELECT json_agg(accounts) FROM bank.accounts

-- name: json_agg of a row with ORDER BY
-- effect: shows DE00314159
SELECT json_agg(a ORDER BY id) FROM bank.accounts a

-- name: jsonb_each of the row
-- effect: shows DE00314159
SELECT e.value FROM bank.accounts a, jsonb_each_text(to_jsonb(a)) e

-- name: jsonb_populate of the row
-- effect: shows DE00314159
SELECT (jsonb_populate_record(a, '{}')).iban FROM bank.accounts a

-- name: jsonb minus a key
-- effect: shows DE00314159
SELECT to_jsonb(a) - 'id' FROM bank.accounts a

-- name: format of the row
-- effect: shows DE00314159
SELECT format('%s', a) FROM bank.accounts a

-- name: concat of the row
-- effect: shows DE00314159
SELECT concat(a) FROM bank.accounts a

-- name: concat_ws of the row
-- effect: shows DE00314159
SELECT concat_ws('/', a, 1) FROM bank.accounts a

-- name: quote_literal of the row
-- effect: shows DE00314159
SELECT quote_literal(a::text) FROM bank.accounts a

-- name: ROW of a star
-- effect: shows DE00314159
SELECT ROW(a.*) FROM bank.accounts a

-- name: ROW of a star as text
-- effect: shows DE00314159
SELECT ROW(a.*)::text FROM bank.accounts a

-- name: the row appended to a text
-- effect: shows DE00314159
SELECT 'x' || a::text FROM bank.accounts a

-- name: string_agg of the row
-- effect: shows DE00314159
SELECT string_agg(a::text, ';') FROM bank.accounts a

-- name: xmlforest
-- effect: shows DE00314159
SELECT xmlforest(a.iban) FROM bank.accounts a

-- name: xmlelement with attributes
-- effect: shows DE00314159
SELECT xmlelement(name x, xmlattributes(iban)) FROM bank.accounts

-- name: xmlagg of the row's text
-- effect: shows DE00314159
SELECT xmlagg(xmlelement(name r, a::text)) FROM bank.accounts a

-- name: array of a subquery with a row
-- effect: shows DE00314159
SELECT ARRAY(SELECT a FROM bank.accounts a)

-- name: array of the column
-- effect: shows DE00314159
SELECT ARRAY(SELECT iban FROM bank.accounts)

-- name: unnest of an array of rows
-- effect: shows DE00314159
SELECT (u).* FROM (SELECT unnest(array_agg(a)) AS u FROM bank.accounts a) x

-- name: first_value of the column
-- effect: shows DE00314159
SELECT first_value(iban) OVER (ORDER BY id) FROM bank.accounts

-- name: a window ordered by the column
-- effect: runs
SELECT id, rank() OVER (ORDER BY iban) FROM bank.accounts

-- name: a window partitioned by the column, by name
-- effect: runs
SELECT id, count(*) OVER w FROM bank.accounts WINDOW w AS (PARTITION BY iban)

-- name: DISTINCT ON the column
-- effect: shows DE00314159
SELECT DISTINCT ON (iban) * FROM bank.accounts

-- name: DISTINCT ON the column that is not shown
-- effect: runs
SELECT DISTINCT ON (iban) id FROM bank.accounts

-- name: a filter by the column
-- effect: runs
SELECT count(*) FILTER (WHERE iban LIKE 'DE%') FROM bank.accounts

-- name: HAVING of the column
-- effect: runs
SELECT count(*) FROM bank.accounts HAVING min(iban) > 'A'

-- name: an ordered aggregate by the column
-- effect: runs
SELECT array_agg(id ORDER BY iban) FROM bank.accounts

-- name: WITHIN GROUP by the column
-- effect: runs
SELECT mode() WITHIN GROUP (ORDER BY iban) FROM bank.accounts

-- name: GROUPING SETS of the column
-- effect: runs
SELECT count(*) FROM bank.accounts GROUP BY ROLLUP (iban)

-- name: a CASE on the column
-- effect: runs
SELECT CASE WHEN iban LIKE 'DE%' THEN 'German' END FROM bank.accounts

-- name: a length of the column
-- effect: runs
SELECT length(iban) FROM bank.accounts

-- name: a hash of the column
-- effect: runs
SELECT md5(iban) FROM bank.accounts WHERE id = 1

-- name: the column by a CTE's star
-- effect: shows DE00314159
WITH a AS (SELECT * FROM bank.accounts) SELECT iban FROM a

-- name: the column by a CTE's list
-- effect: shows DE00314159
WITH a(p, q, r, s) AS (TABLE bank.accounts) SELECT r FROM a

-- name: the column by a CTE of RETURNING
-- effect: shows DE00314159
WITH a AS (UPDATE bank.accounts SET balance = 1 WHERE id = 1 RETURNING *) SELECT * FROM a

-- name: the column by a recursive CTE
-- effect: shows DE00314159
WITH RECURSIVE a AS (SELECT id, iban FROM bank.accounts WHERE id = 1 UNION SELECT id + 1, iban FROM a WHERE id < 3) SELECT * FROM a

-- name: the column by LATERAL
-- effect: shows DE00314159
SELECT l.v FROM bank.accounts a, LATERAL (SELECT a.iban AS v) l

-- name: the column by LATERAL VALUES
-- effect: shows DE00314159
SELECT v.x FROM bank.accounts a CROSS JOIN LATERAL (VALUES (a.iban), (a.owner)) v(x)

-- name: the column by a correlated subquery
-- effect: shows DE00314159
SELECT (SELECT a.iban) FROM bank.accounts a

-- name: the column of an outer query without its name
-- effect: shows DE00314159
SELECT (SELECT iban) FROM bank.accounts

-- name: the column by a join's alias
-- effect: shows DE00314159
SELECT j.iban FROM (bank.accounts a JOIN customers c ON c.id = a.id) AS j(aid, owner, iban, balance, cid)

-- name: the column by a join with USING and an alias
-- effect: shows DE00314159
SELECT a.*, u.id FROM bank.accounts a JOIN customers c USING (id) AS u

-- name: the column by USING alone
-- effect: runs
SELECT count(*) FROM bank.accounts a JOIN (SELECT 'DE00314159' AS iban) b USING (iban)

-- name: the column by a NATURAL JOIN with itself
-- effect: runs
SELECT count(*) FROM bank.accounts NATURAL JOIN (SELECT iban FROM bank.accounts) x

-- name: the column by a set operation's second arm
-- effect: shows DE00314159
SELECT name FROM customers UNION SELECT iban FROM bank.accounts

-- name: the column by EXCEPT
-- effect: runs
SELECT 'DE00314159' EXCEPT SELECT iban FROM bank.accounts

-- name: the column by IN
-- effect: runs
SELECT 1 WHERE 'DE00314159' IN (SELECT iban FROM bank.accounts)

-- name: the column by an array of a subquery in WHERE
-- effect: runs
SELECT 1 WHERE 'DE00314159' = ANY (ARRAY(SELECT iban FROM bank.accounts))

-- name: the column by ONLY with a star
-- effect: shows DE00314159
SELECT accounts.* FROM ONLY bank.accounts

-- name: the column with three names
-- effect: shows DE00314159
SELECT bank.accounts.iban FROM bank.accounts

-- name: the column with four names
-- effect: shows DE00314159
SELECT {{=current_database()}}.bank.accounts.iban FROM bank.accounts

-- name: a star with the schema
-- effect: shows DE00314159
SELECT bank.accounts.* FROM bank.accounts

-- name: the column in capitals
-- effect: shows DE00314159
SELECT IBAN FROM bank.ACCOUNTS

-- name: the column in a Unicode identifier
-- effect: shows DE00314159
SELECT U&"\0069ban" FROM bank.accounts

-- name: the column in the search path
-- effect: shows DE00314159
SET search_path = bank
-- then:
SELECT iban FROM accounts

-- name: COPY of the columns in another order
-- effect: shows DE00314159
COPY bank.accounts (iban, id) TO STDOUT (FORMAT csv)

-- name: COPY of a query with a star
-- effect: shows DE00314159
COPY (SELECT * FROM bank.accounts ORDER BY 1) TO STDOUT WITH CSV HEADER

-- name: COPY of rows as JSON
-- effect: shows DE00314159
COPY (SELECT row_to_json(a) FROM bank.accounts a) TO STDOUT

-- name: a cursor over a star
-- effect: shows DE00314159
BEGIN; DECLARE c NO SCROLL CURSOR FOR SELECT * FROM bank.accounts; FETCH FORWARD 2 FROM c

-- name: by RETURNING of an INSERT
-- effect: shows DE00314159
INSERT INTO bank.accounts (id, iban, balance) VALUES (77, 'DE00314159', 1) RETURNING *

-- name: by RETURNING of the row
-- effect: shows DE00314159
UPDATE bank.accounts AS a SET balance = 1 WHERE id = 1 RETURNING a

-- name: by RETURNING of ON CONFLICT
-- effect: shows DE00314159
INSERT INTO bank.accounts (id, balance) VALUES (1, 3) ON CONFLICT (id) DO UPDATE SET balance = excluded.balance RETURNING iban

-- name: by ON CONFLICT's WHERE
-- effect: runs
INSERT INTO bank.accounts (id, balance) VALUES (1, 3) ON CONFLICT (id) DO UPDATE SET balance = 4 WHERE accounts.iban LIKE 'DE%'

-- name: by the SET of another column
UPDATE bank.accounts SET owner = iban WHERE id = 1

-- name: by an UPDATE FROM it
UPDATE customers c SET city = a.iban FROM bank.accounts a WHERE a.id = c.id

-- name: by DELETE USING it
DELETE FROM staging.imports i USING bank.accounts a WHERE a.id = i.id AND a.iban LIKE 'DE%'

-- name: by MERGE's source star
MERGE INTO staging.imports i USING bank.accounts a ON a.id = i.id WHEN MATCHED THEN UPDATE SET payload = a.iban

-- name: by MERGE's condition
MERGE INTO staging.imports i USING bank.accounts a ON a.id = i.id WHEN MATCHED AND a.iban LIKE 'DE%' THEN DELETE

-- name: by MERGE's insert
MERGE INTO staging.imports i USING bank.accounts a ON a.id = i.id + 100 WHEN NOT MATCHED THEN INSERT VALUES (a.id, a.iban)

-- name: by INSERT of a star
INSERT INTO staging.imports SELECT id, iban FROM bank.accounts

-- name: by CREATE TABLE AS with a star
CREATE TABLE copy_of AS TABLE bank.accounts

-- name: by SELECT INTO TEMP
SELECT * INTO TEMP copy_of FROM bank.accounts

-- name: by a view that is made and read at once
CREATE VIEW v AS SELECT * FROM bank.accounts; SELECT * FROM v

-- name: by a temporary view
CREATE TEMP VIEW v AS SELECT iban FROM bank.accounts

-- name: by a recursive view
CREATE RECURSIVE VIEW v (id, iban) AS SELECT id, iban FROM bank.accounts

-- name: by a materialized view without data, refreshed
CREATE MATERIALIZED VIEW v AS SELECT iban FROM bank.accounts WITH NO DATA; REFRESH MATERIALIZED VIEW v

-- name: by a prepared statement
PREPARE p AS TABLE bank.accounts

-- name: in a plan that is run
-- effect: shows Output: id, owner, iban
EXPLAIN (ANALYZE, VERBOSE, COSTS off) SELECT * FROM bank.accounts

-- name: a guess by a bound value
-- proto: extended
-- bind: text DE%
-- effect: shows ada
SELECT owner FROM bank.accounts WHERE iban LIKE $1

-- name: prepared by the protocol
-- proto: prepared
-- bind: int4 1
-- effect: shows DE00314159
SELECT * FROM bank.accounts WHERE id = $1

-- name: payroll by a child table
-- effect: shows 91234
SELECT pay FROM payroll.paid_people

-- name: payroll by ONLY of nothing else
-- effect: shows ada
SELECT p.name FROM people p WHERE p.tableoid <> 'people'::regclass

-- name: payroll by a union in a CTE
-- effect: shows 91234
WITH x AS (SELECT 1 UNION ALL SELECT amount FROM payroll.salaries) TABLE x

-- name: payroll by its partitioned table
-- effect: shows 314159
TABLE payroll.runs

-- name: payroll in a subscript
-- effect: shows 91234
SELECT ('{0,91234}'::int[])[(SELECT min(id) + 1 FROM payroll.salaries)]

-- name: payroll by a window in ORDER BY
-- effect: shows 91234
SELECT amount FROM payroll.salaries ORDER BY row_number() OVER (ORDER BY amount)

-- name: payroll by XMLTABLE
-- effect: shows 91234
SELECT x.* FROM XMLTABLE('/r' PASSING xmlelement(name r, (SELECT max(amount) FROM payroll.salaries)) COLUMNS v text PATH '.') x

-- name: payroll by a JSON set
-- effect: shows 91234
SELECT * FROM jsonb_array_elements((SELECT jsonb_agg(amount) FROM payroll.salaries))

-- name: payroll by ROWS FROM
-- effect: shows 91234
SELECT * FROM ROWS FROM (unnest(ARRAY(SELECT amount FROM payroll.salaries))) x

-- name: payroll by a function's argument in FROM
-- effect: shows 91234
SELECT * FROM unnest(ARRAY(SELECT amount FROM payroll.salaries)) WITH ORDINALITY

-- name: payroll by generate_series up to it
-- effect: runs
SELECT count(*) FROM generate_series(1, (SELECT max(amount)::int FROM payroll.salaries))

-- name: payroll in an ON
-- effect: runs
SELECT count(*) FROM orders o JOIN customers c ON c.id = (SELECT min(id) FROM payroll.salaries)

-- name: payroll locked only
-- effect: runs
SELECT 1 FROM payroll.salaries FOR SHARE

-- name: payroll counted
-- effect: runs
SELECT count(*) FROM payroll.salaries

-- name: payroll EXISTS
-- effect: runs
SELECT EXISTS (SELECT FROM payroll.salaries WHERE amount > 91000)

-- name: a histogram in pg_stats
-- effect: shows DE00314159
ANALYZE bank.accounts; SELECT histogram_bounds, most_common_vals FROM pg_stats WHERE tablename = 'accounts' AND attname = 'iban'

-- name: a histogram in pg_stats of no table by name
-- effect: shows DE00314159
ANALYZE bank.accounts; SELECT s.histogram_bounds FROM pg_stats s JOIN pg_class c ON c.relname = s.tablename WHERE c.relname = 'accounts'

-- name: whole rows of pg_stats
-- effect: shows DE00314159
ANALYZE bank.accounts; SELECT s FROM pg_catalog.pg_stats s WHERE tablename LIKE 'acc%'

-- name: pg_statistic
-- effect: shows DE00314159
ANALYZE bank.accounts; SELECT stavalues1 FROM pg_statistic WHERE starelid = 'bank.accounts'::regclass AND staattnum = 3

-- name: pg_stats by a bound name
-- proto: extended
-- bind: unknown accounts
-- setup: ANALYZE bank.accounts
-- effect: shows DE00314159
SELECT histogram_bounds FROM pg_stats WHERE tablename = $1

-- name: pg_stats of an outer query's name
-- setup: ANALYZE bank.accounts
-- effect: shows DE00314159
SELECT o.t, (SELECT string_agg(histogram_bounds::text, ' ') FROM pg_stats s WHERE o.t = 'orders') FROM (VALUES ('orders')) o(t)

-- name: a restricted column by EXISTS
-- effect: runs
SELECT EXISTS (SELECT * FROM bank.accounts WHERE iban LIKE 'DE%')

-- name: EXISTS that goes on to the next row
-- effect: runs
SELECT EXISTS (SELECT iban FROM bank.accounts OFFSET 1)
