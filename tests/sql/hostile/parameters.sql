-- Values that come with Bind decide.

-- name: an optional filter with a null
-- proto: extended
-- bind: null int4
DELETE FROM order_items WHERE $1::int IS NULL OR order_id = $1

-- name: an optional filter with a null, COALESCE
-- proto: extended
-- bind: null int4
DELETE FROM order_items WHERE line = COALESCE($1, line)

-- name: a boolean parameter
-- proto: extended
-- bind: bool t
DELETE FROM order_items WHERE $1

-- name: a boolean parameter in binary
-- proto: extended
-- bind: binary bool 01
DELETE FROM order_items WHERE $1

-- name: two parameters that are equal
-- proto: extended
-- bind: int4 5
-- bind: int4 5
DELETE FROM order_items WHERE $1 = $2

-- name: the parameter equals itself
-- proto: extended
-- bind: int4 9
DELETE FROM order_items WHERE $1::int = $1

-- name: a parameter compared with a constant
-- proto: extended
-- bind: int4 1
DELETE FROM order_items WHERE $1 = 1

-- name: a parameter in binary compared with a constant
-- proto: extended
-- bind: binary int4 00000001
DELETE FROM order_items WHERE $1 = 1

-- name: OR with a parameter
-- proto: extended
-- bind: bool true
DELETE FROM order_items WHERE order_id = 3 OR $1

-- name: a disabled filter by name
-- proto: extended
-- bind: text all
DELETE FROM order_items WHERE $1 = 'all' OR sku = $1

-- name: LIKE with a parameter on both sides
-- proto: extended
-- bind: text %
DELETE FROM order_items WHERE 'abc' LIKE $1

-- name: IS NOT NULL of a parameter
-- proto: extended
-- bind: int4 1
DELETE FROM order_items WHERE $1::int IS NOT NULL

-- name: a prepared statement that is held at Bind
-- proto: prepared
-- bind: null int4
UPDATE products SET stock = 0 WHERE $1::int IS NULL OR stock = $1

-- name: no parameter and no WHERE
-- proto: extended
DELETE FROM order_items WHERE 3 = 3

-- name: no WHERE, prepared
-- proto: prepared
DELETE FROM public.order_items

-- name: UPDATE whose new value is bound
-- proto: extended
-- bind: int4 0
UPDATE products SET stock = $1

-- name: NOT of a false parameter
-- proto: extended
-- bind: bool f
DELETE FROM order_items WHERE NOT $1

-- name: a parameter without a type
-- proto: extended
-- bind: unknown t
DELETE FROM order_items WHERE $1::bool

-- name: a role in a parameter of set_config
-- proto: extended
-- bind: text role
-- bind: text reporting
SELECT set_config($1, $2, false)

-- name: a file name in a parameter
-- proto: extended
-- bind: text PG_VERSION
-- effect: shows 15
SELECT pg_read_file($1)

-- name: a large transfer in a parameter
-- proto: extended
-- bind: numeric 10000.01
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer in a binary integer
-- proto: extended
-- bind: binary int4 00002711
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer in a binary bigint
-- proto: extended
-- bind: binary int8 000000e8d4a51000
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer in a binary float
-- proto: extended
-- bind: binary float8 40c3880000000001
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer in a binary numeric
-- proto: extended
-- bind: binary numeric 000200010000000000020001
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer in scientific notation
-- proto: extended
-- bind: numeric 1e5
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer without a type
-- proto: extended
-- bind: unknown 20000
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1)

-- name: a large transfer as text that is cast
-- proto: extended
-- bind: text 20000
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1::numeric)

-- name: a sum of parameters
-- proto: extended
-- bind: numeric 9000
-- bind: numeric 9000
INSERT INTO bank.transfers (account, amount) VALUES ('acc-9', $1 + $2)

-- name: the second row is the large one
-- proto: extended
-- bind: numeric 1
-- bind: numeric 99999
INSERT INTO bank.transfers (account, amount) VALUES ('acc-1', $1), ('acc-9', $2)

-- name: an UPDATE to a large amount
-- proto: extended
-- bind: numeric 50000
-- bind: int4 1
UPDATE bank.transfers SET amount = $1 WHERE id = $2

-- name: prepared, large amount
-- proto: prepared
-- bind: numeric 10001
INSERT INTO bank.transfers (account, amount, currency) VALUES ('acc-9', $1, 'USD')

-- name: a parameter with leading blanks
-- proto: extended
-- bind: numeric   10001
INSERT INTO bank.transfers (amount, account) VALUES ($1, 'acc-9')

-- name: NaN is larger than every number
-- proto: extended
-- bind: numeric NaN
INSERT INTO bank.transfers (account, amount) VALUES ('acc-7', $1)

-- name: infinity
-- proto: extended
-- bind: numeric Infinity
INSERT INTO bank.transfers (account, amount) VALUES ('acc-7', $1)

-- name: a date far away in a parameter
-- proto: extended
-- bind: date 2031-05-05
INSERT INTO bank.schedule (account, amount, day) VALUES ('acc-7', 1, $1)

-- name: a date far away in binary
-- proto: extended
-- bind: binary date 00002cc2
INSERT INTO bank.schedule (account, amount, day) VALUES ('acc-7', 1, $1)

-- name: a date without a type
-- proto: extended
-- bind: unknown 5 May 2031
INSERT INTO bank.schedule (account, amount, day) VALUES ('acc-7', 1, $1)
