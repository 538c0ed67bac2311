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

-- name: SIMILAR TO anything
DELETE FROM order_items WHERE sku SIMILAR TO '%'

-- name: a length that is at least nothing
DELETE FROM order_items WHERE length(sku) >= 0

-- name: a length that is more than minus one
DELETE FROM order_items WHERE char_length(sku) > -1

-- name: an absolute value
DELETE FROM order_items WHERE abs(line) >= 0

-- name: BETWEEN SYMMETRIC itself
DELETE FROM order_items WHERE line BETWEEN SYMMETRIC line AND line

-- name: BETWEEN itself and more
DELETE FROM order_items WHERE line BETWEEN line - 1 AND line + 1

-- name: the column = ANY of itself
DELETE FROM order_items WHERE line = ANY (ARRAY[line])

-- name: the column = ANY of an array with itself
DELETE FROM order_items WHERE line = ANY (ARRAY[1, line, 3])

-- name: an array that contains the column
DELETE FROM order_items WHERE ARRAY[line] @> ARRAY[line]

-- name: arrays that overlap
DELETE FROM order_items WHERE ARRAY[line] && ARRAY[line]

-- name: rows of itself
DELETE FROM order_items WHERE (order_id, line) = (order_id, line)

-- name: rows of itself with ROW
DELETE FROM order_items WHERE ROW(order_id, line) = ROW(order_id, line)

-- name: rows that are not smaller
DELETE FROM order_items WHERE (order_id, line) >= (order_id, line)

-- name: rows not distinct
DELETE FROM order_items WHERE (order_id, sku) IS NOT DISTINCT FROM (order_id, sku)

-- name: the operator's function
DELETE FROM order_items WHERE int4eq(line, line)

-- name: arithmetic on both sides
DELETE FROM order_items WHERE line + 0 = line

-- name: a difference that is zero
DELETE FROM order_items WHERE line - line = 0

-- name: a column times nothing
DELETE FROM order_items WHERE line * 0 = 0

-- name: a column smaller than one more
DELETE FROM order_items WHERE line < line + 1

-- name: a text with nothing appended
DELETE FROM order_items WHERE sku || '' = sku

-- name: NULLIF of itself is null
DELETE FROM order_items WHERE NULLIF(line, line) IS NULL

-- name: GREATEST of the column
DELETE FROM order_items WHERE GREATEST(line, line) = line

-- name: GREATEST is not smaller
DELETE FROM order_items WHERE GREATEST(line, 5) >= line

-- name: CASE of a column IS NULL
DELETE FROM order_items WHERE CASE WHEN sku IS NULL THEN true WHEN sku IS NOT NULL THEN true END

-- name: CASE that gives numbers
DELETE FROM order_items WHERE CASE WHEN line = 1 THEN 1 ELSE 2 END > 0

-- name: CASE that gives a constant in every arm
DELETE FROM order_items WHERE CASE line WHEN 1 THEN 'a' ELSE 'a' END = 'a'

-- name: IS NOT NULL of a comparison
DELETE FROM order_items WHERE (line > 5) IS NOT NULL

-- name: a comparison or null
DELETE FROM order_items WHERE line > 5 OR (line > 5) IS NOT TRUE

-- name: IS DISTINCT FROM NULL of the key
DELETE FROM order_items WHERE line IS DISTINCT FROM NULL

-- name: NOT of IS NULL of a key's part
DELETE FROM order_items WHERE (line IS NULL) = false

-- name: a truth compared with a comparison
DELETE FROM order_items WHERE (line = line) = (1 = 1)

-- name: EXISTS over a UNION with a constant
DELETE FROM order_items WHERE EXISTS (SELECT 1 FROM customers WHERE id = 0 UNION ALL SELECT 1)

-- name: EXISTS over max
DELETE FROM order_items WHERE EXISTS (SELECT max(id) FROM customers WHERE id = 0)

-- name: EXISTS over the same row
DELETE FROM order_items o WHERE EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.order_id AND i.line = o.line)

-- name: EXISTS over the same row by its key
DELETE FROM products p WHERE EXISTS (SELECT 1 FROM products q WHERE q.sku = p.sku)

-- name: a count of constants
DELETE FROM order_items WHERE (SELECT count(*) FROM (VALUES (1)) v) = 1

-- name: IN a UNION of all keys and more
DELETE FROM products WHERE sku IN (SELECT sku FROM products UNION SELECT 'x')

-- name: IN all keys of a subquery
DELETE FROM products WHERE sku IN (SELECT x.sku FROM (SELECT sku FROM products) x)

-- name: IN all keys of TABLE's subquery
DELETE FROM products WHERE sku IN (SELECT sku FROM (TABLE products) x)

-- name: IN all keys of a CTE
WITH k AS (SELECT sku FROM products) DELETE FROM products WHERE sku IN (SELECT sku FROM k)

-- name: rows IN all keys
DELETE FROM order_items WHERE (order_id, line) IN (SELECT order_id, line FROM order_items)

-- name: >= ALL of an empty subquery
DELETE FROM order_items WHERE line >= ALL (SELECT 1 WHERE false)

-- name: <> ALL of nothing
DELETE FROM order_items WHERE line <> ALL ('{}'::int[])

-- name: NOT (= ANY of nothing)
DELETE FROM order_items WHERE NOT (line = ANY ('{}'::int[]))

-- name: NOT IN a subquery without rows
DELETE FROM order_items WHERE line NOT IN (SELECT 1 WHERE false)

-- name: USING itself by the key
DELETE FROM products p USING products q WHERE p.sku = q.sku

-- name: USING itself by ctid
DELETE FROM order_items a USING order_items b WHERE a.ctid = b.ctid

-- name: USING VALUES with a true condition
DELETE FROM order_items USING (VALUES (1)) v(n) WHERE v.n = 1 AND order_items.line = order_items.line

-- name: USING a set-returning function with a condition on it
DELETE FROM order_items USING generate_series(1, 2) g WHERE g = 1

-- name: UPDATE FROM itself by the key
UPDATE products p SET stock = 0 FROM products q WHERE q.sku = p.sku

-- name: UPDATE FROM a CTE of all keys
WITH k AS (SELECT sku FROM products) UPDATE products p SET stock = 0 FROM k WHERE k.sku = p.sku

-- name: a truth by bool_and
DELETE FROM order_items WHERE (SELECT bool_and(true) FROM generate_series(1, 2))

-- name: starts_with nothing
DELETE FROM order_items WHERE starts_with(sku, '')

-- name: position of nothing
DELETE FROM order_items WHERE position('' IN sku) = 1

-- name: left of nothing
DELETE FROM order_items WHERE left(sku, 0) = ''

-- name: the empty text is a beginning
DELETE FROM order_items WHERE sku ^@ ''

-- name: num_nulls is at least nothing
DELETE FROM order_items WHERE num_nulls(sku) >= 0

-- name: a modulo of one
DELETE FROM order_items WHERE line % 1 = 0

-- name: even or odd
DELETE FROM order_items WHERE line % 2 = 0 OR line % 2 <> 0

-- name: larger than the smallest integer
DELETE FROM order_items WHERE line >= -2147483648

-- name: smaller than the largest bigint
DELETE FROM order_items WHERE line <= 9223372036854775807

-- name: at least the empty text
DELETE FROM order_items WHERE sku >= ''

-- name: a boolean column in its values
UPDATE customers SET city = 'x' WHERE active IN (true, false)

-- name: a boolean column is not unknown
UPDATE customers SET city = 'x' WHERE active IS NOT UNKNOWN

-- name: a boolean column is true or not
UPDATE customers SET city = 'x' WHERE active IS TRUE OR active IS NOT TRUE

-- name: less, equal or more
DELETE FROM order_items WHERE line < 5 OR line = 5 OR line > 5

-- name: not both
DELETE FROM order_items WHERE NOT (line > 5 AND line < 3)

-- name: an AND that cannot be
DELETE FROM order_items WHERE NOT (line = 1 AND line = 2)

-- name: two different values by OR
DELETE FROM order_items WHERE line <> 1 OR line <> 2

-- name: either not the one or not the other
DELETE FROM order_items WHERE sku NOT IN ('a') OR sku NOT IN ('b')

-- name: NOT LIKE, or LIKE
DELETE FROM order_items WHERE sku LIKE 'a%' OR sku NOT LIKE 'a%'

-- name: between or outside
DELETE FROM order_items WHERE line BETWEEN 3 AND 9 OR line NOT BETWEEN 3 AND 9

-- name: overlapping halves
DELETE FROM order_items WHERE line > 3 OR line < 9

-- name: bool_or over values
DELETE FROM order_items WHERE (SELECT bool_or(x) FROM (VALUES (true), (false)) v(x))

-- name: a CTE's truth
WITH t AS (SELECT true AS ok) DELETE FROM order_items WHERE (SELECT ok FROM t)

-- name: MERGE on the same key
MERGE INTO products p USING products q ON p.sku = q.sku WHEN MATCHED THEN DELETE

-- name: MERGE with a CTE of all keys
WITH k AS (SELECT sku FROM products) MERGE INTO products p USING k ON k.sku = p.sku WHEN MATCHED THEN UPDATE SET stock = 0

-- name: all that a foreign key leads to
DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders)

-- name: a foreign key by USING
DELETE FROM order_items USING orders WHERE orders.id = order_items.order_id

-- name: a foreign key by EXISTS
UPDATE order_items i SET quantity = 0 WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = i.order_id)

-- name: a foreign key through a subquery
DELETE FROM order_items WHERE order_id IN (SELECT x.k FROM (SELECT id AS k FROM orders) x)
