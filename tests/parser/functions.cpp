// Functions: harmless, dangerous, unknown.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row functions_rows[] = {
    {"built in", "SELECT lower(a), count(*), now(), pg_catalog.upper(b) FROM t", "read t (a, b)"},
    {"grammar's own functions",
     "SELECT extract(year FROM d), substring(a FROM 1 FOR 2), trim(b), position('x' IN c), overlay(a PLACING 'x' FROM "
     "1), d AT TIME ZONE 'UTC', a LIKE b ESCAPE '!', a SIMILAR TO b, (a, b) OVERLAPS (c, d) FROM t",
     "read t (d, a, b, c)"},
    {"user functions", "SELECT f(1), s.g(2), public.now()",
     "call f\n"
     "call s.g\n"
     "call public.now"},
    {"a user's name in pg_catalog", "SELECT pg_catalog.nothing(1)", "call pg_catalog.nothing"},
    {"upper case names", "SELECT LOWER('x'), \"Lower\"('x')", "call Lower"},
    {"functions deep inside", "SELECT 1 FROM t WHERE a = (SELECT max(f(b)) FROM u)",
     "read t (a, b)\n"
     "read u (b)\n"
     "call f"},
    {"signals", "SELECT pg_terminate_backend(pid), pg_cancel_backend(1) FROM pg_stat_activity",
     "read pg_stat_activity (pid)\n"
     "signal (terminate)\n"
     "signal (cancel)"},
    {"files", "SELECT pg_read_file('/etc/passwd'), pg_ls_dir('/'), pg_read_binary_file($1)",
     "read file /etc/passwd\n"
     "read file /\n"
     "read file"},
    {"large objects",
     "SELECT lo_create(0), lo_get(1), lo_put(1, 0, ''), lo_unlink(1), lo_import('/x'), lo_export(1, '/y')",
     "large object (write)\n"
     "large object (read)\n"
     "large object (write)\n"
     "large object (unlink)\n"
     "read file /x (large object)\n"
     "write file /y (large object)"},
    {"the server", "SELECT pg_reload_conf(), pg_switch_wal(), pg_promote(), pg_stat_reset()",
     "server (reload configuration)\n"
     "server (switch WAL)\n"
     "server (promote)\n"
     "server (reset statistics)"},
    {"slots", "SELECT pg_drop_replication_slot('s'), pg_logical_emit_message(true, 'a', 'b')",
     "replicate (drop slot)\n"
     "replicate (emit message)"},
    {"sequences", "SELECT nextval('s.q'), setval('\"Q\"', 1), currval('q'), nextval('q'::regclass)",
     "sequence s.q (nextval)\n"
     "sequence Q (setval)\n"
     "sequence q (nextval)"},
    {"waits", "SELECT pg_sleep(1), pg_advisory_lock(1), pg_try_advisory_lock(2), pg_advisory_unlock(1)",
     "wait (sleep)\n"
     "wait (advisory lock)\n"
     "wait (advisory lock)"},
    {"notify", "SELECT pg_notify('chan', 'x')", "notify chan"},
    {"harmless volatile", "SELECT random(), clock_timestamp(), gen_random_uuid(), pg_relation_size('t')", ""},
    {"sql in text", "SELECT query_to_xml('SELECT a FROM secret', true, true, '')",
     "read secret (a) [query in query_to_xml]"},
    {"sql in text that is built", "SELECT query_to_xml('SELECT ' || x, true, true, '') FROM t",
     "read t (x)\n"
     "run code (SQL in an argument)"},
    {"ts_stat", "SELECT * FROM ts_stat('DELETE FROM t RETURNING v')",
     "delete t (no WHERE) [query in ts_stat]\n"
     "read t (v) [query in ts_stat]"},
    {"ts_rewrite with a query", "SELECT ts_rewrite('a'::tsquery, 'SELECT a, b FROM u')",
     "read u (a, b) [query in ts_rewrite]"},
    {"ts_rewrite without", "SELECT ts_rewrite('a'::tsquery, 'b'::tsquery, 'c'::tsquery)", ""},
    {"broken sql in text", "SELECT query_to_xml('SELEC 1', true, true, '')",
     "unreadable (syntax error at or near \"SELEC\") [query in query_to_xml]"},
    {"sql in sql", "SELECT query_to_xml('SELECT query_to_xml(''SELECT a FROM t'', true, true, '''')', true, true, '')",
     "read t (a) [query in query_to_xml > query in query_to_xml]"},
    {"whole tables as xml",
     "SELECT table_to_xml('s.t', true, true, ''), schema_to_xml('s', true, true, ''), database_to_xml(true, true, '')",
     "read s.t (all columns)\n"
     "read schema s (all columns) (every table of the schema)\n"
     "read (all columns) (every table of the database)"},
    {"dblink", "SELECT * FROM dblink('host=x', 'SELECT 1') AS t(a int)",
     "call dblink\n"
     "connect server (dblink)"},
    {"crosstab", "SELECT * FROM crosstab('DELETE FROM t') AS x(a int)",
     "call crosstab\n"
     "delete t (no WHERE) [query in crosstab]"},
    {"a role by set_config", "SELECT set_config('ROLE', 'admin', true)", "set role admin"},
    {"a setting by set_config", "SELECT set_config('work_mem', '1GB', false)", "set work_mem = 1GB"},
    {"reading a setting", "SELECT current_setting('role')", ""},
    {"a name that is not given", "SELECT set_config(x, 'y', false) FROM t",
     "read t (x)\n"
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"a trigger function", "SELECT tsvector_update_trigger()", "call tsvector_update_trigger"},
    {"binary upgrade", "SELECT binary_upgrade_set_next_pg_authid_oid(10)", "server (binary upgrade)"},
    {"a call", "CALL p(1, f(2))",
     "call p (procedure)\n"
     "call f"},
    {"extract in a call", "CALL s.p()", "call s.p (procedure)"},
    {"in a default", "ALTER TABLE t ALTER COLUMN a SET DEFAULT nextval('s')",
     "alter table t (a) (set default)\n"
     "sequence s (nextval)"},
    {"an index on a function", "CREATE INDEX i ON t (f(a)) WHERE g(b)",
     "create index i (on t)\n"
     "alter table t (gets an index)\n"
     "call f\n"
     "call g"},
    {"explain runs functions of the planner", "EXPLAIN SELECT f(a), pg_sleep(1) FROM t", "call f"},
    {"helpers of the information schema",
     "SELECT (information_schema._pg_expandarray(i.indkey)).n, information_schema._pg_other(1) FROM pg_index i",
     "read pg_index (indkey)\n"
     "call information_schema._pg_other"},
};
// clang-format on

}  // namespace

TEST_CASE("a function counts for what it does") {
  check_rows(functions_rows);
}

}  // namespace countersign::parser::testing
