-- name: a view renamed and read in one text
ALTER VIEW staff RENAME TO s2; SELECT * FROM s2

-- name: a view renamed and read in a transaction
BEGIN
-- then:
ALTER VIEW staff RENAME TO s2
-- then:
SELECT * FROM s2

-- name: a view renamed by ALTER TABLE
BEGIN
-- then:
ALTER TABLE staff RENAME TO s2
-- then:
SELECT * FROM s2

-- name: a view's column renamed
BEGIN
-- then:
ALTER VIEW account_owners RENAME COLUMN number TO n2
-- then:
SELECT n2 FROM account_owners

-- name: a materialized view renamed
BEGIN
-- then:
ALTER MATERIALIZED VIEW pay_summary RENAME TO p2
-- then:
SELECT * FROM p2

-- name: a table with a trigger renamed
BEGIN
-- then:
ALTER TABLE hooks RENAME TO h2
-- then:
DELETE FROM h2 WHERE id = 1

-- name: a table with a rule renamed
ALTER TABLE bells RENAME TO b2; INSERT INTO b2 VALUES (1)

-- name: a table with a default renamed
ALTER TABLE visits RENAME TO v2; INSERT INTO v2 (page) VALUES ('x')

-- name: a table with a cascading key renamed
BEGIN
-- then:
ALTER TABLE departments RENAME TO d2
-- then:
DELETE FROM d2 WHERE id = 1

-- name: a partition renamed
BEGIN
-- then:
ALTER TABLE runs_2024 RENAME TO r2
-- then:
SELECT * FROM r2

-- name: a column under a trigger renamed
BEGIN
-- then:
ALTER TABLE hooks RENAME COLUMN note TO n2
-- then:
UPDATE hooks SET n2 = 'x' WHERE id = 1

-- name: a schema with a view renamed
ALTER SCHEMA public RENAME TO p2; SELECT * FROM p2.staff

-- name: a domain renamed
ALTER DOMAIN seen RENAME TO s3; SELECT 1::s3

-- name: a domain renamed as a type
BEGIN
-- then:
ALTER TYPE seen RENAME TO s3
-- then:
SELECT 1::s3

-- name: a new table with a domain, in one text
CREATE TABLE nt (n seen); INSERT INTO nt VALUES (1)

-- name: a new table with a domain, in a transaction
BEGIN
-- then:
CREATE TABLE nt (n seen)
-- then:
INSERT INTO nt VALUES (1)

-- name: a new temporary table with a domain
BEGIN
-- then:
CREATE TEMP TABLE nt (n seen)
-- then:
INSERT INTO nt VALUES (1)

-- name: a new temporary table LIKE one with a default
CREATE TEMP TABLE nt (LIKE visits INCLUDING DEFAULTS)
-- then:
INSERT INTO nt (page) VALUES ('x')

-- name: a new temporary table LIKE one with a check
CREATE TEMP TABLE nt (LIKE forms INCLUDING CONSTRAINTS)
-- then:
INSERT INTO nt VALUES (1)

-- name: a new table LIKE one with an index that calls
BEGIN
-- then:
CREATE TABLE nt (LIKE indexed INCLUDING INDEXES)
-- then:
INSERT INTO nt VALUES (1, 1)

-- name: a new table that inherits a check
BEGIN
-- then:
CREATE TABLE nt () INHERITS (forms)
-- then:
INSERT INTO nt (id) VALUES (1)

-- name: a new table that inherits a default, committed
-- alone: yes
CREATE TABLE nt2 () INHERITS (visits)
-- then:
INSERT INTO nt2 (page) VALUES ('x')

-- name: a new typed table whose type has a domain
CREATE TYPE td AS (n seen)
-- then:
CREATE TABLE nt OF td
-- then:
INSERT INTO nt VALUES (1)

-- name: a new composite type whose field is a domain
CREATE TYPE td AS (n seen)
-- then:
SELECT ROW(1)::td

-- name: a new domain over one that calls
CREATE DOMAIN d2 AS seen
-- then:
SELECT 1::d2

-- name: a new domain over one that calls, in one text
CREATE DOMAIN d2 AS seen; SELECT CAST(1 AS d2)

-- name: a new range over a type that calls
BEGIN
-- then:
CREATE TABLE ar (n seen[])
-- then:
INSERT INTO ar VALUES ('{1}')

-- name: a restricted table attached as a partition, in a transaction
BEGIN
-- then:
CREATE TABLE mine (salary_id int, amount numeric) PARTITION BY LIST (salary_id)
-- then:
ALTER TABLE mine ATTACH PARTITION payroll.bonuses DEFAULT
-- then:
SELECT * FROM mine

-- name: a view over the trail, deleted through in one text
CREATE VIEW tv AS SELECT * FROM audit.trail; DELETE FROM tv WHERE id = 1

-- name: a view over the trail, deleted through in a transaction
BEGIN
-- then:
CREATE VIEW tv AS SELECT * FROM audit.trail
-- then:
DELETE FROM tv WHERE id = 1

-- name: a temporary view over the trail, deleted through
BEGIN
-- then:
CREATE TEMP VIEW tv AS SELECT * FROM audit.trail
-- then:
DELETE FROM tv WHERE id = 1

-- name: a view over transfers, in a transaction
BEGIN
-- then:
CREATE VIEW tv AS SELECT account, amount AS n FROM bank.transfers
-- then:
INSERT INTO tv VALUES ('a', 20000)

-- name: a temporary view over transfers
BEGIN
-- then:
CREATE TEMP VIEW tv AS SELECT account, amount AS n FROM bank.transfers
-- then:
INSERT INTO tv VALUES ('a', 20000)
