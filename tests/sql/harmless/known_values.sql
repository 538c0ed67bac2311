-- Values, columns and filters that can be known, near those that the rules hold.

-- name: EXISTS with a star in the target list
SELECT EXISTS (SELECT * FROM bank.accounts WHERE id = 1)

-- name: EXISTS with a star, correlated
SELECT name FROM customers c WHERE EXISTS (SELECT * FROM bank.accounts a WHERE a.id = c.id) ORDER BY name

-- name: EXISTS with a qualified star
SELECT 1 WHERE EXISTS (SELECT a.* FROM bank.accounts a)

-- name: an EXECUTE with an optional filter that is given
PREPARE f (int) AS UPDATE orders SET note = 'f' WHERE ($1 IS NULL OR id = $1)
-- then:
EXECUTE f (31)

-- name: a small transfer from a SELECT of constants
INSERT INTO bank.transfers (account, amount) SELECT 'd', 5

-- name: a small transfer from VALUES in FROM
INSERT INTO bank.transfers (account, amount) SELECT v.a, v.n FROM (VALUES ('a', 5), ('b', 6)) v(a, n)

-- name: a small transfer by an upsert's EXCLUDED
INSERT INTO bank.transfers (account, amount) VALUES ('c', 7) ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount

-- name: a near day without dashes
INSERT INTO bank.schedule VALUES ('b', 2, '20260301')

-- name: a near day with short numbers
INSERT INTO bank.schedule VALUES ('c', 3, '2026-3-1')

-- name: a near day with slashes
INSERT INTO bank.schedule VALUES ('c', 3, '2026/03/01')

-- name: a small transfer from a UNION of constants
INSERT INTO bank.transfers (account, amount) SELECT 'd', 5 UNION ALL SELECT 'e', 6

-- name: a transfer kept as it is
UPDATE bank.transfers SET amount = amount, memo = 'checked' WHERE id = 1

-- name: a transfer by CASE
UPDATE bank.transfers SET amount = CASE WHEN currency = 'EUR' THEN 5 ELSE 6 END WHERE id = 1

-- name: an upsert of several rows
INSERT INTO bank.transfers (id, account, amount) VALUES (1, 'c', 7), (2, 'd', 8) ON CONFLICT (id) DO UPDATE SET account = EXCLUDED.account, amount = EXCLUDED.amount

-- name: statistics of an open table
ANALYZE orders
-- then:
SELECT attname, n_distinct, most_common_vals, histogram_bounds FROM pg_stats WHERE schemaname = 'public' AND tablename = 'orders' AND attname = 'status'

-- name: statistics of an open table without its schema
SELECT attname, most_common_vals FROM pg_stats WHERE tablename = 'orders' ORDER BY attname

-- name: the statistics that pgAdmin shows of an open column
SELECT null_frac, avg_width, n_distinct, most_common_vals, most_common_freqs, histogram_bounds, correlation FROM pg_catalog.pg_stats WHERE schemaname = 'bank' AND tablename = 'accounts' AND attname = 'owner'

-- name: a date and a text beside a column
DELETE FROM order_items WHERE line < 0 AND date '2024-01-02'::text = '2024-01-02'

-- name: a foreign key with a condition
DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE status = 'nothing')

-- name: a foreign key's other column
DELETE FROM order_items USING orders WHERE orders.customer_id = order_items.order_id AND orders.id = 0

-- name: a foreign key by USING with a condition
DELETE FROM order_items i USING orders o WHERE o.id = i.order_id AND o.status = 'nothing'
