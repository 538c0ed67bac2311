-- Writes inside WITH.

-- name: DELETE in a CTE of a SELECT
WITH gone AS (DELETE FROM order_items RETURNING *) SELECT count(*) FROM gone

-- name: a CTE that nothing reads runs all the same
WITH gone AS (DELETE FROM order_items) SELECT 1

-- name: UPDATE in a CTE
WITH c AS (UPDATE products SET stock = 0 RETURNING sku) SELECT * FROM c

-- name: the second CTE
WITH a AS (SELECT 1), b AS (DELETE FROM order_items) SELECT * FROM a

-- name: a CTE of a CTE
WITH a AS (WITH inner_one AS (SELECT 1 AS n) SELECT * FROM inner_one), b AS (DELETE FROM order_items RETURNING line) SELECT * FROM a, b

-- name: before an INSERT
WITH gone AS (DELETE FROM order_items RETURNING *) INSERT INTO staging.imports SELECT line, sku FROM gone

-- name: before an UPDATE that is harmless
WITH gone AS (DELETE FROM order_items RETURNING 1) UPDATE products SET stock = 1 WHERE sku = 'sku-1'

-- name: before a DELETE that is harmless
WITH gone AS (UPDATE products SET stock = 0) DELETE FROM order_items WHERE order_id = 3

-- name: RECURSIVE
WITH RECURSIVE n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n WHERE x < 3), gone AS (DELETE FROM order_items) SELECT * FROM n

-- name: MATERIALIZED
WITH gone AS MATERIALIZED (DELETE FROM order_items RETURNING 1) SELECT * FROM gone

-- name: NOT MATERIALIZED
WITH gone AS NOT MATERIALIZED (DELETE FROM order_items RETURNING 1) SELECT * FROM gone

-- name: a CTE named as the table
WITH order_items AS (SELECT 1) DELETE FROM order_items

-- name: a CTE named as the restricted table
WITH products AS (SELECT 'x' AS sku) UPDATE products SET stock = 0 WHERE true

-- name: a CTE with column names
WITH gone (a, b) AS (DELETE FROM order_items RETURNING order_id, line) SELECT a FROM gone

-- name: with a VALUES body
WITH gone AS (DELETE FROM order_items RETURNING 1) VALUES (1)

-- name: with a TABLE body
WITH gone AS (DELETE FROM order_items RETURNING 1) TABLE gone

-- name: in parentheses
(WITH gone AS (DELETE FROM order_items RETURNING 1) SELECT * FROM gone)

-- name: CREATE TABLE AS of a data-modifying CTE is refused, EXPLAIN ANALYZE of it is not
EXPLAIN ANALYZE WITH gone AS (DELETE FROM order_items RETURNING 1) SELECT * FROM gone

-- name: COPY of a data-modifying CTE
COPY (WITH gone AS (DELETE FROM order_items RETURNING 1) SELECT 1) TO STDOUT

-- name: COPY of a DELETE with RETURNING
COPY (DELETE FROM order_items RETURNING *) TO STDOUT

-- name: COPY of an UPDATE with RETURNING
COPY (UPDATE products SET stock = 0 RETURNING sku) TO STDOUT

-- name: MERGE with a CTE
WITH s AS (SELECT 1 AS n) MERGE INTO products p USING s ON true WHEN MATCHED THEN DELETE

-- name: INSERT in a CTE that changes every row on conflict
WITH up AS (INSERT INTO products SELECT * FROM products ON CONFLICT (sku) DO UPDATE SET stock = 0 RETURNING 1), gone AS (DELETE FROM order_items) SELECT * FROM up

-- name: SEARCH clause beside a write
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SEARCH DEPTH FIRST BY n SET o, gone AS (DELETE FROM order_items) SELECT * FROM t

-- name: a call in a CTE
WITH p AS (SELECT purge()) SELECT * FROM p

-- name: payroll read in a CTE
-- effect: shows 91234
WITH s AS (SELECT * FROM payroll.salaries) SELECT * FROM s

-- name: payroll read in a CTE named as another table
-- effect: shows 91234
WITH orders AS (SELECT amount FROM payroll.salaries) SELECT * FROM orders

-- name: the CTE hides nothing outside its query
-- effect: shows 91234
SELECT * FROM (WITH salaries AS (SELECT 1) SELECT * FROM salaries) x, payroll.salaries

-- name: two writes to two tables
WITH a AS (UPDATE products SET stock = 0), b AS (DELETE FROM order_items WHERE line = 1) SELECT 1

-- name: a write in the fifth of five
WITH a AS (SELECT 1), b AS (SELECT 2), c AS (SELECT 3), d AS (SELECT 4), e AS (DELETE FROM order_items) SELECT * FROM a, b, c, d
