-- Text that is read as something else at first sight.

-- name: a comment inside the command
DELETE/**/FROM/**/order_items

-- name: nested comments
DELETE /* outer /* inner */ still */ FROM order_items

-- name: a comment at the start
/* SELECT 1 */ DELETE FROM order_items

-- name: a line comment at the start
-- this only reads
DELETE FROM order_items

-- name: a comment that looks closed too early
/* /* */ SELECT 1; */ DELETE FROM order_items

-- name: new lines between all words
DELETE
FROM
order_items

-- name: tabs between words
DELETE	FROM	order_items

-- name: mixed case
DeLeTe FrOm OrDeR_ItEmS

-- name: a semicolon in front
; DELETE FROM order_items

-- name: many semicolons
;;;; DELETE FROM order_items ;;;;

-- name: a second statement
SELECT 1; DELETE FROM order_items

-- name: a third statement after an empty one
SELECT 1;; DELETE FROM order_items

-- name: a harmless statement behind
DELETE FROM order_items; SELECT 1

-- name: a statement behind a string with a semicolon
SELECT 'a;b'; DELETE FROM order_items

-- name: a statement behind a string with a quote
SELECT 'it''s'; DELETE FROM order_items

-- name: a statement behind an escaped quote
SELECT E'it\'s'; DELETE FROM order_items --'

-- name: a backslash that does not escape
SELECT 'a\'; DELETE FROM order_items --'

-- name: a statement behind a dollar quote
SELECT $$ '; $$; DELETE FROM order_items

-- name: a statement behind a tagged dollar quote
SELECT $a$ $b$ $a$; DELETE FROM order_items --$b$

-- name: a dollar quote with a dollar inside
SELECT $x$ $ $x$; DELETE FROM order_items

-- name: a statement behind a quoted identifier
SELECT 1 AS "a;""b"; DELETE FROM order_items

-- name: a statement behind a comment with quotes
SELECT 1 /* ' */; DELETE FROM order_items /* ' */

-- name: a statement behind a line comment with a quote
SELECT 1 -- '
; DELETE FROM order_items -- '

-- name: a statement behind an operator that looks like a comment
SELECT 4 +/* */- 2; DELETE FROM order_items

-- name: a quoted table with the real name
DELETE FROM "order_items"

-- name: a Unicode identifier
DELETE FROM U&"order\005fitems"

-- name: a Unicode identifier with its own escape
DELETE FROM U&"order!005fitems" UESCAPE '!'

-- name: a Unicode identifier with six digits
DELETE FROM U&"order\+00005fitems"

-- name: qualified with the schema
DELETE FROM public.order_items

-- name: qualified with blanks around the dot
DELETE FROM public . order_items

-- name: qualified with a quoted schema
DELETE FROM "public"."order_items"

-- name: qualified with a comment in the name
DELETE FROM public/* x */./* y */order_items

-- name: a form feed between words
DELETEFROMorder_items

-- name: keywords as aliases
DELETE FROM order_items AS "where"

-- name: a dollar in an identifier
DELETE FROM order_items AS a$b$

-- name: a WHERE in a string
UPDATE products SET title = ' WHERE sku = 1'

-- name: a WHERE in an alias
DELETE FROM order_items AS "WHERE order_id = 1"

-- name: a WHERE in RETURNING
DELETE FROM order_items RETURNING (SELECT 1 WHERE order_id = 1)

-- name: a WHERE in a SET subquery
UPDATE products SET stock = COALESCE((SELECT 1 WHERE stock = 3), 0)

-- name: a WHERE in FILTER
UPDATE products SET stock = (SELECT count(*) FILTER (WHERE c.id = 1) FROM customers c)

-- name: an unlikely long comment
/* aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa */ DELETE FROM order_items

-- name: an identifier of more than 63 bytes is cut
-- setup: BEGIN
-- setup: CREATE TEMP TABLE a23456789b23456789c23456789d23456789e23456789f23456789g23456789 (n int)
-- setup: INSERT INTO a23456789b23456789c23456789d23456789e23456789f23456789g23456789 VALUES (1)
-- effect: shows DELETE 1
DELETE FROM a23456789b23456789c23456789d23456789e23456789f23456789g23456789h23

-- name: standard_conforming_strings off makes a backslash escape
-- setup: SET standard_conforming_strings = off
-- setup: SET escape_string_warning = off
SELECT '\''; DELETE FROM order_items; --'

-- name: standard_conforming_strings on again
-- setup: SET standard_conforming_strings = off
-- setup: SET standard_conforming_strings = on
SELECT '\'; DELETE FROM order_items; --'

-- name: the setting changes inside the text, which is read with the old one
SET standard_conforming_strings = off; SELECT '\'; DELETE FROM order_items; --'

-- name: a hold behind BEGIN in one text
-- alone: yes
BEGIN; DELETE FROM order_items; COMMIT

-- name: a statement behind ROLLBACK in one text
-- alone: yes
ROLLBACK; DELETE FROM order_items

-- name: a national string
SELECT N'a'';'; DELETE FROM order_items

-- name: a bit string
SELECT B'101'; DELETE FROM order_items

-- name: a string in pieces over lines
SELECT 'a'
'b;'; DELETE FROM order_items

-- name: a string in pieces with a comment between
SELECT 'a' -- '
'b;'; DELETE FROM order_items

-- name: U& string with UESCAPE
SELECT U&'d!0061t' UESCAPE '!'; DELETE FROM order_items

-- name: operators without blanks
DELETE FROM order_items WHERE(1)<(2)AND(2)<(3)

-- name: a cast operator without blanks
DELETE FROM order_items WHERE't'::bool
