-- Reports, batches, queues and ETL: writes that say which rows, and reads of every shape.

-- name: a queue worker takes one
UPDATE orders SET status = 'busy' WHERE id = (SELECT id FROM orders WHERE status = 'new' ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING id

-- name: a queue worker takes a few by a CTE
WITH next AS (SELECT id FROM orders WHERE status = 'new' ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED) UPDATE orders o SET status = 'busy' FROM next WHERE o.id = next.id RETURNING o.id

-- name: a queue worker takes and removes one
DELETE FROM staging.imports WHERE id = (SELECT id FROM staging.imports ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING payload

-- name: a queue worker removes by ctid
DELETE FROM staging.imports WHERE ctid IN (SELECT ctid FROM staging.imports WHERE payload = 'none' LIMIT 1 FOR UPDATE SKIP LOCKED)

-- name: a batch of values is written
UPDATE orders AS o SET note = v.note FROM (VALUES (1, 'one'), (2, 'two')) AS v(id, note) WHERE o.id = v.id

-- name: a batch of arrays is written
UPDATE orders AS o SET note = v.note FROM unnest(ARRAY[3, 4], ARRAY['three', 'four']) AS v(id, note) WHERE o.id = v.id

-- name: a batch of JSON is written
UPDATE orders o SET note = j.note FROM jsonb_to_recordset('[{"id": 5, "note": "five"}]') AS j(id int, note text) WHERE o.id = j.id

-- name: a total is kept
UPDATE customers c SET data = jsonb_set(data, '{total}', to_jsonb(t.total)) FROM (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY 1) t WHERE t.customer_id = c.id AND c.id < 3

-- name: only what is different
UPDATE products SET price = 7 WHERE sku = 'sku-6' AND price IS DISTINCT FROM 7

-- name: only what is different, as rows
UPDATE products SET price = 7, stock = 2 WHERE sku = 'sku-6' AND (price, stock) IS DISTINCT FROM (7, 2)

-- name: a boolean column
UPDATE customers SET city = 'Nowhere' WHERE NOT active AND id = 5

-- name: a boolean column alone
UPDATE flags SET count = count + 1 WHERE enabled

-- name: a boolean column denied alone
UPDATE flags SET count = count + 1 WHERE NOT enabled

-- name: a boolean column IS FALSE
UPDATE flags SET count = 3 WHERE enabled IS FALSE

-- name: an age by now
DELETE FROM audit.log WHERE at < now() - interval '90 years'

-- name: an age by current_date
DELETE FROM events WHERE at < current_date - 36500

-- name: an age with two sides
DELETE FROM audit.log WHERE now() - at > interval '90 years' AND what = 'x'

-- name: a year
DELETE FROM events WHERE EXTRACT(year FROM at) = 1999

-- name: a month by date_trunc
DELETE FROM events WHERE date_trunc('month', at) = date '1999-01-01'

-- name: a pattern
DELETE FROM audit.log WHERE what LIKE 'debug%'

-- name: a pattern with an underscore
DELETE FROM audit.log WHERE what LIKE '_'

-- name: a pattern without case
UPDATE customers SET city = 'x' WHERE name ILIKE 'nobody%'

-- name: a regular expression
DELETE FROM audit.log WHERE what ~ '^debug [0-9]+$'

-- name: not a pattern
DELETE FROM audit.log WHERE what NOT LIKE '%entry%' AND what NOT LIKE '%step%'

-- name: a JSON field
UPDATE customers SET city = 'x' WHERE data ->> 'n' = '300'

-- name: a JSON document contains
UPDATE customers SET city = 'x' WHERE data @> '{"n": 300}'

-- name: a JSON document has a key
UPDATE customers SET city = 'x' WHERE data ? 'nokey'

-- name: a JSON path
UPDATE customers SET city = 'x' WHERE data @@ '$.n > 1000'

-- name: an array overlaps
UPDATE customers SET city = 'x' WHERE tags && ARRAY['none']

-- name: an array contains
UPDATE customers SET city = 'x' WHERE tags @> ARRAY['none']

-- name: a value in an array column
UPDATE customers SET city = 'x' WHERE 'none' = ANY (tags)

-- name: a ctid
DELETE FROM audit.log WHERE ctid = '(900,1)'

-- name: two values
DELETE FROM audit.log WHERE id = 900 OR id = 901

-- name: a condition and 1 = 1
DELETE FROM audit.log WHERE 1 = 1 AND id = 902

-- name: a condition and true
UPDATE flags SET count = 9 WHERE true AND name = 'none'

-- name: an impossible condition
DELETE FROM audit.log WHERE 1 = 0

-- name: false
UPDATE flags SET count = 9 WHERE false

-- name: NULL
DELETE FROM audit.log WHERE NULL

-- name: COALESCE with a constant
UPDATE orders SET note = '-' WHERE COALESCE(note, '') = '' AND id = 1

-- name: COALESCE of columns
DELETE FROM audit.log WHERE COALESCE(what, 'x') = 'nothing'

-- name: NULLIF of a column
DELETE FROM audit.log WHERE NULLIF(what, '') = 'nothing'

-- name: a modulo
DELETE FROM audit.log WHERE id % 1000 = 999

-- name: a hash of the key
DELETE FROM audit.log WHERE hashtext(what) = 1

-- name: a length
DELETE FROM audit.log WHERE length(what) > 1000

-- name: an empty text
DELETE FROM audit.log WHERE what = ''

-- name: CASE
DELETE FROM audit.log WHERE CASE WHEN id > 1000 THEN what = 'x' ELSE false END

-- name: the largest
DELETE FROM audit.log WHERE id = (SELECT max(id) FROM audit.log WHERE what = 'none')

-- name: all but the first of each
DELETE FROM staging.imports WHERE id NOT IN (SELECT min(id) FROM staging.imports GROUP BY payload)

-- name: duplicates by a window
DELETE FROM staging.imports i USING (SELECT ctid, row_number() OVER (PARTITION BY id, payload ORDER BY ctid) AS n FROM staging.imports) d WHERE d.n > 1 AND i.ctid = d.ctid

-- name: orphans
DELETE FROM order_items i WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = i.order_id)

-- name: orphans by a left join
DELETE FROM order_items i USING order_items x LEFT JOIN orders o ON o.id = x.order_id WHERE i.order_id = x.order_id AND i.line = x.line AND o.id IS NULL

-- name: what another table has
DELETE FROM order_items i WHERE EXISTS (SELECT FROM orders o WHERE o.id = i.order_id AND o.status = 'none')

-- name: a delete in portions
WITH gone AS (SELECT id FROM audit.log WHERE what = 'none' LIMIT 1000) DELETE FROM audit.log l USING gone WHERE gone.id = l.id

-- name: a move with a CTE
WITH moved AS (DELETE FROM staging.imports WHERE payload = 'y' RETURNING *) INSERT INTO staging.imports SELECT id + 100, payload FROM moved RETURNING id

-- name: a chain of CTEs that write
WITH o AS (INSERT INTO orders (customer_id, amount) VALUES (2, 5) RETURNING id), i AS (INSERT INTO order_items SELECT id, 1, 'sku-1', 1 FROM o RETURNING order_id) SELECT count(*) FROM i

-- name: a row's value compared
UPDATE order_items SET quantity = 2 WHERE (order_id, line) = (3, 2)

-- name: rows in a list
UPDATE order_items SET quantity = 2 WHERE (order_id, line) IN ((3, 2), (4, 3))

-- name: a range type
DELETE FROM events WHERE at <@ daterange('1999-01-01', '1999-02-01')

-- name: a column of another table, correlated
UPDATE orders o SET note = (SELECT name FROM customers c WHERE c.id = o.customer_id) WHERE o.id = 8

-- name: several columns from a subquery
UPDATE orders o SET (status, note) = (SELECT 'paid', c.name FROM customers c WHERE c.id = o.customer_id) WHERE o.id = 9

-- name: a column IN a subquery of another table
DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE status = 'cancelled')

-- name: a column = ANY of a subquery with a condition
UPDATE products SET stock = 1 WHERE sku = ANY (SELECT sku FROM order_items WHERE quantity > 5000)

-- name: the same table with a condition
UPDATE products SET stock = 1 WHERE sku IN (SELECT sku FROM products WHERE price > 100000)

-- name: the same table with HAVING
UPDATE products SET stock = 1 WHERE sku IN (SELECT sku FROM products GROUP BY sku HAVING count(*) > 1)

-- name: the same table, joined
UPDATE products SET stock = 1 WHERE sku IN (SELECT p.sku FROM products p JOIN order_items i USING (sku) WHERE i.quantity > 5000)

-- name: MERGE with all arms
MERGE INTO products p USING (VALUES ('sku-7', 70), ('sku-77', 77)) AS s(sku, stock) ON p.sku = s.sku WHEN MATCHED AND s.stock = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET stock = s.stock WHEN NOT MATCHED AND s.stock > 0 THEN INSERT (sku, title, price, stock) VALUES (s.sku, 'merged', 1, s.stock) WHEN NOT MATCHED THEN DO NOTHING

-- name: MERGE from a staging table
MERGE INTO products p USING (SELECT payload AS sku, id FROM staging.imports) s ON p.sku = s.sku WHEN MATCHED THEN UPDATE SET stock = s.id WHEN NOT MATCHED THEN DO NOTHING

-- name: upsert with a counter
INSERT INTO flags AS f (name, enabled, count) VALUES ('hits', true, 1) ON CONFLICT (name) DO UPDATE SET count = f.count + 1 RETURNING count

-- name: upsert of many
INSERT INTO flags (name, enabled) SELECT 'f' || n, true FROM generate_series(1, 5) n ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled

-- name: upsert on a constraint's name
INSERT INTO flags (name, enabled) VALUES ('hits', false) ON CONFLICT ON CONSTRAINT flags_pkey DO UPDATE SET enabled = EXCLUDED.enabled

-- name: upsert that does nothing, RETURNING
INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING RETURNING id

-- name: INSERT with OVERRIDING
INSERT INTO events (id, at, kind) OVERRIDING SYSTEM VALUE VALUES (5000, '2024-06-01', 'manual')

-- name: INSERT of DEFAULT in a list
INSERT INTO orders VALUES (DEFAULT, 3, DEFAULT, DEFAULT, NULL, DEFAULT) RETURNING status

-- name: INSERT of arrays, JSON and enums
INSERT INTO customers (id, name, feeling, tags, data) VALUES (501, 'New', 'happy', '{a,b}', '{"k": [1, 2]}')

-- name: INSERT of a text that is SQL
INSERT INTO audit.log (what) VALUES ('DROP TABLE orders; DELETE FROM customers; --')

-- name: INSERT of a text with quotes, backslashes and dollars
INSERT INTO audit.log (what) VALUES ('it''s \ $1 $$ "q" /* -- '), (E'a\tb\\c'), ($x$ $$ ' $x$), (U&'\0041')

-- name: INSERT of a query with a join and a limit
INSERT INTO staging.imports (id, payload) SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id LIMIT 2

-- name: INSERT WITH
WITH s AS (SELECT 600 AS id) INSERT INTO staging.imports (id) SELECT id FROM s

-- name: a report with rollup and a window
SELECT status, count(*) AS n, sum(count(*)) OVER () AS total, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent FROM orders GROUP BY ROLLUP (status) ORDER BY status NULLS LAST

-- name: a running total
SELECT placed_on, amount, sum(amount) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM orders WHERE id < 6

-- name: a moving average with a frame
SELECT id, avg(amount) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) FROM orders WHERE id BETWEEN 10 AND 15

-- name: a range frame over dates
SELECT id, count(*) OVER (ORDER BY placed_on RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) FROM orders WHERE id < 4

-- name: ranks
SELECT id, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, ntile(4) OVER w FROM orders WHERE id < 9 WINDOW w AS (PARTITION BY status ORDER BY amount DESC) ORDER BY id

-- name: lag and lead
SELECT id, lag(amount, 1, 0::numeric) OVER (ORDER BY id), lead(amount) OVER (ORDER BY id) FROM orders WHERE id < 5

-- name: a cohort
WITH first AS (SELECT customer_id, min(placed_on) AS d FROM orders GROUP BY 1), cohort AS (SELECT date_trunc('month', d)::date AS m, customer_id FROM first) SELECT m, count(DISTINCT customer_id) FROM cohort GROUP BY m

-- name: a tree by recursion
WITH RECURSIVE t(id, parent, path) AS (SELECT 1, 0, ARRAY[1] UNION ALL SELECT t.id * 2 + n, t.id, path || (t.id * 2 + n) FROM t, generate_series(0, 1) n WHERE t.id < 4) SELECT * FROM t ORDER BY path

-- name: a graph with a cycle check
WITH RECURSIVE g(a, b) AS (VALUES (1, 2), (2, 3), (3, 1)), w AS (SELECT a, b FROM g WHERE a = 1 UNION ALL SELECT g.a, g.b FROM g JOIN w ON g.a = w.b) CYCLE b SET done USING path SELECT a, b, done FROM w ORDER BY 1, 2, 3

-- name: a search breadth first
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SEARCH BREADTH FIRST BY i SET ord SELECT i FROM n ORDER BY ord

-- name: a pivot by FILTER
SELECT customer_id, sum(amount) FILTER (WHERE status = 'new') AS new, sum(amount) FILTER (WHERE status = 'paid') AS paid FROM orders WHERE customer_id < 4 GROUP BY 1 ORDER BY 1

-- name: gaps and islands
SELECT min(id), max(id) FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS g FROM orders WHERE id < 20) x GROUP BY g ORDER BY 1

-- name: a percentile and a mode
SELECT percentile_disc(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY amount), mode() WITHIN GROUP (ORDER BY status), stddev_samp(amount)::int, corr(id, amount)::int FROM orders WHERE id < 20

-- name: a hypothetical rank
SELECT rank(55) WITHIN GROUP (ORDER BY amount) FROM orders WHERE id < 20

-- name: a JSON document of a tree
SELECT jsonb_build_object('customer', c.name, 'orders', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'items', (SELECT count(*) FROM order_items i WHERE i.order_id = o.id)) ORDER BY o.id), '[]') FROM orders o WHERE o.customer_id = c.id)) FROM customers c WHERE c.id = 2

-- name: JSON taken apart
SELECT k, v FROM customers c, jsonb_each(c.data) AS e(k, v) WHERE c.id = 3 ORDER BY k

-- name: JSON changed
SELECT jsonb_set('{"a": 1}', '{b}', '2'), '{"a": 1, "b": 2}'::jsonb - 'a', '{"a": 1}'::jsonb || '{"c": 3}', jsonb_strip_nulls('{"x": null}')

-- name: JSON path with variables
SELECT jsonb_path_query_array('[1, 2, 3]', '$[*] ? (@ > $x)', '{"x": 1}')

-- name: JSON rows
SELECT * FROM json_to_recordset('[{"a": 1, "b": "x"}]') AS r(a int, b text)

-- name: XMLTABLE
SELECT * FROM XMLTABLE('/r/i' PASSING (xml '<r><i id="1">a</i><i id="2">b</i></r>') COLUMNS id int PATH '@id', v text PATH '.')

-- name: full text with a rank
SELECT id, ts_rank(to_tsvector('simple', name), q) > 0 FROM customers, plainto_tsquery('simple', 'customer') q WHERE to_tsvector('simple', name) @@ q ORDER BY id LIMIT 2

-- name: full text with weights and headline
SELECT ts_headline('english', 'drop the delete', websearch_to_tsquery('english', 'delete -truncate')), setweight(to_tsvector('a'), 'A'), numnode('a & b'::tsquery)

-- name: ts_rewrite with two queries of constants
SELECT ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery)

-- name: generate_series of months
SELECT to_char(m, 'YYYY-MM') FROM generate_series(timestamp '2024-01-01', '2024-03-01', '1 month') m

-- name: LATERAL of the newest two
SELECT c.id, o.id FROM customers c LEFT JOIN LATERAL (SELECT id FROM orders WHERE customer_id = c.id ORDER BY id DESC LIMIT 2) o ON true WHERE c.id < 4 ORDER BY 1, 2

-- name: ROWS FROM
SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY['a', 'b', 'c'])) AS x(n, t)

-- name: functions in FROM with ordinality
SELECT * FROM regexp_split_to_table('a,b', ',') WITH ORDINALITY AS s(part, n)

-- name: string_to_table and friends
SELECT string_to_array('a|b', '|'), array_to_string(ARRAY[1, NULL, 3], ',', '*'), split_part('a.b.c', '.', -1), regexp_matches('a1b2', '\d', 'g'), string_to_table('x,y', ',')

-- name: array functions
SELECT array_position(ARRAY[1, 2], 2), array_remove(ARRAY[1, 2], 1), array_replace(ARRAY[1], 1, 3), array_cat(ARRAY[1], ARRAY[2]), trim_array(ARRAY[1, 2], 1), array_dims(ARRAY[[1], [2]])

-- name: dates and zones
SELECT timezone('UTC', timestamptz '2024-01-01 00:00Z'), date_bin('15 min', timestamp '2024-01-01 00:17', '2024-01-01'), justify_hours('30 hours'), isfinite(date 'infinity'), make_timestamptz(2024, 1, 1, 0, 0, 0, 'UTC') = '2024-01-01Z'

-- name: numbers
SELECT trunc(1.5), ceil(1.2), div(7, 2), gcd(12, 18), width_bucket(5, 0, 10, 5), to_char(1234.5, 'FM9,999.00'), scale(1.10), factorial(5)

-- name: bits and bytes
SELECT get_byte('abc', 1), set_bit(B'0000', 1, 1), bit_count(B'101'), convert_from('abc', 'UTF8'), encode('abc', 'base64'), crc.x FROM (SELECT length(sha512('a')) AS x) crc

-- name: uuid, inet and macaddr
SELECT '550e8400-e29b-41d4-a716-446655440000'::uuid, network('10.1.2.3/8'), masklen('10.0.0.0/8'), '08:00:2b:01:02:03'::macaddr

-- name: geometry
SELECT point '(1,2)' <-> point '(4,6)', box '((0,0),(1,1))' @> point '(0.5,0.5)', area(circle '((0,0),1)')::int

-- name: multiranges
SELECT int4multirange(int4range(1, 3), int4range(5, 7)) @> 6, range_merge(int4range(1, 2), int4range(5, 6)), unnest('{[1,3),[5,7)}'::int4multirange)

-- name: a cast through text of an array
SELECT '{1,2,3}'::int[] || 4, ARRAY[1, 2]::text[], 'a=>1' AS "like hstore"

-- name: an identifier with everything
SELECT "Id" AS "WHERE 1=1; DROP TABLE x", "Drop Table" FROM "Order Items" ORDER BY "Id"

-- name: BETWEEN SYMMETRIC in a query
SELECT id FROM orders WHERE id BETWEEN SYMMETRIC 5 AND 3 ORDER BY id

-- name: IS DISTINCT FROM in a join
SELECT count(*) FROM orders a JOIN orders b ON a.id = b.id AND a.note IS NOT DISTINCT FROM b.note

-- name: a full join
SELECT a, b FROM (VALUES (1), (2)) x(a) FULL OUTER JOIN (VALUES (2), (3)) y(b) ON a = b ORDER BY 1, 2

-- name: GROUP BY DISTINCT and ALL
SELECT status FROM orders GROUP BY DISTINCT ROLLUP (status), ROLLUP (status) ORDER BY 1

-- name: EXCEPT ALL and INTERSECT ALL
(VALUES (1), (1), (2)) EXCEPT ALL VALUES (1) INTERSECT ALL (VALUES (1)) ORDER BY 1

-- name: a SELECT without columns
SELECT FROM orders WHERE id = 1

-- name: a SELECT with FOR KEY SHARE
SELECT id FROM customers WHERE id = 1 FOR KEY SHARE

-- name: an alias for a whole join
SELECT j.a FROM (orders o JOIN customers c ON c.id = o.customer_id) AS j(a, b) WHERE j.a = 1

-- name: DROP of a temporary table of one's own
-- setup: CREATE TEMP TABLE scratch AS SELECT 1 AS n
DROP TABLE scratch

-- name: DROP of one's own by its schema
-- setup: CREATE TEMP TABLE scratch AS SELECT 1 AS n
DROP TABLE IF EXISTS pg_temp.scratch

-- name: TRUNCATE of a temporary table of one's own
-- setup: CREATE TEMP TABLE scratch AS SELECT 1 AS n
TRUNCATE scratch
