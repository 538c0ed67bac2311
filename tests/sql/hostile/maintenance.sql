-- Functions that run because a table is written anew, checked or looked through, and by domains.

-- name: REINDEX TABLE with a function in an index
-- effect: query SELECT count(*) FROM order_items
REINDEX TABLE indexed

-- name: REINDEX INDEX with a function in it
-- effect: query SELECT count(*) FROM order_items
REINDEX INDEX indexed_by_size

-- name: REINDEX INDEX with its schema
-- effect: query SELECT count(*) FROM order_items
REINDEX INDEX public.indexed_by_size

-- name: REINDEX of an index whose WHERE has a function
-- effect: query SELECT count(*) FROM order_items
REINDEX INDEX partly_indexed_large

-- name: REINDEX SCHEMA
-- effect: query SELECT count(*) FROM order_items
-- alone: yes
REINDEX SCHEMA attic

-- name: REINDEX CONCURRENTLY
-- effect: query SELECT count(*) FROM order_items
-- alone: yes
REINDEX TABLE CONCURRENTLY indexed

-- name: CLUSTER with a function in an index
-- effect: query SELECT count(*) FROM order_items
CLUSTER indexed USING indexed_pkey

-- name: VACUUM FULL with a function in an index
-- effect: query SELECT count(*) FROM order_items
-- alone: yes
VACUUM FULL indexed

-- name: VACUUM with ANALYZE and a function in an index
-- effect: query SELECT count(*) FROM order_items
-- alone: yes
VACUUM (ANALYZE) indexed

-- name: ANALYZE with a function in an index
-- effect: query SELECT count(*) FROM order_items
ANALYZE indexed

-- name: ANALYZE with a function in an index's WHERE
-- effect: query SELECT count(*) FROM order_items
ANALYZE partly_indexed

-- name: ANALYZE with a function in statistics
-- effect: query SELECT count(*) FROM order_items
ANALYZE counted

-- name: ANALYZE of everything
-- effect: query SELECT count(*) FROM order_items
ANALYZE

-- name: VACUUM FULL of everything
-- effect: query SELECT count(*) FROM order_items
-- alone: yes
VACUUM FULL

-- name: REFRESH of a materialized view with a function in an index
-- effect: query SELECT count(*) FROM order_items
REFRESH MATERIALIZED VIEW sizes

-- name: CREATE INDEX with a function
-- effect: query SELECT count(*) FROM order_items
CREATE INDEX ON bounded (steady(size))

-- name: CREATE INDEX with a function in its WHERE
-- effect: query SELECT count(*) FROM order_items
CREATE INDEX ON bounded (id) WHERE steady(size) > 0

-- name: ADD CHECK with a function
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE counted ADD CHECK (steady(size) > 0)

-- name: VALIDATE CONSTRAINT with a function
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE bounded VALIDATE CONSTRAINT bounded_size

-- name: ALTER TYPE of a column under an index with a function
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE indexed ALTER COLUMN id TYPE bigint

-- name: ALTER TYPE with a function in USING
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE counted ALTER COLUMN id TYPE bigint USING steady(id)

-- name: ALTER TYPE to a domain with a function in its check
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE plain_parent ALTER COLUMN size TYPE seen

-- name: ALTER TYPE of a parent whose child has the index
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE plain_parent ALTER COLUMN id TYPE bigint

-- name: ADD COLUMN with a volatile default that writes the indexes anew
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE indexed ADD COLUMN luck float8 DEFAULT random()

-- name: ADD COLUMN that is numbered
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE indexed ADD COLUMN number serial

-- name: ADD COLUMN of a domain with a function in its check
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE plain_parent ADD COLUMN side seen DEFAULT 3

-- name: ADD COLUMN with a function as its default
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE plain_parent ADD COLUMN side int DEFAULT purge()

-- name: SET UNLOGGED writes the indexes anew
-- effect: query SELECT count(*) FROM order_items
ALTER TABLE indexed SET UNLOGGED

-- name: a cast to a domain with a function in its check
-- effect: query SELECT count(*) FROM order_items
SELECT 5::seen

-- name: a cast of a column to a domain
-- effect: query SELECT count(*) FROM order_items
SELECT id::seen FROM customers WHERE id = 1

-- name: CAST to a domain with its schema
-- effect: query SELECT count(*) FROM order_items
SELECT CAST('5' AS public.seen)

-- name: an array of a domain
-- effect: query SELECT count(*) FROM order_items
SELECT '{1,2}'::seen[]

-- name: a row whose column is a domain
-- effect: query SELECT count(*) FROM order_items
SELECT ROW(3, 'three')::dice

-- name: a record set whose column is a domain
-- effect: query SELECT count(*) FROM order_items
SELECT * FROM json_to_recordset('[{"n": 4}]') AS x(n seen)

-- name: a row from JSON whose column is a domain
-- effect: query SELECT count(*) FROM order_items
SELECT * FROM jsonb_populate_record(NULL::dice, '{"side": 4}')

-- name: a column of XMLTABLE that is a domain
-- effect: query SELECT count(*) FROM order_items
SELECT * FROM xmltable('/r' PASSING '<r><n>5</n></r>' COLUMNS n seen PATH 'n')

-- name: a function that takes a domain
-- effect: query SELECT count(*) FROM order_items
SELECT takes_seen(3)

-- name: a view with an operator that runs a function
-- effect: query SELECT count(*) FROM order_items
SELECT n FROM odd_pairs

-- name: a view that casts to a domain
-- effect: query SELECT count(*) FROM order_items
SELECT n FROM seen_numbers

-- name: a body with a function of a built-in's name
-- effect: query SELECT count(*) FROM order_items
SELECT hexed()

-- name: a body with an operator that runs a function
-- effect: query SELECT count(*) FROM order_items
SELECT paired()

-- name: a body with a variable of a domain
-- effect: query SELECT count(*) FROM order_items
SELECT declared()

-- name: VALIDATE CONSTRAINT of a domain
-- effect: query SELECT count(*) FROM order_items
ALTER DOMAIN seen ADD CONSTRAINT also CHECK (checked(VALUE)) NOT VALID;
INSERT INTO dice VALUES (1, 'x')

-- name: a function in a trigger's WHEN, though the trigger does not run
-- effect: query SELECT count(*) FROM order_items
INSERT INTO alarms VALUES (1, 'fire')

-- name: a function of a built-in's name by its type
-- effect: query SELECT count(*) FROM order_items
SELECT upper(5)

-- name: the same behind a search_path that begins with public
-- setup: SET search_path = public, pg_catalog
-- effect: query SELECT count(*) FROM order_items
SELECT upper(7)
