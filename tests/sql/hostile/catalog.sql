-- What the text does not say: views, triggers, rules, foreign keys, partitions, functions behind operators and casts.

-- name: a view of a restricted table
-- effect: shows 91234
SELECT amount FROM staff

-- name: every column of a view of a restricted table
-- effect: shows 91234
SELECT * FROM staff

-- name: a view with its schema
-- effect: shows 91234
SELECT * FROM public.staff

-- name: TABLE of a view
-- effect: shows 91234
TABLE staff

-- name: a view of a view
-- effect: shows ada
SELECT person FROM staff_cards

-- name: an arm of a UNION in a view
-- effect: shows ada
SELECT * FROM everybody

-- name: a view's row as JSON
-- effect: shows 91234
SELECT to_jsonb(s) FROM staff s

-- name: a materialized view of a restricted table
-- effect: runs
SELECT * FROM pay_summary

-- name: a column that a view calls otherwise
-- effect: shows DE00314159
SELECT number FROM account_owners

-- name: a renamed column through two views
-- effect: shows DE00314159
SELECT number FROM account_list

-- name: star of a view with one restricted column
-- effect: shows DE00314159
SELECT * FROM account_list

-- name: a whole row of a view
-- effect: shows DE00314159
SELECT a FROM account_list a

-- name: a restricted column beside a join with USING
-- effect: shows DE00314159
SELECT a.iban FROM owners_only o JOIN bank.accounts a USING (id, owner)

-- name: a view in a subquery's star
-- effect: shows DE00314159
SELECT x.number FROM (SELECT * FROM account_owners) x

-- name: a restricted column by NATURAL JOIN of views
-- effect: shows DE00314159
SELECT * FROM account_owners NATURAL JOIN owners_only

-- name: a delete through a view
DELETE FROM log_entries WHERE id = 3

-- name: a delete of everything through a view
DELETE FROM log_entries

-- name: an update through a view
UPDATE log_entries SET what = 'x' WHERE id = 2

-- name: a large transfer through a view with a renamed column
INSERT INTO wires (account, total) VALUES ('acc-1', 999999)

-- name: a large transfer through a view by position
INSERT INTO wires VALUES (900, 'acc-1', 999999)

-- name: a trigger on delete
DELETE FROM hooks WHERE id = 1

-- name: a trigger on an update of its column
UPDATE hooks SET note = 'z' WHERE id = 1

-- name: a trigger behind a view
UPDATE hooks_view SET note = 'z' WHERE id = 1

-- name: a trigger by MERGE
MERGE INTO hooks h USING (SELECT 1 AS id) s ON h.id = s.id WHEN MATCHED THEN DELETE

-- name: a trigger by ON CONFLICT
INSERT INTO hooks VALUES (1, 'q', 'r') ON CONFLICT (id) DO UPDATE SET note = 'q'

-- name: a trigger in a CTE
WITH gone AS (DELETE FROM hooks WHERE id = 2 RETURNING id) SELECT * FROM gone

-- name: a rule that does more
INSERT INTO bells VALUES (1)

-- name: a rule on an insert from a query
INSERT INTO bells SELECT 1

-- name: a foreign key that deletes
DELETE FROM departments WHERE id = 1

-- name: a foreign key that updates
UPDATE departments SET id = 10 WHERE id = 1

-- name: a partition of a restricted table
-- effect: shows 314159
SELECT total FROM runs_2024

-- name: a delete in a partition of a restricted table
DELETE FROM runs_2024 WHERE total > 1

-- name: a parent of a restricted table
-- effect: shows ada
SELECT name FROM people

-- name: an update of a parent
UPDATE people SET name = 'x' WHERE name = 'ada'

-- name: a function that reads
-- effect: shows 91234
SELECT pay_of('ada')

-- name: a function in a WHERE
-- effect: shows Customer 1
SELECT name FROM customers WHERE pay_of('ada') = 91234

-- name: a function in FROM
-- effect: shows 91234
SELECT * FROM pay_of('ada')

-- name: an operator that runs a function
SELECT 1 === 2

-- name: an operator with its schema
SELECT 1 OPERATOR(public.===) 2

-- name: an operator in a WHERE
SELECT id FROM orders WHERE (id === 2) > 0 AND id = 1

-- name: a cast that runs a function
SELECT CAST(ROW('a', 'b')::place AS inet)

-- name: a cast in the short form
SELECT (ROW('a', 'b')::place)::inet

-- name: a function with the name of a built-in one
SELECT to_hex('a'::text)

-- name: a function in column notation
SELECT c.wiped FROM customers c WHERE id = 1

-- name: a function in column notation of the table's name
SELECT customers.wiped FROM customers WHERE id = 1

-- name: a check constraint that runs a function
INSERT INTO forms VALUES (1, 'x')

-- name: a default that runs a function
INSERT INTO visits (page) VALUES ('/')

-- name: default values that run a function
INSERT INTO visits DEFAULT VALUES

-- name: a domain that runs a function
INSERT INTO sightings VALUES (1, 'owl')

-- name: IS NOT NULL of a primary key
DELETE FROM order_items WHERE line IS NOT NULL

-- name: IS NOT NULL of a column that is NOT NULL
UPDATE order_items SET sku = 'x' WHERE quantity IS NOT NULL

-- name: IS NOT NULL with the table's alias
DELETE FROM order_items i WHERE i.order_id IS NOT NULL

-- name: NOT IS NULL of a primary key
DELETE FROM order_items WHERE NOT (line IS NULL)

-- name: a search_path that makes another table of it
-- effect: shows 91234
SET search_path TO payroll
-- then:
SELECT * FROM salaries

-- name: a search_path set by a function
-- effect: shows 91234
SELECT set_config('search_path', 'payroll, public', false)
-- then:
SELECT * FROM salaries

-- name: a search_path of one transaction
-- effect: shows 91234
BEGIN
-- then:
SET LOCAL search_path = payroll
-- then:
SELECT amount FROM salaries

-- name: a view prepared
-- effect: shows 91234
PREPARE pay AS SELECT amount FROM staff
-- then:
EXECUTE pay

-- name: a view in a cursor
-- effect: shows 91234
BEGIN
-- then:
DECLARE c CURSOR FOR SELECT amount FROM staff
-- then:
FETCH ALL FROM c

-- name: a search_path in the same text
-- effect: shows 91234
SET search_path TO payroll; SELECT amount FROM salaries
