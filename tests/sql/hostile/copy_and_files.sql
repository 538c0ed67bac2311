-- COPY, files and programs of the server's machine.

-- name: COPY of payroll to the frontend
-- effect: shows 91234
COPY payroll.salaries TO STDOUT

-- name: COPY of one column
-- effect: shows 91234
COPY payroll.salaries (amount) TO STDOUT

-- name: COPY of a query over payroll
-- effect: shows 91234
COPY (SELECT * FROM payroll.salaries) TO STDOUT WITH CSV HEADER

-- name: COPY of TABLE
-- effect: shows 91234
COPY (TABLE payroll.salaries) TO STDOUT

-- name: COPY with the old syntax
-- effect: shows 91234
COPY payroll.salaries TO STDOUT WITH DELIMITER '|'

-- name: COPY into payroll
-- copy: 9	eve	1
COPY payroll.salaries FROM STDIN

-- name: COPY into payroll with a filter
-- copy: 9	eve	1
COPY payroll.salaries FROM STDIN WHERE id > 0

-- name: COPY to a file
-- effect: file
COPY orders TO '{{dir}}/orders.csv'

-- name: COPY of a query to a file
-- effect: file
COPY (SELECT 1) TO '{{dir}}/one.txt' WITH (FORMAT csv)

-- name: COPY to a file, name as an escape string
-- effect: file
COPY orders TO E'{{dir}}/o\x72ders'

-- name: COPY from a file
COPY staging.imports (payload) FROM '/etc/hostname'

-- name: COPY from a file with options in front
COPY staging.imports (payload) FROM '/etc/hostname' WITH (DELIMITER E'\x01')

-- name: COPY to a program
-- effect: file
COPY (SELECT 1) TO PROGRAM 'cat > {{dir}}/out'

-- name: COPY to a program, to STDOUT by its looks
-- effect: file
COPY (SELECT 1) TO PROGRAM 'cat > {{dir}}/stdout'

-- name: COPY from a program
COPY staging.imports (payload) FROM PROGRAM 'echo run'

-- name: COPY from a program in EXPLAIN's neighbourhood
EXPLAIN SELECT 1; COPY staging.imports (payload) FROM PROGRAM 'echo run again'

-- name: COPY in small letters with a new line
-- effect: file
copy
orders
to
program 'cat > {{dir}}/small'

-- name: pg_read_file
-- effect: shows 15
SELECT pg_read_file('PG_VERSION')

-- name: pg_read_file in upper case
-- effect: shows 15
SELECT PG_READ_FILE('PG_VERSION')

-- name: pg_read_file qualified
-- effect: shows 15
SELECT pg_catalog.pg_read_file('PG_VERSION')

-- name: pg_read_file quoted
-- effect: shows 15
SELECT "pg_read_file"('PG_VERSION')

-- name: pg_read_file in FROM
-- effect: shows 15
SELECT * FROM pg_read_file('PG_VERSION') AS f

-- name: pg_read_file in ROWS FROM
-- effect: shows 15
SELECT * FROM ROWS FROM (pg_read_file('PG_VERSION')) AS f

-- name: pg_read_file in a LATERAL subquery
-- effect: shows 15
SELECT f.x FROM (SELECT 'PG_VERSION' AS n) s, LATERAL (SELECT pg_read_file(s.n) AS x) f

-- name: pg_read_file in an array
-- effect: shows 15
SELECT (ARRAY[pg_read_file('PG_VERSION')])[1]

-- name: pg_read_file in a CASE
-- effect: shows 15
SELECT CASE WHEN true THEN pg_read_file('PG_VERSION') END

-- name: pg_read_file in ORDER BY
-- effect: runs
SELECT id FROM orders ORDER BY pg_read_file('PG_VERSION')

-- name: pg_read_file in GROUP BY
-- effect: shows 15
SELECT pg_read_file('PG_VERSION') FROM orders GROUP BY 1

-- name: pg_read_file in HAVING
-- effect: runs
SELECT count(*) FROM orders HAVING pg_read_file('PG_VERSION') LIKE '15%'

-- name: pg_read_file in LIMIT
-- effect: runs
SELECT id FROM orders LIMIT length(pg_read_file('PG_VERSION'))

-- name: pg_read_file in a window
-- effect: runs
SELECT count(*) OVER (PARTITION BY pg_read_file('PG_VERSION')) FROM orders

-- name: pg_read_file in VALUES
-- effect: shows 15
VALUES (pg_read_file('PG_VERSION'))

-- name: pg_read_file in a JOIN condition
-- effect: runs
SELECT 1 FROM orders o JOIN customers c ON c.name <> pg_read_file('PG_VERSION')

-- name: pg_read_file as a default in an INSERT
INSERT INTO staging.imports VALUES (3, pg_read_file('PG_VERSION'))

-- name: pg_read_file in RETURNING
-- effect: shows 15
UPDATE staging.imports SET id = id WHERE id = 1 RETURNING pg_read_file('PG_VERSION')

-- name: pg_read_file in ON CONFLICT
INSERT INTO products VALUES ('sku-1', 'x', 1, 1) ON CONFLICT (sku) DO UPDATE SET title = pg_read_file('PG_VERSION')

-- name: pg_read_file with offset and length
-- effect: shows 15
SELECT pg_read_file('PG_VERSION', 0, 2)

-- name: pg_read_file with named arguments
-- effect: runs
SELECT pg_stat_file(filename => 'PG_VERSION')

-- name: pg_read_file in a boolean test
-- effect: runs
SELECT 1 WHERE (pg_read_file('PG_VERSION') <> '') IS TRUE

-- name: pg_read_file in a DISTINCT ON
-- effect: runs
SELECT DISTINCT ON (pg_read_file('PG_VERSION')) id FROM orders

-- name: pg_read_file in a FILTER
-- effect: runs
SELECT count(*) FILTER (WHERE pg_read_file('PG_VERSION') <> '') FROM orders

-- name: pg_read_file inside an aggregate's ORDER BY
-- effect: runs
SELECT array_agg(id ORDER BY pg_read_file('PG_VERSION')) FROM orders

-- name: pg_read_file in TABLESAMPLE
-- effect: runs
SELECT count(*) FROM orders TABLESAMPLE bernoulli (length(pg_read_file('PG_VERSION')))

-- name: pg_read_file in a UNION
-- effect: shows 15
SELECT 'a' UNION ALL SELECT pg_read_file('PG_VERSION')

-- name: pg_read_file in an EXCEPT
-- effect: runs
SELECT 'a' EXCEPT SELECT pg_read_file('PG_VERSION')

-- name: pg_read_file in XMLELEMENT
-- effect: shows 15
SELECT xmlelement(name a, pg_read_file('PG_VERSION'))

-- name: pg_read_file as a subscript
-- effect: runs
SELECT (ARRAY[1, 2, 3])[length(pg_read_file('PG_VERSION'))]

-- name: pg_read_file in a COLLATE
-- effect: shows 15
SELECT pg_read_file('PG_VERSION') COLLATE "C"

-- name: pg_read_file by function notation of a cast
-- effect: shows 15
SELECT CAST(pg_read_file('PG_VERSION') AS varchar)

-- name: pg_read_binary_file
-- effect: shows 3135
SELECT pg_read_binary_file('PG_VERSION')

-- name: pg_read_file_old is what adminpack calls
-- effect: runs
SELECT pg_stat_file('PG_VERSION')

-- name: pg_ls_dir
-- effect: shows base
SELECT pg_ls_dir('.')

-- name: pg_ls_logdir and its kind
-- effect: runs
SELECT * FROM pg_ls_tmpdir()

-- name: pg_ls_waldir
-- effect: shows 00000001
SELECT name FROM pg_ls_waldir()

-- name: pg_hba_file_rules
-- effect: shows trust
SELECT * FROM pg_hba_file_rules()

-- name: pg_hba_file_rules as a view
-- effect: shows trust
SELECT * FROM pg_hba_file_rules

-- name: pg_file_settings as a view
-- effect: shows wal_level
SELECT * FROM pg_file_settings

-- name: lo_import of a file
SELECT lo_import('/etc/hostname')

-- name: lo_import with an oid
SELECT lo_import('/etc/hostname', 424242)

-- name: lo_export of an object
-- setup: BEGIN
-- setup: SELECT lo_from_bytea(424243, 'x')
-- effect: file
SELECT lo_export(424243, '{{dir}}/lo')

-- name: pg_current_logfile is harmless, the file is not
-- effect: shows 15
SELECT pg_current_logfile(), pg_read_file('PG_VERSION')

-- name: COPY of a view that reads
-- effect: shows 91234
COPY (SELECT s.* FROM payroll.salaries s JOIN orders o ON o.id = s.id) TO STDOUT

-- name: COPY with FORCE_QUOTE of everything
-- effect: shows 91234
COPY payroll.salaries TO STDOUT (FORMAT csv, FORCE_QUOTE *)
