-- EXPLAIN that runs what it explains.

-- name: EXPLAIN ANALYZE
EXPLAIN ANALYZE DELETE FROM order_items

-- name: EXPLAIN ANALYZE VERBOSE
EXPLAIN ANALYZE VERBOSE DELETE FROM order_items

-- name: EXPLAIN ANALYSE, the other spelling
EXPLAIN ANALYSE DELETE FROM order_items

-- name: in parentheses
EXPLAIN (ANALYZE) DELETE FROM order_items

-- name: ANALYSE in parentheses
EXPLAIN (ANALYSE) UPDATE products SET stock = 0

-- name: in parentheses, true
EXPLAIN (ANALYZE true) DELETE FROM order_items

-- name: in parentheses, on
EXPLAIN (ANALYZE on) DELETE FROM order_items

-- name: in parentheses, 1
EXPLAIN (ANALYZE 1) DELETE FROM order_items

-- name: in parentheses, quoted true
EXPLAIN (ANALYZE 'TRUE') DELETE FROM order_items

-- name: the option quoted
EXPLAIN ("analyze") DELETE FROM order_items

-- name: off, then on: the last one counts
EXPLAIN (ANALYZE off, ANALYZE on) DELETE FROM order_items

-- name: among other options
EXPLAIN (COSTS off, FORMAT json, ANALYZE, TIMING off) DELETE FROM order_items

-- name: EXPLAIN ANALYZE of a call
EXPLAIN ANALYZE SELECT purge()

-- name: EXPLAIN ANALYZE of CREATE TABLE AS from payroll
-- effect: shows Seq Scan on salaries
EXPLAIN ANALYZE CREATE TABLE copied AS SELECT * FROM payroll.salaries

-- name: EXPLAIN ANALYZE of MERGE
EXPLAIN ANALYZE MERGE INTO products p USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE

-- name: EXPLAIN ANALYZE with a comment between
EXPLAIN /* only a plan */ ANALYZE /* really */ DELETE FROM order_items

-- name: EXPLAIN ANALYZE of an INSERT that is too large
EXPLAIN (ANALYZE, SUMMARY off) INSERT INTO bank.transfers (account, amount) VALUES ('a', 1e6)

-- name: EXPLAIN ANALYZE of an UPDATE in capitals
explain analyze update products set stock = 0

-- name: EXPLAIN first, then the statement
EXPLAIN DELETE FROM order_items; DELETE FROM order_items

-- name: EXPLAIN ANALYZE of a VALUES that calls
EXPLAIN ANALYZE VALUES (purge(), 1)

-- name: EXPLAIN ANALYZE of a SELECT INTO
-- effect: shows Seq Scan on salaries
EXPLAIN ANALYZE SELECT * INTO copied FROM payroll.salaries

-- name: EXPLAIN ANALYZE of CREATE MATERIALIZED VIEW
-- effect: shows Seq Scan on salaries
EXPLAIN ANALYZE CREATE MATERIALIZED VIEW copied AS SELECT * FROM payroll.salaries

-- name: EXPLAIN BUFFERS with ANALYZE
EXPLAIN (BUFFERS, ANALYZE, WAL) DELETE FROM order_items
