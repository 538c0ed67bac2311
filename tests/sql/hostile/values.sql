-- Amounts above 10000, and dates after 2030, in every spelling.

-- name: a large amount
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10001)

-- name: a little more than the limit
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10000.000000000000000000001)

-- name: scientific notation
INSERT INTO bank.transfers (account, amount) VALUES ('a', 2e4)

-- name: as a quoted constant
INSERT INTO bank.transfers (account, amount) VALUES ('a', '20000')

-- name: with a plus sign
INSERT INTO bank.transfers (account, amount) VALUES ('a', +20000)

-- name: with two minus signs
INSERT INTO bank.transfers (account, amount) VALUES ('a', - -20000)

-- name: constant arithmetic
INSERT INTO bank.transfers (account, amount) VALUES ('a', 9999 + 5000)

-- name: a product
INSERT INTO bank.transfers (account, amount) VALUES ('a', 101 * 100)

-- name: a power
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10 ^ 6)

-- name: a cast
INSERT INTO bank.transfers (account, amount) VALUES ('a', '30000'::numeric)

-- name: CAST
INSERT INTO bank.transfers (account, amount) VALUES ('a', CAST('30000' AS numeric(10, 2)))

-- name: a typed constant
INSERT INTO bank.transfers (account, amount) VALUES ('a', numeric '30000')

-- name: a money cast
INSERT INTO bank.transfers (account, amount) VALUES ('a', '$30,000.00'::money::numeric)

-- name: a bit string as a number
INSERT INTO bank.transfers (account, amount) VALUES ('a', x'FFFF'::int)

-- name: the second of two rows
INSERT INTO bank.transfers (account, amount) VALUES ('a', 1), ('b', 20000)

-- name: the last of many rows
INSERT INTO bank.transfers (account, amount) VALUES ('a', 1), ('a', 2), ('a', 3), ('a', 4), ('a', 5), ('b', 99999)

-- name: columns in another order
INSERT INTO bank.transfers (currency, amount, account) VALUES ('EUR', 20000, 'a')

-- name: no columns named
INSERT INTO bank.transfers VALUES (100, 'a', 20000, 'EUR', 'm')

-- name: INSERT ... SELECT of a constant
INSERT INTO bank.transfers (account, amount) SELECT 'a', 20000

-- name: INSERT ... SELECT from a table
INSERT INTO bank.transfers (account, amount) SELECT 'a', sum(amount) * 100 FROM orders

-- name: a subquery as the value
INSERT INTO bank.transfers (account, amount) VALUES ('a', (SELECT 20000))

-- name: a function as the value
INSERT INTO bank.transfers (account, amount) VALUES ('a', power(10, 6))

-- name: greatest as the value
INSERT INTO bank.transfers (account, amount) VALUES ('a', GREATEST(1, 20000))

-- name: CASE as the value
INSERT INTO bank.transfers (account, amount) VALUES ('a', CASE WHEN true THEN 20000 ELSE 1 END)

-- name: COALESCE as the value
INSERT INTO bank.transfers (account, amount) VALUES ('a', COALESCE(NULL, 20000))

-- name: UPDATE to a large amount
UPDATE bank.transfers SET amount = 20000 WHERE id = 1

-- name: UPDATE by a large change
UPDATE bank.transfers SET amount = amount + 20000 WHERE id = 1

-- name: UPDATE by a product of the column
UPDATE bank.transfers SET amount = amount * 1000 WHERE id = 1

-- name: UPDATE of several columns at once
UPDATE bank.transfers SET (memo, amount) = ('x', 20000) WHERE id = 1

-- name: UPDATE with ROW
UPDATE bank.transfers SET (memo, amount) = ROW ('x', 20000) WHERE id = 1

-- name: UPDATE from a subquery
UPDATE bank.transfers SET (memo, amount) = (SELECT 'x', 20000) WHERE id = 1

-- name: UPDATE from another table
UPDATE bank.transfers t SET amount = a.balance * 100 FROM bank.accounts a WHERE a.id = t.id

-- name: ON CONFLICT DO UPDATE with a large amount
INSERT INTO bank.transfers (id, account, amount) VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET amount = 20000

-- name: ON CONFLICT DO UPDATE with the excluded row
INSERT INTO bank.transfers (id, account, amount) VALUES (1, 'a', 20000) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount

-- name: MERGE that inserts a large amount
MERGE INTO bank.transfers t USING (SELECT 99 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (account, amount) VALUES ('a', 20000)

-- name: MERGE that updates to a large amount
MERGE INTO bank.transfers t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET amount = 20000

-- name: in a CTE
WITH t AS (INSERT INTO bank.transfers (account, amount) VALUES ('a', 20000) RETURNING id) SELECT * FROM t

-- name: COPY into the table, whose values are not known
-- copy: a	20000
COPY bank.transfers (account, amount) FROM STDIN

-- name: an unqualified name on the search path
-- setup: SET search_path = bank, public
INSERT INTO transfers (account, amount) VALUES ('a', 20000)

-- name: infinity as a text
INSERT INTO bank.transfers (account, amount) VALUES ('a', 'Infinity')

-- name: NaN as a text
INSERT INTO bank.transfers (account, amount) VALUES ('a', 'NaN')

-- name: an escape string
INSERT INTO bank.transfers (account, amount) VALUES ('a', E'2\u0030000')

-- name: a Unicode string
INSERT INTO bank.transfers (account, amount) VALUES ('a', U&'\0032\0030000')

-- name: a dollar-quoted string
INSERT INTO bank.transfers (account, amount) VALUES ('a', $$20000$$)

-- name: a string in two pieces
INSERT INTO bank.transfers (account, amount) VALUES ('a', '200'
'00')

-- name: a row constructor taken apart
INSERT INTO bank.transfers (account, amount) SELECT v.a, v.b FROM (VALUES ('a', 20000)) AS v(a, b)

-- name: generate_series as rows
INSERT INTO bank.transfers (account, amount) SELECT 'a', n FROM generate_series(9998, 10002) n

-- name: a date far away
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, '2031-01-01')

-- name: a typed date far away
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, date '2031-01-01')

-- name: a date in words
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, 'January 5, 2031')

-- name: a date by arithmetic
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, date '2024-01-01' + 5000)

-- name: a date by an interval
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, date '2024-01-01' + interval '20 years')

-- name: infinity as a date
INSERT INTO bank.schedule (account, amount, day) VALUES ('a', 1, 'infinity')

-- name: overriding the generated value
INSERT INTO bank.transfers (id, account, amount) OVERRIDING USER VALUE VALUES (77, 'a', 20000)

-- name: the column name quoted
INSERT INTO bank.transfers (account, "amount") VALUES ('a', 20000)

-- name: the column name as a Unicode identifier
INSERT INTO bank.transfers (account, U&"amo\0075nt") VALUES ('a', 20000)

-- name: EXPLAIN ANALYZE of the insert
EXPLAIN ANALYZE INSERT INTO bank.transfers (account, amount) VALUES ('a', 20001)

-- name: a large amount in a SELECT of constants
INSERT INTO bank.transfers (account, amount) SELECT 'd', 20000

-- name: a large amount in the second arm of a UNION
INSERT INTO bank.transfers (account, amount) SELECT 'd', 5 UNION ALL SELECT 'e', 20000

-- name: a large amount in VALUES in FROM
INSERT INTO bank.transfers (account, amount) SELECT v.a, v.n FROM (VALUES ('a', 5), ('b', 20000)) v(a, n)

-- name: a large amount in VALUES in FROM, the columns turned round
INSERT INTO bank.transfers (account, amount) SELECT 'x', a FROM (VALUES (5, 20000)) v(n, a)

-- name: a large amount behind a star
INSERT INTO bank.transfers (id, account, amount) SELECT 900, v.* FROM (VALUES ('a', 20000)) v(a, n)

-- name: a large amount of an upsert
INSERT INTO bank.transfers (id, account, amount) VALUES (1, 'a', 20000) ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount

-- name: a large amount from another column of an upsert
INSERT INTO bank.transfers (id, account, amount) VALUES (20000, 'a', 5), (1, 'b', 6) ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.id + 20000

-- name: a large amount in a branch of a CASE
UPDATE bank.transfers SET amount = CASE WHEN currency = 'EUR' THEN 20000 ELSE 6 END WHERE id = 1

-- name: a large amount in the ELSE of a CASE in a SELECT
INSERT INTO bank.transfers (account, amount) SELECT 'a', CASE WHEN false THEN 5 ELSE 20000 END

-- name: a small change of another table's number
UPDATE bank.transfers t SET amount = o.amount + 1 FROM (SELECT 20000 AS amount) o WHERE t.id = 1

-- name: the same column of another table
UPDATE bank.transfers t SET amount = o.amount FROM (SELECT 20000 AS amount) o WHERE t.id = 1

-- name: EXCLUDED and a small change
INSERT INTO bank.transfers (id, account, amount) SELECT 1, 'a', 10000 * 2 ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount + 1

-- name: a day far away without dashes
INSERT INTO bank.schedule VALUES ('b', 2, '20310301')

-- name: a day far away with slashes
INSERT INTO bank.schedule VALUES ('b', 2, '2031/3/1')
