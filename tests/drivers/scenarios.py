"""What every driver is asked to do: the table. A step is a verb and its arguments; ? stands for a value."""

TEXT = "".join(chr(ord("a") + n % 26) for n in range(100_000))
LINES = "".join(f"{n}\tline {n}\n" for n in range(1, 2001))

# Played directly and through Countersign; the answers must be equal. What cannot be said with a driver's verbs is left out.
SCENARIOS = {
    "simple query": [("query", "SELECT 1 AS one, 'two' AS two, NULL AS nothing")],
    "types": [("query", "SELECT 1::int2, 2::int8, 1.50::numeric, 0.25::float8, true, date '2026-03-01', '{1,2}'::int[], "
                        "'\\x00ff'::bytea, 'a'::char(3), '{\"a\": 1}'::jsonb, interval '1 day'")],
    "no rows": [("query", "SELECT id FROM items WHERE false"), ("query", "UPDATE items SET name = 'x' WHERE false")],
    "several statements": [("query", "INSERT INTO items VALUES (901, 'a'); SELECT name FROM items WHERE id = 901")],
    "several statements, one fails": [("query", "INSERT INTO items VALUES (902, 'a'); SELECT 1/0"),
                                      ("query", "SELECT count(*) FROM items WHERE id = 902")],
    "empty query": [("query", ";")],
    "an error": [("query", "SELECT 1/0"), ("query", "SELECT 1")],
    "a syntax error": [("query", "SELEC 1"), ("query", "SELECT 1")],
    "an error with values": [("params", "SELECT 10 / ?::int", "0"), ("params", "SELECT 10 / ?::int", "5")],
    "a notice": [("query", "DO $$ BEGIN RAISE NOTICE 'hello'; END $$")],
    "values": [("params", "SELECT ?::int + 1, ?::text", "41", "O'Hara; DROP TABLE items --"),
               ("params", "SELECT name FROM items WHERE id = ?::int", "7")],
    "a large value": [("params", "SELECT length(?::text)", TEXT)],
    "prepared by name": [("named", "SELECT name FROM items WHERE id = ?::int", "8"),
                         ("named", "SELECT count(*) FROM items WHERE id > ?::int", "990")],
    "prepared write": [("named", "UPDATE items SET name = ?::text WHERE id = 9", "nine"), ("query", "SELECT name FROM items WHERE id = 9")],
    "prepared, an error": [("named", "SELECT 10 / ?::int", "0"), ("named", "SELECT 10 / ?::int", "2")],
    "binary": [("binary", "SELECT ?::int4 + 1, ?::int4", "41", "-7")],
    "cursor": [("cursor", "SELECT n, repeat('x', 100) FROM generate_series(1, 2500) n", "1000")],
    "cursor, an error": [("cursor", "SELECT 10 / (50 - n) FROM generate_series(1, 100) n", "10"), ("query", "SELECT 1")],
    "row by row": [("rows", "SELECT n FROM generate_series(1, 5000) n")],
    "copy in": [("copy_in", "COPY notes FROM STDIN", LINES), ("query", "SELECT count(*), max(id) FROM notes")],
    "copy in, an error": [("copy_in", "COPY notes FROM STDIN", "1\tfine\nnot a number\tx\n"), ("query", "SELECT 1")],
    "copy out": [("copy_out", "COPY (SELECT id, name FROM items ORDER BY id) TO STDOUT")],
    "batch": [("batch", "INSERT INTO many VALUES (?::int)", *map(str, range(1, 41))), ("query", "SELECT count(*), sum(n) FROM many")],
    "batch, an error": [("batch", "INSERT INTO many VALUES (10 / ?::int)", "1", "0", "2"), ("query", "SELECT count(*) FROM many")],
    "transaction": [("query", "BEGIN"), ("query", "INSERT INTO items VALUES (903, 'a')"), ("query", "SELECT 1/0"),
                    ("query", "SELECT 1"), ("query", "ROLLBACK"), ("query", "SELECT count(*) FROM items WHERE id = 903")],
    "savepoint": [("query", "BEGIN"), ("query", "SAVEPOINT s"), ("query", "SELECT 1/0"), ("query", "ROLLBACK TO s"),
                  ("query", "INSERT INTO items VALUES (904, 'a')"), ("query", "COMMIT"),
                  ("query", "SELECT name FROM items WHERE id = 904")],
    "a large result": [("query", "SELECT n, md5(n::text) FROM generate_series(1, 20000) n")],
    "large object": [("lob", TEXT)],
    "metadata": [("metadata",)],
    "timeout": [("timeout", "SELECT pg_sleep(50)")],
    "cancel": [("cancel", "SELECT pg_sleep(60)"), ("query", "SELECT 1")],
}

# Held through Countersign, each for one verb, with a place for the table. Approved in this order they leave the row with
# the id 1, and the two that are copied.
HELD = {
    "query": ("query", "DELETE FROM {table} WHERE id > 1"),
    "params": ("params", "DELETE FROM {table} WHERE id > ?::int", "1"),
    "named": ("named", "DELETE FROM {table} WHERE id > ?::int", "1"),
    "batch": ("batch", "DELETE FROM {table} WHERE id = ?::int", "7", "8", "9"),
    "copy_in": ("copy_in", "COPY {table} FROM STDIN", "101\n102\n"),
}

SCHEMA = """
CREATE TABLE items (id int PRIMARY KEY, name text);
INSERT INTO items SELECT n, 'item ' || n FROM generate_series(1, 50) n;
CREATE TABLE notes (id int, line text);
CREATE TABLE many (n int);
CREATE TABLE held (id int);
CREATE TABLE held_briefly (id int);
INSERT INTO held SELECT generate_series(1, 10);
INSERT INTO held_briefly SELECT generate_series(1, 10);
ALTER TABLE items OWNER TO driver; ALTER TABLE notes OWNER TO driver; ALTER TABLE many OWNER TO driver;
ALTER TABLE held OWNER TO driver; ALTER TABLE held_briefly OWNER TO driver;
"""
