-- Beside what is restricted: bound filters that are given, harmless columns, small amounts, near days.

-- name: two optional filters of which one is given
-- proto: extended
-- bind: int4 31
-- bind: null text
UPDATE orders SET note = 'f' WHERE ($1::int IS NULL OR id = $1) AND ($2::text IS NULL OR status = $2)

-- name: two optional filters without types
-- proto: prepared
-- bind: unknown 31
-- bind: null unknown
UPDATE orders SET note = 'g' WHERE ($1::int IS NULL OR id = $1) AND ($2::text IS NULL OR status = $2)

-- name: a bound part of a pattern
-- proto: extended
-- bind: text nothing
DELETE FROM audit.log WHERE what LIKE '%' || $1 || '%'

-- name: COALESCE of a value that is given
-- proto: extended
-- bind: int4 77777
DELETE FROM audit.log WHERE id = COALESCE($1, id)

-- name: a bound truth against a column
-- proto: extended
-- bind: bool t
UPDATE flags SET count = 5 WHERE enabled = $1

-- name: a bound truth and a key
-- proto: extended
-- bind: bool t
-- bind: int4 4
UPDATE orders SET note = 'h' WHERE $1 AND id = $2

-- name: a bound untruth or a key
-- proto: extended
-- bind: bool f
-- bind: int4 4
UPDATE orders SET note = 'h' WHERE $1 OR id = $2

-- name: a bound array that excludes
-- proto: extended
-- bind: _int4 {1,2}
DELETE FROM audit.log WHERE id <> ALL ($1) AND what = 'none'

-- name: a bound range
-- proto: extended
-- bind: int4 10
-- bind: int4 20
UPDATE orders SET note = 'r' WHERE id BETWEEN $1 AND $2

-- name: only what is different, bound
-- proto: extended
-- bind: text a
-- bind: text b
UPDATE flags SET count = length($1) WHERE name = $2 AND name IS DISTINCT FROM $1

-- name: a bound age
-- proto: extended
-- bind: timestamptz 1999-01-01
DELETE FROM audit.log WHERE at < $1

-- name: a bound limit
-- proto: extended
-- bind: int4 3
DELETE FROM audit.log WHERE id IN (SELECT id FROM audit.log WHERE what = 'none' LIMIT $1)

-- name: an account that is opened
INSERT INTO bank.accounts (id, owner, iban, balance) VALUES (90, 'x', 'NL1', 1)

-- name: an account's new number that nobody sees
UPDATE bank.accounts SET iban = 'NL2' WHERE id = 90

-- name: an account that is charged
UPDATE bank.accounts SET balance = balance - 5 WHERE id = 90 RETURNING balance

-- name: an account that is closed
DELETE FROM bank.accounts WHERE id = 90

-- name: accounts with their customers
SELECT a.id, c.name FROM bank.accounts a JOIN customers c USING (id) WHERE c.active

-- name: balances by owner
SELECT owner, sum(balance) FROM bank.accounts GROUP BY owner HAVING sum(balance) > 0 ORDER BY owner

-- name: COPY of harmless columns
COPY bank.accounts (id, owner) TO STDOUT

-- name: an index beside a restricted column
CREATE INDEX ON bank.accounts (owner)

-- name: a column beside a restricted one
ALTER TABLE bank.accounts ADD COLUMN opened date

-- name: three small transfers
INSERT INTO bank.transfers (account, amount) VALUES ('a', 1), ('b', 9999.99), ('c', 10000)

-- name: a small transfer in a string
INSERT INTO bank.transfers (account, amount, memo) VALUES ('a', '12.50', 'over 10000') RETURNING id > 0

-- name: small transfers with casts and sums
INSERT INTO bank.transfers (account, amount) VALUES ('a', 100.00::numeric(10,2)), ('b', CAST('5' AS numeric)), ('c', 2 * 3 + 4)

-- name: everything of a transfer but its amount
UPDATE bank.transfers SET memo = 'm', currency = 'USD' WHERE account = 'acc-1'

-- name: a small transfer by MERGE
MERGE INTO bank.transfers t USING (VALUES (1)) v(id) ON t.id = v.id WHEN MATCHED THEN UPDATE SET amount = 15 WHEN NOT MATCHED THEN INSERT (account, amount) VALUES ('z', 5)

-- name: a small transfer by an upsert that does nothing
INSERT INTO bank.transfers (account, amount) VALUES ('c', 7) ON CONFLICT DO NOTHING

-- name: a small transfer in a CTE
WITH x AS (INSERT INTO bank.transfers (account, amount) VALUES ('q', 5) RETURNING id) SELECT count(*) FROM x

-- name: a near day with its time
INSERT INTO bank.schedule VALUES ('c', 3, '2026-03-01 10:00'), ('c', 3, timestamp '2026-03-01 10:00'), ('d', 1, NULL)

-- name: a harmless query as a text
SELECT query_to_xml('SELECT 1 AS a', true, false, ''), table_to_xml('flags', true, false, ''), xmlagg(xmlelement(name f, name)) FROM flags WHERE name = 'dark'

-- name: words of a table
SELECT word FROM ts_stat('SELECT to_tsvector(''simple'', name) FROM customers') ORDER BY 1 LIMIT 2

-- name: roles and settings that are looked at
SELECT current_setting('role'), current_setting('session_replication_role'), current_setting('data_directory') <> ''

-- name: settings by set_config
SELECT set_config('statement_timeout', '10s', false), set_config('search_path', 'public', true)

-- name: constraints of a restricted table
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'payroll.salaries'::regclass

-- name: widths and fractions of columns
SELECT attname, null_frac, n_distinct FROM pg_stats WHERE tablename = 'accounts' ORDER BY attname

-- name: views about the server
SELECT slot_name FROM pg_replication_slots; SELECT * FROM pg_stat_replication; SELECT * FROM pg_publication_tables; SELECT subname FROM pg_stat_subscription; SELECT * FROM pg_replication_origin_status; SELECT * FROM pg_prepared_xacts; SELECT * FROM pg_seclabels; SELECT * FROM pg_user_mappings

-- name: views about extensions and zones
SELECT name FROM pg_available_extensions WHERE name = 'plpgsql' UNION ALL SELECT name FROM pg_timezone_names WHERE name = 'UTC' UNION ALL SELECT abbrev FROM pg_timezone_abbrevs WHERE abbrev = 'UTC'
