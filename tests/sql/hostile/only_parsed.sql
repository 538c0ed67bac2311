-- Constants of types with a domain inside: its check runs as soon as the server has parsed the text.

-- name: Parse alone of SELECT '{1}'::seen[]
-- proto: parse
SELECT '{1}'::seen[]

-- name: Parse alone of SELECT seen_range '[1,2)'
-- proto: parse
SELECT seen_range '[1,2)'

-- name: Parse alone of SELECT CAST('{[1,2)}' AS seen_multirange)
-- proto: parse
SELECT CAST('{[1,2)}' AS seen_multirange)

-- name: Parse alone of SELECT '(1,owl)'::sightings
-- proto: parse
SELECT '(1,owl)'::sightings

-- name: Parse alone of INSERT INTO tallies (n) VALUES ('{1}')
-- proto: parse
INSERT INTO tallies (n) VALUES ('{1}')

-- name: Parse alone of UPDATE tallies SET n = '{1}' WHERE what = 'owl'
-- proto: parse
UPDATE tallies SET n = '{1}' WHERE what = 'owl'

-- name: Parse alone of SELECT FROM tallies WHERE n = '{1}'
-- proto: parse
SELECT FROM tallies WHERE n = '{1}'

-- name: Parse alone of SELECT what FROM tallies WHERE what = 'owl' AND n <> '{1}'
-- proto: parse
SELECT what FROM tallies WHERE what = 'owl' AND n <> '{1}'

-- name: Parse alone of SELECT n FROM tallies UNION SELECT '{1}'
-- proto: parse
SELECT n FROM tallies UNION SELECT '{1}'

-- name: Parse alone of SELECT coalesce(n, '{1}') FROM tallies
-- proto: parse
SELECT coalesce(n, '{1}') FROM tallies

-- name: Parse alone of SELECT counts('{1}')
-- proto: parse
SELECT counts('{1}')

-- name: Parse alone of SELECT checked(1), '{1}'::seen[]
-- proto: parse
SELECT checked(1), '{1}'::seen[]

-- name: Parse alone of EXPLAIN SELECT '{1}'::seen[]
-- proto: parse
EXPLAIN SELECT '{1}'::seen[]

-- name: Parse alone of CREATE TABLE parsed AS SELECT '{1}'::seen[] AS n
-- proto: parse
CREATE TABLE parsed AS SELECT '{1}'::seen[] AS n

-- name: Parse alone of DECLARE c CURSOR FOR SELECT '{1}'::seen[]
-- proto: parse
DECLARE c CURSOR FOR SELECT '{1}'::seen[]

-- name: Parse alone of DELETE FROM tallies WHERE what = 'owl' AND n = '{1}'
-- proto: parse
DELETE FROM tallies WHERE what = 'owl' AND n = '{1}'

-- name: Parse alone of SELECT $1::int, '{1}'::seen[]
-- proto: parse
SELECT $1::int, '{1}'::seen[]

-- name: Parse alone of SELECT 1 FROM sightings s WHERE s = '(1,owl)'::sightings
-- proto: parse
SELECT 1 FROM sightings s WHERE s = '(1,owl)'::sightings

-- name: Parse alone of SELECT ('{"(1,owl)"}'::sightings[])[1].what
-- proto: parse
SELECT ('{"(1,owl)"}'::sightings[])[1].what

-- name: EXPLAIN SELECT '{1}'::seen[]
EXPLAIN SELECT '{1}'::seen[]

-- name: EXPLAIN SELECT FROM tallies WHERE n = '{1}'
EXPLAIN SELECT FROM tallies WHERE n = '{1}'

-- name: PREPARE p AS SELECT '{1}'::seen[]
PREPARE p AS SELECT '{1}'::seen[]

-- name: PREPARE p AS SELECT FROM tallies WHERE n = '{1}'
PREPARE p AS SELECT FROM tallies WHERE n = '{1}'

-- name: CREATE VIEW parsed AS SELECT '{1}'::seen[] AS n
CREATE VIEW parsed AS SELECT '{1}'::seen[] AS n

-- name: CREATE VIEW parsed AS SELECT what FROM tallies WHERE n = '{1}'
CREATE VIEW parsed AS SELECT what FROM tallies WHERE n = '{1}'

-- name: CREATE FUNCTION parsed() RETURNS seen[] LANGUAGE sql AS $$ SELECT '{1}'::seen[] $$
CREATE FUNCTION parsed() RETURNS seen[] LANGUAGE sql AS $$ SELECT '{1}'::seen[] $$

-- name: CREATE FUNCTION parsed() RETURNS seen[] LANGUAGE sql RETURN '{1}'::seen[]
CREATE FUNCTION parsed() RETURNS seen[] LANGUAGE sql RETURN '{1}'::seen[]

-- name: CREATE FUNCTION parsed(n seen[] DEFAULT '{1}') RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE FUNCTION parsed(n seen[] DEFAULT '{1}') RETURNS int LANGUAGE sql AS 'SELECT 1'

-- name: CREATE TABLE parsed (n seen[] DEFAULT '{1}')
CREATE TABLE parsed (n seen[] DEFAULT '{1}')

-- name: CREATE TABLE parsed (n seen[] CHECK (n <> '{1}'))
CREATE TABLE parsed (n seen[] CHECK (n <> '{1}'))

-- name: ALTER TABLE tallies ALTER n SET DEFAULT '{1}'
ALTER TABLE tallies ALTER n SET DEFAULT '{1}'

-- name: CREATE INDEX parsed ON tallies (what) WHERE n = '{1}'
CREATE INDEX parsed ON tallies (what) WHERE n = '{1}'

-- name: CREATE POLICY parsed ON tallies USING (n = '{1}')
CREATE POLICY parsed ON tallies USING (n = '{1}')

-- name: CREATE TABLE parsed (n seen[]) PARTITION BY LIST (n); CREATE TABLE parsed_1 PARTITION OF parsed FOR VALUES IN ('{1}')
CREATE TABLE parsed (n seen[]) PARTITION BY LIST (n); CREATE TABLE parsed_1 PARTITION OF parsed FOR VALUES IN ('{1}')

-- name: CREATE TRIGGER parsed BEFORE UPDATE ON tallies FOR EACH ROW WHEN (old.n = '{1}') EXECUTE FUNCTION touch()
CREATE TRIGGER parsed BEFORE UPDATE ON tallies FOR EACH ROW WHEN (old.n = '{1}') EXECUTE FUNCTION touch()

-- name: CREATE RULE parsed AS ON UPDATE TO tallies WHERE old.n = '{1}' DO NOTHING
CREATE RULE parsed AS ON UPDATE TO tallies WHERE old.n = '{1}' DO NOTHING

-- name: SELECT FROM tallies WHERE n = '{1}'
SELECT FROM tallies WHERE n = '{1}'

-- name: SELECT n FROM tallies UNION ALL SELECT '{1}'
SELECT n FROM tallies UNION ALL SELECT '{1}'

-- name: COPY (SELECT FROM tallies WHERE n = '{1}') TO STDOUT
COPY (SELECT FROM tallies WHERE n = '{1}') TO STDOUT

-- name: SELECT '{[1,2)}'::seen_multirange
SELECT '{[1,2)}'::seen_multirange

-- name: DECLARE c CURSOR FOR SELECT FROM tallies WHERE n = '{1}'
-- setup: BEGIN
DECLARE c CURSOR FOR SELECT FROM tallies WHERE n = '{1}'

-- name: CREATE DOMAIN parsed AS seen[] DEFAULT '{1}'
CREATE DOMAIN parsed AS seen[] DEFAULT '{1}'

-- name: ALTER TABLE tallies ADD m seen[] DEFAULT '{1}'
ALTER TABLE tallies ADD m seen[] DEFAULT '{1}'

-- name: ALTER TABLE tallies ADD CHECK (n <> '{1}')
ALTER TABLE tallies ADD CHECK (n <> '{1}')

-- name: CREATE STATISTICS parsed ON (n = '{1}'), what FROM tallies
CREATE STATISTICS parsed ON (n = '{1}'), what FROM tallies

-- name: CREATE PROCEDURE parsed() LANGUAGE sql BEGIN ATOMIC SELECT '{1}'::seen[]; END
CREATE PROCEDURE parsed() LANGUAGE sql BEGIN ATOMIC SELECT '{1}'::seen[]; END

-- name: MERGE INTO tallies USING sightings ON tallies.n = '{1}' WHEN MATCHED THEN DO NOTHING
MERGE INTO tallies USING sightings ON tallies.n = '{1}' WHEN MATCHED THEN DO NOTHING
