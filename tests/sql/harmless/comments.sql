-- Comments on objects of every kind.

-- name: a comment on a database
COMMENT ON DATABASE {{=current_database()}} IS 'x'

-- name: a comment on an extension
COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language'

-- name: a comment on a policy
COMMENT ON POLICY own_rows ON secured IS 'x'

-- name: a comment on a rule
COMMENT ON RULE bells_ring ON bells IS 'x'

-- name: a comment on a cast
COMMENT ON CAST (place AS text) IS 'x'

-- name: a comment on an operator
COMMENT ON OPERATOR === (int, int) IS 'x'

-- name: a comment on an aggregate
COMMENT ON AGGREGATE purging(int) IS 'x'

-- name: a comment on a language
COMMENT ON LANGUAGE plpgsql IS 'x'

-- name: a comment on a procedure
COMMENT ON PROCEDURE archive(int) IS 'x'

-- name: a comment on a function
COMMENT ON FUNCTION total(int) IS 'x'

-- name: a comment on a trigger
COMMENT ON TRIGGER orders_touch ON orders IS NULL

-- name: a comment on an access method
COMMENT ON ACCESS METHOD heap IS 'heap table access method'

-- name: a comment on a tablespace
COMMENT ON TABLESPACE pg_default IS NULL

-- name: a comment on a text search configuration
COMMENT ON TEXT SEARCH CONFIGURATION english IS 'x'
