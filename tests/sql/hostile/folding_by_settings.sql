-- Constants whose text or order depends on the session's settings.

-- name: a time as text in another zone
-- setup: SET TimeZone = 'Europe/Berlin'
DELETE FROM order_items WHERE timestamptz '2024-01-01 00:00Z'::text <> '2024-01-01 00:00:00+00'

-- name: a time as a day of another zone
-- setup: SET TimeZone = 'Asia/Tokyo'
DELETE FROM order_items WHERE timestamptz '2024-01-01 20:00Z'::date = date '2024-01-02'

-- name: a weekday by to_char
DELETE FROM order_items WHERE to_char(date '2024-01-01', 'D') = '2'

-- name: a German date put together
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE date '2024-01-02' || '' = '02.01.2024'

-- name: a German date by concat
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE concat(date '2024-01-02') = '02.01.2024'

-- name: a German date by LIKE
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE date '2024-01-02'::text LIKE '02.%'

-- name: german date
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE date '2024-01-02'::text = '02.01.2024'

-- name: sql date not equal
-- setup: SET DateStyle = 'SQL, DMY'
DELETE FROM order_items WHERE date '2024-01-02'::text <> '2024-01-02'

-- name: interval text
-- setup: SET IntervalStyle = iso_8601
DELETE FROM order_items WHERE interval '1 day'::text = 'P1D'

-- name: bound german date
-- proto: extended
-- bind: date 2024-01-02
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE $1::date::text = '02.01.2024'

-- name: a float as text
-- setup: SET extra_float_digits = -14
DELETE FROM order_items WHERE 1234::float8::text = '1e+03'

-- name: bytes as text
-- setup: SET bytea_output = escape
DELETE FROM order_items WHERE '\x41'::bytea::text = 'A'

-- name: bits as a number
DELETE FROM order_items WHERE '10'::bit(2)::int <> 10

-- name: a date as text beside a column
-- setup: SET DateStyle = 'German'
DELETE FROM order_items WHERE line < 0 OR date '2024-01-02'::text <> '2024-01-02'
