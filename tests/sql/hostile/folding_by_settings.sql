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
