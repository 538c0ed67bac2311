-- More conditions that leave no row out, by what they are made of.

-- name: LIKE anything
DELETE FROM order_items WHERE sku LIKE '%'

-- name: ILIKE anything
DELETE FROM order_items WHERE sku ILIKE '%%'

-- name: LIKE anything, by its operator
DELETE FROM order_items WHERE sku ~~ '%'

-- name: LIKE anything, of a cast
DELETE FROM order_items WHERE line::text LIKE '%'

-- name: a regular expression that matches anything
DELETE FROM order_items WHERE sku ~ '.*'

-- name: a regular expression that is empty
DELETE FROM order_items WHERE sku ~ ''

-- name: a regular expression that is anchored
DELETE FROM order_items WHERE sku ~ '^'

-- name: a regular expression without case
DELETE FROM order_items WHERE sku ~* '.*'

-- name: BETWEEN itself
DELETE FROM order_items WHERE line BETWEEN line AND line

-- name: the column IN itself
DELETE FROM order_items WHERE line IN (line)

-- name: the column IN a list with itself
DELETE FROM order_items WHERE line IN (1, line)

-- name: arrays of constants that overlap
DELETE FROM order_items WHERE ARRAY[1, 2] && ARRAY[2, 3]

-- name: an array that contains a constant one
DELETE FROM order_items WHERE ARRAY[1, 2] @> ARRAY[1]

-- name: the whole row not distinct from itself
DELETE FROM order_items WHERE order_items IS NOT DISTINCT FROM order_items

-- name: the whole row equals itself
DELETE FROM order_items WHERE order_items = order_items

-- name: the operator with its schema
DELETE FROM order_items WHERE line OPERATOR(pg_catalog.=) line

-- name: constants with the operator's schema
DELETE FROM order_items WHERE 1 OPERATOR(pg_catalog.=) 1

-- name: the operator's function over constants
DELETE FROM order_items WHERE int4eq(1, 1)

-- name: the operator's function for texts
DELETE FROM order_items WHERE texteq('a', 'a')

-- name: boolne over constants
DELETE FROM order_items WHERE boolne(true, false)

-- name: arithmetic that is the same on both sides
DELETE FROM order_items WHERE line + 1 = line + 1

-- name: the same function on both sides
DELETE FROM order_items WHERE lower(sku) = lower(sku)

-- name: COALESCE of the column and itself
DELETE FROM order_items WHERE COALESCE(line, 0) = COALESCE(line, 0)

-- name: COALESCE that is never null
DELETE FROM order_items WHERE COALESCE(sku, '') IS NOT NULL

-- name: COALESCE of a comparison and true
DELETE FROM order_items WHERE COALESCE(sku = sku, true)

-- name: COALESCE of a null with a truth
DELETE FROM order_items WHERE COALESCE(NULL::bool, 1 = 1)

-- name: NULLIF of two constants
DELETE FROM order_items WHERE NULLIF(1, 2) = 1

-- name: CASE with a truth in the ELSE and the WHEN
DELETE FROM order_items WHERE CASE WHEN line = 1 THEN 1 = 1 ELSE 2 = 2 END

-- name: IS TRUE of a tautology
DELETE FROM order_items WHERE (1 = 1) IS TRUE

-- name: IS NOT FALSE of a tautology
DELETE FROM order_items WHERE (line = line) IS NOT FALSE

-- name: IS NOT UNKNOWN of a constant
DELETE FROM order_items WHERE true IS NOT UNKNOWN

-- name: ISNULL of null
DELETE FROM order_items WHERE NULL ISNULL

-- name: NOTNULL of a constant
DELETE FROM order_items WHERE 5 NOTNULL

-- name: NOTNULL of the key
DELETE FROM order_items WHERE line NOTNULL

-- name: a truth compared with true
DELETE FROM order_items WHERE (1 = 1) = true

-- name: a comparison equals itself
DELETE FROM order_items WHERE (line > 5) = (line > 5)

-- name: NOT IN a list without it
DELETE FROM order_items WHERE 'x' NOT IN ('a', 'b')

-- name: NOT EXISTS of an impossible condition
DELETE FROM order_items WHERE NOT EXISTS (SELECT 1 FROM customers WHERE 1 = 2)

-- name: NOT of EXISTS of nothing
DELETE FROM order_items WHERE NOT (EXISTS (SELECT 1 WHERE NULL))

-- name: EXISTS over generate_series
DELETE FROM order_items WHERE EXISTS (SELECT * FROM generate_series(1, 3))

-- name: EXISTS over unnest
DELETE FROM order_items WHERE EXISTS (SELECT * FROM unnest(ARRAY[1]))

-- name: EXISTS over another table that has rows
DELETE FROM order_items WHERE EXISTS (SELECT 1 FROM customers)

-- name: EXISTS over pg_class
DELETE FROM order_items WHERE EXISTS (SELECT 1 FROM pg_class)

-- name: a correlated subquery that gives the column
DELETE FROM order_items WHERE line = (SELECT line)

-- name: a correlated scalar subquery of true
DELETE FROM order_items WHERE (SELECT line = line)

-- name: a count that is at least nothing
DELETE FROM order_items WHERE (SELECT count(*) FROM customers) >= 0

-- name: IN a subquery of VALUES
DELETE FROM order_items WHERE 1 IN (VALUES (1), (2))

-- name: IN all keys, ordered
DELETE FROM products WHERE sku IN (SELECT sku FROM products ORDER BY sku)

-- name: IN all keys, distinct
DELETE FROM products WHERE sku IN (SELECT DISTINCT sku FROM products)

-- name: IN all keys with a true WHERE
DELETE FROM products WHERE sku IN (SELECT sku FROM products WHERE true)

-- name: = ANY of an array of all keys
DELETE FROM products WHERE sku = ANY (ARRAY(SELECT sku FROM products))

-- name: ctid IN all rows
DELETE FROM order_items WHERE ctid IN (SELECT ctid FROM order_items)

-- name: ctid = ANY of all rows
DELETE FROM order_items WHERE ctid = ANY (ARRAY(SELECT ctid FROM order_items))

-- name: ctid equals itself
DELETE FROM order_items WHERE ctid = ctid

-- name: ctid is not null
DELETE FROM order_items WHERE ctid IS NOT NULL

-- name: tableoid is not null
DELETE FROM order_items WHERE tableoid IS NOT NULL

-- name: xmin is not null
DELETE FROM order_items WHERE xmin IS NOT NULL

-- name: xmax that is never null
DELETE FROM order_items WHERE xmax::text IS NOT NULL

-- name: USING a join of other tables
DELETE FROM order_items USING customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 3

-- name: USING a LATERAL of its own row
DELETE FROM order_items o USING customers c, LATERAL (SELECT c.id) l WHERE l.id = c.id

-- name: USING generate_series
DELETE FROM order_items USING generate_series(1, 2) g

-- name: UPDATE FROM a LEFT JOIN with no condition on the target
UPDATE products SET stock = 0 FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id = 1

-- name: a time in the past
DELETE FROM order_items WHERE now() > '2000-01-01'

-- name: a date by arithmetic
DELETE FROM order_items WHERE current_date - 1 < current_date

-- name: the time is not in the far future
DELETE FROM order_items WHERE clock_timestamp() < 'infinity'

-- name: random is at least nothing
DELETE FROM order_items WHERE random() >= 0

-- name: random() less than 2
DELETE FROM order_items WHERE random() < 2

-- name: the process number
DELETE FROM order_items WHERE pg_backend_pid() > 0

-- name: the version
DELETE FROM order_items WHERE version() LIKE 'PostgreSQL%'

-- name: a setting that is what it is
DELETE FROM order_items WHERE current_setting('server_version_num')::int > 90000

-- name: the database is what it is
DELETE FROM order_items WHERE current_database() = current_database()

-- name: the user is what it is
DELETE FROM order_items WHERE current_user = session_user

-- name: a privilege that one has
DELETE FROM order_items WHERE has_table_privilege('order_items', 'DELETE')

-- name: an interval
DELETE FROM order_items WHERE interval '1 day' > interval '1 hour'

-- name: a range that contains
DELETE FROM order_items WHERE int4range(1, 10) @> 5

-- name: OVERLAPS of constants
DELETE FROM order_items WHERE (date '2024-01-01', date '2024-03-01') OVERLAPS (date '2024-02-01', date '2024-04-01')

-- name: json that contains itself
DELETE FROM order_items WHERE '{"a": 1}'::jsonb @> '{}'::jsonb

-- name: json that has a key
DELETE FROM order_items WHERE '{"a": 1}'::jsonb ? 'a'

-- name: a network in a network
DELETE FROM order_items WHERE inet '10.1.2.3' << inet '10.0.0.0/8'

-- name: full text that matches itself
DELETE FROM order_items WHERE to_tsvector('fox') @@ to_tsquery('fox')

-- name: an XML that is a document
DELETE FROM order_items WHERE xml '<a/>' IS DOCUMENT

-- name: a text that is normalized
DELETE FROM order_items WHERE 'abc' IS NORMALIZED

-- name: a NaN equals itself
DELETE FROM order_items WHERE 'NaN'::float8 = 'NaN'::float8

-- name: minus zero
DELETE FROM order_items WHERE 0 = -0

-- name: larger than minus infinity
DELETE FROM payroll.bonuses WHERE amount > '-Infinity'

-- name: a boolean column or its opposite
UPDATE customers SET city = 'x' WHERE active OR NOT active

-- name: a boolean column equals itself
UPDATE customers SET city = 'x' WHERE active = active

-- name: the factored restriction
DELETE FROM order_items WHERE (line = 1 OR true) AND (order_id = 2 OR true)

-- name: three ORs deep
DELETE FROM order_items WHERE line = 1 OR (line = 2 OR (line = 3 OR (line = 4 OR 1 = 1)))

-- name: De Morgan
DELETE FROM order_items WHERE NOT (NOT (1 = 1) OR NOT (2 = 2))

-- name: an OR whose side is a subquery of true
DELETE FROM order_items WHERE line = 1 OR (SELECT true)

-- name: an OR whose side is EXISTS
DELETE FROM order_items WHERE line = 1 OR EXISTS (SELECT 1)

-- name: a double negative of NULL
DELETE FROM order_items WHERE NOT (NULL IS NOT NULL)

-- name: casts that cancel out
DELETE FROM order_items WHERE line::text::int = line

-- name: a cast of a cast of a truth
DELETE FROM order_items WHERE 1::text::int::bool

-- name: the key as text equals itself
DELETE FROM order_items WHERE line::text = line::text

-- name: a name of a type in a comparison
DELETE FROM order_items WHERE int '1' = bigint '1'

-- name: a function of constants that is true
DELETE FROM order_items WHERE starts_with('abc', 'a')

-- name: a function of constants that is a number
DELETE FROM order_items WHERE power(2, 3) = 8

-- name: md5 of a constant
DELETE FROM order_items WHERE md5('a') = '0cc175b9c0f1b6a831c399e269772661'

-- name: a CTE's row exists
WITH t AS (SELECT 1) DELETE FROM order_items WHERE EXISTS (SELECT * FROM t)

-- name: a subscript of a constant
DELETE FROM order_items WHERE (ARRAY[true, false])[1]

-- name: a field of a row
DELETE FROM order_items WHERE (ROW('a', 'b')::place).street = 'a'

-- name: a collation in between
DELETE FROM order_items WHERE 'a' COLLATE "C" = 'a'

-- name: a column with a collation equals itself
DELETE FROM order_items WHERE sku COLLATE "C" = sku

-- name: AT TIME ZONE of constants
DELETE FROM order_items WHERE timestamptz '2024-01-01 00:00Z' AT TIME ZONE 'UTC' = timestamp '2024-01-01'

-- name: EXTRACT of a constant
DELETE FROM order_items WHERE EXTRACT(year FROM date '2024-01-01') = 2024

-- name: GROUPING nothing, an aggregate subquery
DELETE FROM order_items WHERE (SELECT sum(1)) = 1

-- name: MERGE on a constant
MERGE INTO products p USING (VALUES (1)) v(n) ON v.n = 1 WHEN MATCHED THEN UPDATE SET stock = 0

-- name: MERGE with a true AND
MERGE INTO products p USING (SELECT 1) v ON 1 = 1 WHEN MATCHED AND true THEN DELETE

-- name: MERGE with the second arm unbounded
MERGE INTO products p USING (SELECT 1) v ON true WHEN MATCHED AND p.sku = 'x' THEN DELETE WHEN MATCHED THEN UPDATE SET stock = 0
