-- Writes whose WHERE restricts nothing.

-- name: DELETE with no WHERE
DELETE FROM order_items

-- name: UPDATE with no WHERE
UPDATE products SET stock = 0

-- name: UPDATE with no WHERE and an alias
UPDATE products AS p SET stock = p.stock - 1

-- name: DELETE ONLY
DELETE FROM ONLY order_items

-- name: DELETE with a star after the table
DELETE FROM order_items *

-- name: true
DELETE FROM order_items WHERE true

-- name: TRUE as a text cast
DELETE FROM order_items WHERE 'true'::bool

-- name: t cast to boolean
DELETE FROM order_items WHERE 't'::boolean

-- name: CAST('yes' AS bool)
DELETE FROM order_items WHERE CAST('yes' AS bool)

-- name: bool 'on'
DELETE FROM order_items WHERE bool 'on'

-- name: 1 cast to boolean
DELETE FROM order_items WHERE 1::boolean

-- name: a text with blanks and capitals cast to boolean
DELETE FROM order_items WHERE ' TRUE '::bool

-- name: a beginning of a word cast to boolean
DELETE FROM order_items WHERE 'tr'::bool

-- name: NOT false
DELETE FROM order_items WHERE NOT false

-- name: NOT NOT true
DELETE FROM order_items WHERE NOT NOT true

-- name: 1 = 1
DELETE FROM order_items WHERE 1 = 1

-- name: 1=1 without blanks
DELETE FROM order_items WHERE 1=1

-- name: 1 = 1.0
DELETE FROM order_items WHERE 1 = 1.0

-- name: 2 > 1
DELETE FROM order_items WHERE 2 > 1

-- name: 1 <> 2
DELETE FROM order_items WHERE 1 <> 2

-- name: 1 != 2
DELETE FROM order_items WHERE 1 != 2

-- name: -1 < 0
DELETE FROM order_items WHERE -1 < 0

-- name: 1 + 1 = 2
DELETE FROM order_items WHERE 1 + 1 = 2

-- name: 7 % 4 = 3
DELETE FROM order_items WHERE 7 % 4 = 3

-- name: two equal texts
DELETE FROM order_items WHERE 'a' = 'a'

-- name: two different texts
DELETE FROM order_items WHERE 'a' <> 'b'

-- name: a text put together
DELETE FROM order_items WHERE 'a' || 'b' = 'ab'

-- name: OR true
DELETE FROM order_items WHERE line = 1 OR true

-- name: OR 1=1, the classic injection
DELETE FROM order_items WHERE sku = '' OR 1=1 --'

-- name: OR with a quoted tautology
DELETE FROM order_items WHERE sku = 'x' OR '1'='1'

-- name: true OR first
DELETE FROM order_items WHERE true OR line = 1

-- name: AND of two truths
DELETE FROM order_items WHERE 1 = 1 AND 2 = 2

-- name: a restriction that an OR gives away
DELETE FROM order_items WHERE (line = 1 AND order_id = 2) OR 2 > 1

-- name: NOT of an impossible AND
DELETE FROM order_items WHERE NOT (line = 1 AND false)

-- name: NOT of a false comparison
DELETE FROM order_items WHERE NOT 1 = 2

-- name: a column equals itself
DELETE FROM order_items WHERE line = line

-- name: a qualified column equals itself
DELETE FROM order_items WHERE order_items.line = order_items.line

-- name: a column equals itself under an alias
DELETE FROM order_items i WHERE i.line = line

-- name: a column is at least itself
DELETE FROM order_items WHERE line >= line

-- name: a column is at most itself
UPDATE products SET stock = 0 WHERE price <= price

-- name: a column is not distinct from itself
DELETE FROM order_items WHERE sku IS NOT DISTINCT FROM sku

-- name: a column or its opposite
DELETE FROM order_items WHERE line > 5 OR line <= 5

-- name: equal or not equal
DELETE FROM order_items WHERE line = 5 OR line <> 5

-- name: null or not null
DELETE FROM order_items WHERE sku IS NULL OR sku IS NOT NULL

-- name: a condition or its NOT
DELETE FROM order_items WHERE line = 3 OR NOT line = 3

-- name: IN with one constant
DELETE FROM order_items WHERE 1 IN (1)

-- name: IN with several constants
DELETE FROM order_items WHERE 2 IN (1, 2, 3)

-- name: NOT IN
DELETE FROM order_items WHERE 4 NOT IN (1, 2, 3)

-- name: BETWEEN constants
DELETE FROM order_items WHERE 2 BETWEEN 1 AND 3

-- name: NOT BETWEEN constants
DELETE FROM order_items WHERE 5 NOT BETWEEN 1 AND 3

-- name: BETWEEN SYMMETRIC constants
DELETE FROM order_items WHERE 2 BETWEEN SYMMETRIC 3 AND 1

-- name: LIKE anything, of a constant
DELETE FROM order_items WHERE 'abc' LIKE '%'

-- name: LIKE of constants
DELETE FROM order_items WHERE 'abc' LIKE 'a%'

-- name: NULL IS NULL
DELETE FROM order_items WHERE NULL IS NULL

-- name: 1 IS NOT NULL
DELETE FROM order_items WHERE 1 IS NOT NULL

-- name: true IS TRUE
DELETE FROM order_items WHERE true IS TRUE

-- name: false IS NOT TRUE
DELETE FROM order_items WHERE false IS NOT TRUE

-- name: NULL IS UNKNOWN
DELETE FROM order_items WHERE NULL::bool IS UNKNOWN

-- name: 1 IS DISTINCT FROM 2
DELETE FROM order_items WHERE 1 IS DISTINCT FROM 2

-- name: 1 IS DISTINCT FROM NULL
DELETE FROM order_items WHERE 1 IS DISTINCT FROM NULL

-- name: now() IS NOT NULL
DELETE FROM order_items WHERE now() IS NOT NULL

-- name: current_user IS NOT NULL
DELETE FROM order_items WHERE current_user IS NOT NULL

-- name: current_date equals itself
DELETE FROM order_items WHERE current_date = current_date

-- name: CASE that is always true
DELETE FROM order_items WHERE CASE WHEN true THEN true ELSE false END

-- name: CASE with ELSE true
DELETE FROM order_items WHERE CASE WHEN false THEN false ELSE true END

-- name: CASE whose arms are all true
DELETE FROM order_items WHERE CASE WHEN line > 3 THEN true ELSE true END

-- name: CASE 1 WHEN 1
DELETE FROM order_items WHERE CASE 1 WHEN 1 THEN true ELSE line = 1 END

-- name: COALESCE to true
DELETE FROM order_items WHERE COALESCE(NULL, true)

-- name: COALESCE of true and a column
DELETE FROM order_items WHERE COALESCE(true, line = 1)

-- name: NULLIF that stays true
DELETE FROM order_items WHERE NULLIF(true, false)

-- name: GREATEST of constants
DELETE FROM order_items WHERE GREATEST(1, 2) = 2

-- name: EXISTS over a constant
DELETE FROM order_items WHERE EXISTS (SELECT 1)

-- name: EXISTS over VALUES
DELETE FROM order_items WHERE EXISTS (VALUES (1))

-- name: EXISTS over an aggregate, which always has a row
DELETE FROM order_items WHERE EXISTS (SELECT count(*) FROM customers)

-- name: EXISTS over an empty target list
DELETE FROM order_items WHERE EXISTS (SELECT)

-- name: NOT EXISTS over nothing
DELETE FROM order_items WHERE NOT EXISTS (SELECT 1 WHERE false)

-- name: NOT EXISTS over LIMIT 0
DELETE FROM order_items WHERE NOT EXISTS (SELECT 1 FROM customers LIMIT 0)

-- name: a scalar subquery of true
DELETE FROM order_items WHERE (SELECT true)

-- name: a scalar subquery compared
DELETE FROM order_items WHERE (SELECT 1) = 1

-- name: 1 IN a subquery of 1
DELETE FROM order_items WHERE 1 IN (SELECT 1)

-- name: 1 = ANY of an array
DELETE FROM order_items WHERE 1 = ANY (ARRAY[1, 2])

-- name: 1 = ANY of an array in a text
DELETE FROM order_items WHERE 1 = ANY ('{1,2}'::int[])

-- name: 1 <> ALL of an array
DELETE FROM order_items WHERE 1 <> ALL (ARRAY[2, 3])

-- name: 1 = ALL of an empty array
DELETE FROM order_items WHERE 1 = ALL (ARRAY[]::int[])

-- name: the key IN all keys of the same table
DELETE FROM products WHERE sku IN (SELECT sku FROM products)

-- name: the key = ANY of all keys of the same table
DELETE FROM products WHERE sku = ANY (SELECT sku FROM products)

-- name: the key IN all keys under an alias
DELETE FROM products p WHERE p.sku IN (SELECT q.sku FROM products q)

-- name: the key IN all keys, qualified
DELETE FROM public.products WHERE sku IN (SELECT sku FROM public.products)

-- name: UPDATE where the key is in all keys
UPDATE products SET stock = 0 WHERE sku IN (SELECT sku FROM products)

-- name: rows that are equal
DELETE FROM order_items WHERE (1, 2) = (1, 2)

-- name: ROW in a list of rows
DELETE FROM order_items WHERE (1, 'a') IN ((1, 'a'), (2, 'b'))

-- name: USING a table with no condition on the target
DELETE FROM order_items USING customers WHERE customers.id = 1

-- name: USING and no WHERE at all
DELETE FROM order_items USING customers

-- name: UPDATE FROM with no condition on the target
UPDATE products SET stock = 0 FROM customers c WHERE c.id = 3

-- name: UPDATE FROM VALUES with no condition on the target
UPDATE products SET stock = v.n FROM (VALUES (1)) AS v(n) WHERE v.n = 1

-- name: a WHERE that is a comment
DELETE FROM order_items -- WHERE order_id = 5

-- name: a WHERE in a block comment
DELETE FROM order_items /* WHERE order_id = 5 */

-- name: a WHERE in a nested comment
DELETE FROM order_items /* /* */ WHERE order_id = 5 */

-- name: parentheses around the truth
DELETE FROM order_items WHERE ((((true))))

-- name: XOR by <> of booleans
DELETE FROM order_items WHERE true <> false

-- name: length of a constant
DELETE FROM order_items WHERE length('abc') = 3

-- name: UPDATE of several columns with a true WHERE
UPDATE customers SET (city, active) = ('Nowhere', false) WHERE 1 < 2

-- name: RETURNING does not restrict
DELETE FROM order_items RETURNING *

-- name: a text compared with a number
DELETE FROM order_items WHERE '1' = 1

-- name: hexadecimal bit strings
DELETE FROM order_items WHERE x'1F' = b'00011111'

-- name: a date that is later
DELETE FROM order_items WHERE date '2024-02-01' > date '2024-01-01'

-- name: true cast to text and back
DELETE FROM order_items WHERE true::text::bool

-- name: IS DOCUMENT does not hide an OR
DELETE FROM order_items WHERE line > 100 OR 'x' IS NOT NULL

-- name: a null constant in an OR with true
DELETE FROM order_items WHERE NULL OR true

-- name: similar to
DELETE FROM order_items WHERE 'abc' SIMILAR TO 'abc' OR true

-- name: a matching regular expression
DELETE FROM order_items WHERE 'abc' ~ '^a'

-- name: the quoted name of the column equals the unquoted
DELETE FROM order_items WHERE "line" = LINE

-- name: a subquery without FROM around a tautology
DELETE FROM order_items WHERE (SELECT (SELECT 1 = 1))

-- name: IN with an empty restriction and OR
DELETE FROM order_items WHERE line IN (1, 2) OR 1 IN (1)

-- name: a partitioned table, all of it
DELETE FROM events

-- name: a partition by its own name
DELETE FROM events_2024

-- name: a parent table with its children
DELETE FROM animals

-- name: an updatable view
DELETE FROM big_orders

-- name: UPDATE through a view
UPDATE active_customers SET city = 'Oslo'

-- name: a quoted table
DELETE FROM "Order Items"

