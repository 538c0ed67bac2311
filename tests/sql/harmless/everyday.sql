-- What applications and people send all day.

-- name: one order
SELECT * FROM orders WHERE id = 7

-- name: no table at all
SELECT 1

-- name: the version
SELECT version()

-- name: the time, as a shape
-- compare: shape
SELECT now(), current_timestamp, clock_timestamp()

-- name: who am I
SELECT current_user, session_user, current_schema, current_database()

-- name: a join
SELECT c.name, count(*) AS orders, sum(o.amount) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.name ORDER BY 3 DESC LIMIT 5

-- name: a left join with a filter
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'paid' WHERE c.city = 'Rome' ORDER BY 1, 2

-- name: USING and NATURAL
SELECT count(*) FROM order_items JOIN products USING (sku)

-- name: a window
SELECT id, amount, sum(amount) OVER (PARTITION BY customer_id ORDER BY id), row_number() OVER w FROM orders WINDOW w AS (ORDER BY amount DESC) ORDER BY id LIMIT 10

-- name: a recursive query
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n

-- name: a CTE that only reads
WITH big AS (SELECT * FROM orders WHERE amount > 300) SELECT count(*) FROM big

-- name: a CTE that inserts
WITH new AS (INSERT INTO staging.imports VALUES (10, 'cte') RETURNING id) SELECT * FROM new

-- name: a CTE that moves rows with a WHERE
WITH gone AS (DELETE FROM staging.imports WHERE id = 10 RETURNING *) INSERT INTO staging.imports SELECT id + 1, payload FROM gone

-- name: a set operation
SELECT city FROM customers WHERE active UNION SELECT status FROM orders EXCEPT SELECT 'Rome' ORDER BY 1

-- name: grouping sets
SELECT status, customer_id, count(*) FROM orders WHERE customer_id < 4 GROUP BY GROUPING SETS ((status), (customer_id), ()) ORDER BY 1, 2

-- name: cube and rollup
SELECT status, city, count(*) FROM orders JOIN customers c ON c.id = customer_id GROUP BY CUBE (status, city) ORDER BY 1, 2

-- name: a filter on an aggregate
SELECT count(*) FILTER (WHERE amount > 100), avg(amount) FROM orders

-- name: distinct on
SELECT DISTINCT ON (customer_id) customer_id, id, amount FROM orders ORDER BY customer_id, amount DESC

-- name: an ordered aggregate
SELECT string_agg(name, ', ' ORDER BY id), array_agg(id ORDER BY id DESC) FROM customers WHERE id < 5

-- name: a percentile
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders

-- name: a lateral top three
SELECT c.id, t.id FROM customers c CROSS JOIN LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id ORDER BY amount DESC LIMIT 1) t ORDER BY 1

-- name: json
SELECT data ->> 'n', data @> '{"vip": true}', jsonb_pretty(data) FROM customers WHERE id = 7

-- name: json building
SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY id) FROM customers WHERE id < 4

-- name: json path
SELECT jsonb_path_query(data, '$.n') FROM customers WHERE id < 3 ORDER BY id

-- name: rows as json
SELECT row_to_json(o) FROM orders o WHERE id = 3

-- name: arrays
SELECT tags[1], cardinality(tags), 't1' = ANY (tags) FROM customers WHERE tags && ARRAY['t1', 't2'] ORDER BY id

-- name: unnest
SELECT c.id, t FROM customers c, unnest(c.tags) t WHERE c.id < 4 ORDER BY 1

-- name: generate_series
SELECT d::date, count(o.id) FROM generate_series(date '2024-01-01', date '2024-01-03', interval '1 day') d LEFT JOIN orders o ON o.placed_on = d::date GROUP BY 1 ORDER BY 1

-- name: full text
SELECT to_tsvector('english', 'the quick brown foxes') @@ to_tsquery('fox'), ts_headline('a fox', to_tsquery('fox'))

-- name: regular expressions
SELECT name ~ '[0-9]+$', regexp_replace(name, '\D', '', 'g'), (regexp_match(name, '(\d+)'))[1] FROM customers WHERE id = 12

-- name: text functions
SELECT lower('A'), upper('a'), initcap('abc'), trim('  x '), substring('abcdef' FROM 2 FOR 3), position('c' IN 'abc'), overlay('abc' PLACING 'X' FROM 2), length('abc'), md5('a'), format('%s-%I-%L', 1, 'a b', 'c')

-- name: date functions
SELECT date_trunc('month', timestamp '2024-05-17 10:00'), extract(epoch FROM timestamp '2024-01-01'), age(date '2024-03-01', date '2024-01-01'), to_char(date '2024-01-05', 'YYYY-MM-DD'), make_interval(days => 3)

-- name: overlaps
SELECT (date '2024-01-01', date '2024-02-01') OVERLAPS (date '2024-01-15', date '2024-03-01')

-- name: time zones
SELECT timestamptz '2024-01-01 00:00Z' AT TIME ZONE 'Europe/Berlin'

-- name: case, coalesce, nullif
SELECT CASE status WHEN 'new' THEN 1 WHEN 'paid' THEN 2 ELSE 3 END, coalesce(note, '-'), nullif(status, 'new'), greatest(1, amount), least(2, amount) FROM orders ORDER BY id LIMIT 5

-- name: casts
SELECT '1'::int, CAST('2024-01-01' AS date), 1.5::text, 'ok'::mood, ROW ('a', 'b')::place

-- name: an enum's order
SELECT enum_range(NULL::mood), 'sad'::mood < 'happy'::mood

-- name: a domain
SELECT 5::positive

-- name: a composite's field
SELECT (p).city FROM (SELECT ROW ('s', 'c')::place AS p) x

-- name: the known function
SELECT id, total(id) FROM customers WHERE id < 4 ORDER BY id

-- name: the known function qualified
SELECT public.total(3)

-- name: the known function with a name
SELECT total(customer => 3)

-- name: exists and in
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.amount > 450) OR id IN (SELECT customer_id FROM orders WHERE status = 'sent' AND amount > 400) ORDER BY id

-- name: a locking read
SELECT * FROM orders WHERE id = 4 FOR UPDATE

-- name: a queue
SELECT id FROM orders WHERE status = 'new' ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED

-- name: a shared lock
SELECT id FROM orders WHERE id = 9 FOR NO KEY UPDATE OF orders NOWAIT

-- name: values
VALUES (1, 'a'), (2, 'b')

-- name: values as a table
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, name) WHERE id = 2

-- name: TABLE
TABLE products

-- name: tablesample
-- compare: shape
SELECT count(*) FROM orders TABLESAMPLE system (100) REPEATABLE (1)

-- name: offset and fetch
SELECT id FROM orders ORDER BY id OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY

-- name: fetch with ties
SELECT amount FROM orders ORDER BY status FETCH FIRST 1 ROW WITH TIES

-- name: a view
SELECT * FROM big_orders WHERE customer_id = 3 ORDER BY id

-- name: a materialized view
SELECT * FROM order_totals ORDER BY customer_id LIMIT 3

-- name: a partitioned table
SELECT tableoid::regclass, * FROM events ORDER BY id

-- name: bank accounts without the number
SELECT id, owner, balance FROM bank.accounts ORDER BY id

-- name: count of accounts
SELECT count(*) FROM bank.accounts

-- name: an insert
INSERT INTO orders (customer_id, amount, note) VALUES (3, 12.50, 'everyday')

-- name: an insert that returns
INSERT INTO orders (customer_id, amount) VALUES (4, 1) RETURNING id, status

-- name: an insert of several rows
INSERT INTO staging.imports VALUES (20, 'a'), (21, 'b'), (22, 'c')

-- name: an insert from a query
INSERT INTO staging.imports SELECT id, name FROM customers WHERE id < 3

-- name: an insert of defaults
INSERT INTO audit.log DEFAULT VALUES

-- name: an upsert that does nothing
INSERT INTO flags VALUES ('dark', true) ON CONFLICT DO NOTHING

-- name: an upsert
INSERT INTO products VALUES ('sku-1', 'Product 1', 3, 5) ON CONFLICT (sku) DO UPDATE SET stock = products.stock + excluded.stock

-- name: an upsert with a WHERE
INSERT INTO products VALUES ('sku-2', 'x', 3, 5) ON CONFLICT (sku) DO UPDATE SET price = excluded.price WHERE products.price <> excluded.price

-- name: an update of one row
UPDATE orders SET status = 'paid' WHERE id = 5

-- name: an update by two columns
UPDATE order_items SET quantity = quantity + 1 WHERE order_id = 3 AND line = 2

-- name: an update from another table
UPDATE orders o SET note = c.name FROM customers c WHERE c.id = o.customer_id AND o.id = 6

-- name: an update of a range
UPDATE products SET stock = 0 WHERE price BETWEEN 3 AND 6

-- name: an update with IN
UPDATE orders SET status = 'sent' WHERE id IN (7, 8, 9) AND status <> 'sent'

-- name: an update with a subquery
UPDATE orders SET note = 'big spender' WHERE customer_id IN (SELECT customer_id FROM order_totals WHERE total > 1000)

-- name: an optimistic lock
UPDATE products SET price = 4 WHERE sku = 'sku-3' AND price = 9

-- name: a soft delete
UPDATE customers SET active = false WHERE id = 19

-- name: a delete of one row
DELETE FROM staging.imports WHERE id = 20

-- name: a delete by age
DELETE FROM audit.log WHERE at < '2020-01-01'

-- name: a delete of nulls
DELETE FROM orders WHERE note IS NULL AND amount = 3

-- name: a delete of what is not null and old
DELETE FROM audit.log WHERE what IS NOT NULL AND id = 2

-- name: a delete with USING
DELETE FROM order_items i USING orders o WHERE o.id = i.order_id AND o.amount > 499

-- name: a delete of duplicates
DELETE FROM staging.imports a USING staging.imports b WHERE a.ctid < b.ctid AND a.id = b.id

-- name: a delete with a limit
DELETE FROM audit.log WHERE id IN (SELECT id FROM audit.log WHERE what LIKE 'entry%' ORDER BY id LIMIT 2)

-- name: a delete of what is not there
DELETE FROM order_items i WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.sku = i.sku) AND i.line > 40

-- name: a delete that returns
DELETE FROM staging.imports WHERE id = 21 RETURNING *

-- name: a delete where current
-- setup: BEGIN
-- setup: DECLARE c CURSOR FOR SELECT * FROM audit.log WHERE id = 7 FOR UPDATE
-- setup: FETCH 1 FROM c
DELETE FROM audit.log WHERE CURRENT OF c

-- name: a merge
MERGE INTO products p USING (VALUES ('sku-4', 9), ('sku-new', 1)) s(sku, stock) ON p.sku = s.sku WHEN MATCHED THEN UPDATE SET stock = s.stock WHEN NOT MATCHED THEN INSERT VALUES (s.sku, 'new', 1, s.stock)

-- name: a small transfer
INSERT INTO bank.transfers (account, amount) VALUES ('acc-3', 10000)

-- name: a small transfer without a list of columns
INSERT INTO bank.transfers VALUES (9001, 'acc-3', 50)

-- name: a small transfer without a list of columns, over a view
INSERT INTO wires VALUES (9002, 'acc-3', 50)

-- name: a small transfer to the cent
INSERT INTO bank.transfers (account, amount, currency) VALUES ('acc-3', 9999.99, 'EUR')

-- name: a refund
INSERT INTO bank.transfers (account, amount) VALUES ('acc-3', -50)

-- name: a small transfer by arithmetic
INSERT INTO bank.transfers (account, amount) VALUES ('acc-3', 5000 + 4000)

-- name: a note to a transfer
UPDATE bank.transfers SET memo = 'over 20000 words' WHERE id = 1

-- name: a small change of a transfer
UPDATE bank.transfers SET amount = amount + 10 WHERE id = 1

-- name: a day that is near
INSERT INTO bank.schedule (account, amount, day) VALUES ('acc-3', 1, '2029-12-31')

-- name: a parameter
-- proto: extended
-- bind: int4 7
SELECT * FROM orders WHERE id = $1

-- name: a binary parameter
-- proto: extended
-- bind: binary int4 00000007
SELECT status FROM orders WHERE id = $1

-- name: an array as a parameter
-- proto: extended
-- bind: _int4 {1,2,3}
SELECT id, name FROM customers WHERE id = ANY ($1) ORDER BY id

-- name: a filter that is given
-- proto: extended
-- bind: int4 48
DELETE FROM order_items WHERE $1::int IS NULL OR line = $1

-- name: a null that selects nothing
-- proto: extended
-- bind: null int4
UPDATE orders SET note = 'x' WHERE id = $1

-- name: a prepared statement
-- proto: prepared
-- bind: text Rome
SELECT count(*) FROM customers WHERE city = $1

-- name: a prepared update
-- proto: prepared
-- bind: text seen
-- bind: int4 11
UPDATE orders SET note = $1 WHERE id = $2

-- name: a parameter without a type
-- proto: extended
-- bind: unknown 3
SELECT name FROM customers WHERE id = $1

-- name: a small transfer in a parameter
-- proto: extended
-- bind: numeric 10000.00
INSERT INTO bank.transfers (account, amount) VALUES ('acc-4', $1)

-- name: a small transfer in binary
-- proto: extended
-- bind: binary int4 00002710
INSERT INTO bank.transfers (account, amount) VALUES ('acc-4', $1)

-- name: PREPARE and EXECUTE
PREPARE by_id (int) AS SELECT name FROM customers WHERE id = $1
-- then:
EXECUTE by_id (3)
-- then:
EXECUTE by_id (4)
-- then:
DEALLOCATE by_id

-- name: PREPARE of an update
PREPARE note (text, int) AS UPDATE orders SET note = $1 WHERE id = $2
-- then:
EXECUTE note ('prepared', 12)

-- name: EXPLAIN of an EXECUTE
PREPARE by_id (int) AS SELECT name FROM customers WHERE id = $1
-- then:
EXPLAIN (COSTS off) EXECUTE by_id (3)

-- name: a cursor
-- setup: BEGIN
DECLARE c SCROLL CURSOR FOR SELECT id FROM orders ORDER BY id
-- then:
FETCH 3 FROM c
-- then:
MOVE BACKWARD 1 FROM c
-- then:
FETCH PRIOR FROM c
-- then:
CLOSE c
-- then:
COMMIT

-- name: a transaction
BEGIN
-- then:
UPDATE orders SET status = 'paid' WHERE id = 13
-- then:
SAVEPOINT s
-- then:
DELETE FROM orders WHERE id = 14 AND amount < 0
-- then:
ROLLBACK TO SAVEPOINT s
-- then:
RELEASE s
-- then:
COMMIT

-- name: a transaction in one text
BEGIN; INSERT INTO staging.imports VALUES (30, 'tx'); COMMIT

-- name: a serializable transaction
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SELECT count(*) FROM orders; ROLLBACK

-- name: START TRANSACTION and END
START TRANSACTION; SELECT 1; END

-- name: COMMIT AND CHAIN
BEGIN; SELECT 1; COMMIT AND CHAIN; ROLLBACK

-- name: several statements
SELECT 1; SELECT 2; SELECT 3

-- name: an empty text
;

-- name: only a comment
/* nothing here */ -- at all

-- name: an error, a table that is not there
SELECT * FROM nowhere

-- name: an error, division
SELECT 1 / 0

-- name: an error, a syntax that the server refuses too is held, a constraint is not
INSERT INTO orders (customer_id) VALUES (999)

-- name: an error in a transaction
BEGIN
-- then:
SELECT 1 / 0
-- then:
SELECT 1
-- then:
ROLLBACK

-- name: a plan
EXPLAIN SELECT * FROM orders WHERE id = 3

-- name: a plan of a delete that does not run
EXPLAIN DELETE FROM orders

-- name: a plan without ANALYZE in parentheses
EXPLAIN (VERBOSE, COSTS off) UPDATE orders SET amount = 0

-- name: ANALYZE off
EXPLAIN (ANALYZE off, COSTS off) DELETE FROM order_items

-- name: ANALYZE on, then off
EXPLAIN (ANALYZE on, ANALYZE off, COSTS off) DELETE FROM order_items

-- name: a plan that runs a read
-- compare: shape
EXPLAIN ANALYZE SELECT * FROM orders WHERE id = 3

-- name: a plan as json
EXPLAIN (FORMAT json, COSTS off) SELECT 1

-- name: SET of everyday settings
SET search_path = public, staging
-- then:
SET statement_timeout = '30s'
-- then:
SET LOCAL work_mem = '8MB'
-- then:
SET application_name TO 'shop'
-- then:
SET TIME ZONE 'UTC'
-- then:
SHOW statement_timeout
-- then:
RESET ALL

-- name: SET NAMES
SET NAMES 'UTF8'

-- name: SET client_encoding
SET client_encoding TO 'LATIN1'

-- name: set_config of a setting of one's own
SELECT set_config('app.user_id', '42', false), current_setting('app.user_id')

-- name: SET of one's own setting
SET app.tenant = '7'

-- name: SHOW ALL
-- compare: shape
SHOW ALL

-- name: SHOW
SHOW server_version

-- name: current_setting
SELECT current_setting('search_path'), current_setting('no.such', true)

-- name: RESET ROLE
RESET ROLE

-- name: SET ROLE NONE
SET ROLE NONE

-- name: SET SESSION AUTHORIZATION DEFAULT
SET SESSION AUTHORIZATION DEFAULT

-- name: DISCARD ALL
DISCARD ALL

-- name: DISCARD TEMP
DISCARD TEMP

-- name: LISTEN, NOTIFY
LISTEN news
-- then:
NOTIFY other, 'hello'
-- then:
UNLISTEN *

-- name: pg_notify
SELECT pg_notify('nobody', 'x')

-- name: an advisory lock
SELECT pg_try_advisory_lock(42), pg_advisory_unlock(42)

-- name: a lock in a transaction
BEGIN; LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE; COMMIT

-- name: a sequence
SELECT nextval('invoice_numbers'), currval('invoice_numbers')

-- name: setval
SELECT setval('invoice_numbers', 100, true)

-- name: a sequence by serial
SELECT pg_get_serial_sequence('orders', 'id')

-- name: a temporary table
CREATE TEMP TABLE t (n int) ON COMMIT PRESERVE ROWS
-- then:
INSERT INTO t SELECT generate_series(1, 5)
-- then:
ANALYZE t
-- then:
SELECT sum(n) FROM t

-- name: a temporary table from a query
CREATE TEMP TABLE t AS SELECT * FROM orders WHERE id < 4
-- then:
SELECT count(*) FROM t

-- name: a new table
CREATE TABLE everyday_1 (id bigserial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now(), UNIQUE (name))

-- name: a table if it is not there
CREATE TABLE IF NOT EXISTS customers (id int)

-- name: a column more
ALTER TABLE staging.imports ADD COLUMN IF NOT EXISTS source text DEFAULT 'file'

-- name: a type wider
ALTER TABLE staging.imports ALTER COLUMN payload TYPE varchar(200)

-- name: a constraint
ALTER TABLE staging.imports ADD CONSTRAINT small CHECK (id < 1000) NOT VALID
-- then:
ALTER TABLE staging.imports VALIDATE CONSTRAINT small

-- name: a foreign key
ALTER TABLE order_items ADD CONSTRAINT known_sku FOREIGN KEY (sku) REFERENCES products NOT VALID

-- name: an index
CREATE INDEX orders_by_status ON orders (status)

-- name: an index concurrently
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_by_note ON orders (lower(note)) WHERE note IS NOT NULL

-- name: a unique index on an expression
CREATE UNIQUE INDEX customers_email ON customers (lower(email)) INCLUDE (name)

-- name: a view more
CREATE OR REPLACE VIEW paid_orders AS SELECT * FROM orders WHERE status = 'paid'

-- name: a sequence more
CREATE SEQUENCE IF NOT EXISTS ticket_numbers START 100

-- name: a type more
CREATE TYPE colour AS ENUM ('red', 'green')

-- name: a value of an enum
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'elated'

-- name: a schema more
CREATE SCHEMA IF NOT EXISTS reports

-- name: a comment
COMMENT ON COLUMN orders.note IS 'free text, DROP and DELETE allowed'

-- name: a partition more
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')

-- name: rename
ALTER TABLE everyday_1 RENAME COLUMN name TO title

-- name: VACUUM
VACUUM (ANALYZE) staging.imports

-- name: ANALYZE
ANALYZE orders (status)

-- name: REFRESH MATERIALIZED VIEW
REFRESH MATERIALIZED VIEW order_totals

-- name: REINDEX
REINDEX INDEX orders_by_customer

-- name: COPY to STDOUT
COPY products TO STDOUT WITH (FORMAT csv, HEADER)

-- name: COPY of a query
COPY (SELECT id, name FROM customers WHERE active ORDER BY id) TO STDOUT

-- name: COPY from STDIN
-- copy: 40	copied
-- copy: 41	copied too
COPY staging.imports (id, payload) FROM STDIN

-- name: a large object
-- compare: shape
BEGIN; SELECT lo_create(0); ROLLBACK

-- name: sizes
-- compare: shape
SELECT pg_size_pretty(pg_total_relation_size('orders')), pg_database_size(current_database())

-- name: activity
-- compare: shape
SELECT pid, state FROM pg_stat_activity WHERE pid = pg_backend_pid()

-- name: locks
-- compare: shape
SELECT count(*) FROM pg_locks WHERE NOT granted

-- name: statistics of tables
SELECT relname FROM pg_stat_user_tables WHERE relname = 'orders'

-- name: blocking
SELECT pg_blocking_pids(0)

-- name: settings read
SELECT name, setting FROM pg_settings WHERE name IN ('work_mem', 'role', 'port') AND name <> 'port'

-- name: privileges asked
SELECT has_table_privilege('reporting', 'orders', 'SELECT'), has_schema_privilege('payroll', 'USAGE'), pg_has_role('app', 'reporting', 'MEMBER')

-- name: random
-- compare: shape
SELECT random(), gen_random_uuid()

-- name: xml
SELECT xmlelement(name a, xmlattributes('x' AS b), 'c'), xpath('/a/b', '<a><b>1</b></a>')

-- name: ranges
SELECT int4range(1, 5) @> 3, '[2024-01-01,2024-02-01)'::daterange && daterange('2024-01-15', NULL)

-- name: network addresses
SELECT '10.0.0.0/8'::inet >> '10.1.2.3'::inet, host('10.0.0.1/32'::inet)

-- name: bytes
SELECT encode(sha256('x'), 'hex'), decode('DEADBEEF', 'hex')

-- name: a division by a modulo
SELECT 7 % 3, 7 / 2, 2 ^ 10, |/ 16, @ -5, 5 & 3, 5 # 3, 1 << 4

-- name: row comparison for paging
SELECT id FROM orders WHERE (placed_on, id) > ('2024-01-01', 45) ORDER BY placed_on, id LIMIT 3

-- name: a system column
SELECT tableoid::regclass FROM orders WHERE id = 1

-- name: collation
SELECT name COLLATE "C" FROM customers ORDER BY name COLLATE "C" LIMIT 2

-- name: a path of casts
SELECT ('{"a": {"b": [1, 2]}}'::jsonb #>> '{a,b,1}')::int
