-- Maintenance and definitions that run nothing of a user's.

-- name: REINDEX of a table
REINDEX TABLE orders

-- name: REINDEX of an index beside one with a function
REINDEX INDEX indexed_pkey

-- name: REINDEX of a schema
REINDEX SCHEMA bank

-- name: CLUSTER of a table
CLUSTER products USING products_pkey

-- name: ANALYZE of a table
ANALYZE customers

-- name: ANALYZE of a table with statistics of columns
ANALYZE orders

-- name: VACUUM of a table
VACUUM orders

-- name: VACUUM and ANALYZE of a table
VACUUM (ANALYZE) products

-- name: a lazy VACUUM runs no function
VACUUM indexed

-- name: VACUUM FULL of a table without functions
VACUUM FULL products

-- name: ADD COLUMN to a table whose index has a function
ALTER TABLE indexed ADD COLUMN note text

-- name: ADD COLUMN with a constant default to a table whose index has a function
ALTER TABLE indexed ADD COLUMN state text NOT NULL DEFAULT 'new'

-- name: ADD COLUMN with the time as its default to a table whose index has a function
ALTER TABLE indexed ADD COLUMN made_at timestamptz DEFAULT now()

-- name: ADD COLUMN that is numbered
ALTER TABLE staging.imports ADD COLUMN number serial

-- name: ADD CHECK without a function
ALTER TABLE staging.imports ADD CONSTRAINT imports_id CHECK (id > 0)

-- name: VALIDATE CONSTRAINT without a function
ALTER TABLE staging.imports ADD CONSTRAINT imports_payload CHECK (payload <> '') NOT VALID
-- then:
ALTER TABLE staging.imports VALIDATE CONSTRAINT imports_payload

-- name: ALTER TYPE without a function
ALTER TABLE staging.scratch ALTER COLUMN id TYPE bigint

-- name: ALTER TYPE with a built-in function in USING
ALTER TABLE staging.imports ALTER COLUMN payload TYPE varchar(40) USING lower(payload)

-- name: CREATE INDEX with a built-in function
CREATE INDEX imports_by_payload ON staging.imports (lower(payload))

-- name: a cast to a domain
SELECT 5::small

-- name: a function whose result is a domain
SELECT plain_number(4)

-- name: a table with a column of a domain
CREATE TABLE staging.sightings (n seen, what text)

-- name: a cast of a whole row
SELECT (ROW('x')::people).name

-- name: a trigger that can never run
DELETE FROM quiet WHERE id = 1

-- name: a built-in function of which a user has another
SELECT upper('a'::text)

-- name: a built-in function of numbers of which a user has one of texts
SELECT to_hex(255)

-- name: a built-in function of a column of which a user has another
SELECT upper(name) FROM customers WHERE id = 1

-- name: a cast of a column that is no user's cast
SELECT title::name FROM products WHERE sku = 'sku-1'
