-- Amounts and dates over the limit, by more ways to write, compute and bind them.

-- name: a large amount in a positional INSERT
INSERT INTO bank.transfers VALUES (8001, 'a', 20000)

-- name: a large amount in the third of a union
INSERT INTO bank.transfers (account, amount) SELECT 'a', 1 UNION ALL SELECT 'b', 2 UNION ALL SELECT 'c', 30000

-- name: a large amount in a VALUES of a CTE
WITH v(a, n) AS (VALUES ('a', 20000)) INSERT INTO bank.transfers (account, amount) SELECT a, n FROM v

-- name: a large amount by a scalar CTE
WITH v AS (SELECT 20000 AS n) INSERT INTO bank.transfers (account, amount) VALUES ('a', (SELECT n FROM v))

-- name: a large amount by abs
INSERT INTO bank.transfers (account, amount) VALUES ('a', abs(-20000))

-- name: a large amount by round
INSERT INTO bank.transfers (account, amount) VALUES ('a', round(10000.6))

-- name: a large amount by a shift
INSERT INTO bank.transfers (account, amount) VALUES ('a', 1 << 20)

-- name: a large amount by length
INSERT INTO bank.transfers (account, amount) VALUES ('a', length(repeat('x', 20000)))

-- name: a large amount by to_number
INSERT INTO bank.transfers (account, amount) VALUES ('a', to_number('20,000', '99,999'))

-- name: a large amount by a negative of a negative
INSERT INTO bank.transfers (account, amount) VALUES ('a', - (-20000))

-- name: a large amount by a quotient
INSERT INTO bank.transfers (account, amount) VALUES ('a', 1 / 0.00001)

-- name: a large amount by a subtraction
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10 - -20000)

-- name: a large amount by a modulo
INSERT INTO bank.transfers (account, amount) VALUES ('a', 120000 % 100000)

-- name: a large amount by NULLIF
INSERT INTO bank.transfers (account, amount) VALUES ('a', NULLIF(20000, 1))

-- name: a large amount by LEAST
INSERT INTO bank.transfers (account, amount) VALUES ('a', LEAST(20000, 30000))

-- name: a large amount by an array's element
INSERT INTO bank.transfers (account, amount) VALUES ('a', (ARRAY[1, 20000])[2])

-- name: a large amount by JSON
INSERT INTO bank.transfers (account, amount) VALUES ('a', ('{"a": 20000}'::json ->> 'a')::numeric)

-- name: a large amount by json_populate_record
INSERT INTO bank.transfers SELECT * FROM json_populate_record(NULL::bank.transfers, '{"id": 1234, "account": "a", "amount": 20000, "currency": "EUR"}')

-- name: a large amount by jsonb_to_recordset
INSERT INTO bank.transfers (account, amount) SELECT * FROM jsonb_to_recordset('[{"a": "x", "n": 20000}]') AS r(a text, n numeric)

-- name: a large amount by unnest
INSERT INTO bank.transfers (account, amount) SELECT * FROM unnest(ARRAY['a', 'b'], ARRAY[1, 20000])

-- name: a large amount by a text with a point
INSERT INTO bank.transfers (account, amount) VALUES ('a', '10000.01')

-- name: a large amount by a text with an exponent
INSERT INTO bank.transfers (account, amount) VALUES ('a', '2e4')

-- name: a large amount by a negative exponent
INSERT INTO bank.transfers (account, amount) VALUES ('a', '200000000e-4')

-- name: a large amount by a float8
INSERT INTO bank.transfers (account, amount) VALUES ('a', float8 '2e4')

-- name: a large amount by real
INSERT INTO bank.transfers (account, amount) VALUES ('a', 20000::real)

-- name: a large amount by numeric with a scale that rounds up
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10000.5::numeric(10, 0))

-- name: a large amount by an integer cast that rounds up
INSERT INTO bank.transfers (account, amount) VALUES ('a', 10000.7::int)

-- name: a large amount by bigint
INSERT INTO bank.transfers (account, amount) VALUES ('a', bigint '99999999999')

-- name: a large amount by an interval's seconds
INSERT INTO bank.transfers (account, amount) VALUES ('a', extract(epoch FROM interval '1 day'))

-- name: a large amount by the time
INSERT INTO bank.transfers (account, amount) VALUES ('a', extract(epoch FROM now()))

-- name: a large amount by a sum over rows
INSERT INTO bank.transfers (account, amount) SELECT 'a', sum(amount) FROM orders

-- name: a large amount by a window
INSERT INTO bank.transfers (account, amount) SELECT 'a', sum(amount) OVER () FROM orders WHERE id = 1

-- name: a large amount by itself squared
UPDATE bank.transfers SET amount = amount ^ 3 WHERE id = 1

-- name: a large amount by itself plus a large one
UPDATE bank.transfers SET amount = amount + 10001 WHERE id = 1

-- name: a large amount by itself minus a negative one
UPDATE bank.transfers SET amount = amount - -20000 WHERE id = 1

-- name: a large amount by a division by little
UPDATE bank.transfers SET amount = amount / 0.0001 WHERE id = 1

-- name: a large amount by another column
UPDATE bank.transfers SET amount = id * 100000 WHERE id = 1

-- name: a large amount in the second assignment
UPDATE bank.transfers SET memo = 'x', amount = 20000 WHERE id = 1

-- name: a large amount by a row
UPDATE bank.transfers SET (amount, memo) = ROW(20000, 'x') WHERE id = 1

-- name: a large amount by a row of DEFAULT and more
UPDATE bank.transfers SET (currency, amount) = (DEFAULT, 20000) WHERE id = 1

-- name: a large amount by CASE in an UPDATE
UPDATE bank.transfers SET amount = CASE WHEN id = 1 THEN 20000 ELSE 1 END WHERE id = 1

-- name: a large amount by ON CONFLICT's expression
INSERT INTO bank.transfers (id, account, amount) VALUES (1, 'a', 9000) ON CONFLICT (id) DO UPDATE SET amount = transfers.amount + excluded.amount * 10

-- name: a large amount by MERGE DO NOTHING and INSERT
MERGE INTO bank.transfers t USING (VALUES (1, 20000)) v(id, n) ON t.id = v.id + 100 WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (account, amount) VALUES ('a', v.n)

-- name: a large amount by MERGE's source
MERGE INTO bank.transfers t USING orders o ON t.id = o.id WHEN MATCHED THEN UPDATE SET amount = o.amount * 1000

-- name: a large amount in a CTE whose result is not used
WITH i AS (INSERT INTO bank.transfers (account, amount) VALUES ('a', 20000)) SELECT 1

-- name: a large amount in a prepared statement
PREPARE t (numeric) AS INSERT INTO bank.transfers (account, amount) VALUES ('a', $1)
-- then:
EXECUTE t (20000)

-- name: a large amount as two parameters multiplied
PREPARE t (numeric, numeric) AS INSERT INTO bank.transfers (account, amount) VALUES ('a', $1 * $2)
-- then:
EXECUTE t (200, 200)

-- name: a large amount by a view's column
UPDATE wires SET total = 20000 WHERE id = 1

-- name: a large amount by ON CONFLICT through a view
INSERT INTO wires (id, account, total) VALUES (1, 'a', 5) ON CONFLICT (id) DO UPDATE SET total = 20000

-- name: a large amount by MERGE with a quoted column
MERGE INTO bank.transfers t USING (SELECT 1 AS id) v ON t.id = v.id WHEN MATCHED THEN UPDATE SET "amount" = 20000

-- name: a large amount by the search path
SET search_path = bank
-- then:
INSERT INTO transfers (account, amount) VALUES ('a', 20000)

-- name: a large amount by COPY with a column list
-- copy: 20000,a
COPY bank.transfers (amount, account) FROM STDIN (FORMAT csv)

-- name: a default that becomes large
ALTER TABLE bank.transfers ALTER COLUMN amount SET DEFAULT 20000; INSERT INTO bank.transfers (account) VALUES ('a')

-- name: a date far away by make_date
INSERT INTO bank.schedule VALUES ('a', 1, make_date(2050, 1, 1))

-- name: a date far away by to_date
INSERT INTO bank.schedule VALUES ('a', 1, to_date('2050', 'YYYY'))

-- name: a date far away by current_date and years
INSERT INTO bank.schedule VALUES ('a', 1, current_date + interval '30 years')

-- name: a date far away in another order
INSERT INTO bank.schedule VALUES ('a', 1, '01/02/2050')

-- name: a date far away as a timestamp
INSERT INTO bank.schedule VALUES ('a', 1, timestamptz '2050-01-01 00:00Z')

-- name: a date far away in a Julian day
INSERT INTO bank.schedule VALUES ('a', 1, 'J2500000')

-- name: a date far away with the month's name
INSERT INTO bank.schedule VALUES ('a', 1, 'January 8, 2050')

-- name: a date far away by an epoch
INSERT INTO bank.schedule VALUES ('a', 1, to_timestamp(4000000000))

-- name: a date far away by UPDATE
UPDATE bank.schedule SET day = '2050-01-01' WHERE account = 'none'; INSERT INTO bank.schedule SELECT 'a', 1, d FROM generate_series(date '2031-01-01', date '2031-01-02', '1 day') d

-- name: a large amount in a text that is cast twice
-- proto: extended
-- bind: text 20000
INSERT INTO bank.transfers (account, amount) VALUES ('a', $1::text::numeric)

-- name: a large amount as the negative of a parameter
-- proto: extended
-- bind: int4 -20000
INSERT INTO bank.transfers (account, amount) VALUES ('a', - $1)

-- name: a large amount as a square of a parameter
-- proto: extended
-- bind: int4 200
INSERT INTO bank.transfers (account, amount) VALUES ('a', $1 * $1)

-- name: a large change by a parameter
-- proto: extended
-- bind: int4 20000
UPDATE bank.transfers SET amount = amount + $1 WHERE id = 1

-- name: a large amount in an array's parameter
-- proto: extended
-- bind: unknown {1,20000}
INSERT INTO bank.transfers (account, amount) SELECT 'a', n FROM unnest($1::numeric[]) n

-- name: a large amount in a JSON parameter
-- proto: prepared
-- bind: unknown {"n": 20000}
INSERT INTO bank.transfers (account, amount) VALUES ('a', ($1::jsonb ->> 'n')::numeric)

-- name: a large amount in a binary smallint
-- proto: extended
-- bind: binary int2 7FFF
INSERT INTO bank.transfers (account, amount) VALUES ('a', $1)

-- name: a large amount as money
-- proto: extended
-- bind: unknown $20,000.00
INSERT INTO bank.transfers (account, amount) VALUES ('a', $1::text::money::numeric)
