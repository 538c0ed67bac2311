// CREATE and ALTER of tables and what belongs to them.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row tables_rows[] = {
    {"create table",
     "CREATE TABLE s.t (a int PRIMARY KEY, b text DEFAULT f(), c int REFERENCES u (id), CHECK (g(a) > 0), FOREIGN KEY "
     "(a) REFERENCES v, LIKE w INCLUDING ALL)",
     "create table s.t\n"
     "alter table u (referenced by a foreign key)\n"
     "alter table v (referenced by a foreign key)\n"
     "read w (like)\n"
     "call g\n"
     "call f"},
    {"temporary table", "CREATE TEMP TABLE t (a int)", "create table t"},
    {"a partition", "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)",
     "create table p1\n"
     "alter table p (gets a partition)"},
    {"a partitioned table", "CREATE TABLE p (a int) PARTITION BY RANGE (f(a))",
     "create table p\n"
     "call f"},
    {"table as", "CREATE TABLE t AS SELECT * FROM u",
     "create table t\n"
     "read u (all columns)"},
    {"table as with no data", "CREATE TABLE t AS SELECT * FROM u WITH NO DATA", "create table t"},
    {"table as execute", "CREATE TABLE t AS EXECUTE p (f(1))",
     "create table t\n"
     "execute p\n"
     "call f"},
    {"materialized view", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
     "create materialized view m\n"
     "read t (a)"},
    {"view", "CREATE OR REPLACE VIEW v AS SELECT a FROM t",
     "create view v (or replace)\n"
     "read t (a) [view v]"},
    {"rule", "CREATE RULE r AS ON INSERT TO t DO INSTEAD DELETE FROM u WHERE u.id = new.id",
     "create rule r (on t, instead)\n"
     "alter table t (gets a rule)\n"
     "delete u (with WHERE) [rule r]\n"
     "read u (id) [rule r]"},
    {"rule with many actions", "CREATE RULE r AS ON UPDATE TO s.t DO ALSO (UPDATE a SET x = 1; NOTIFY c)",
     "create rule s.r (on t)\n"
     "alter table s.t (gets a rule)\n"
     "update a (x) (no WHERE) [rule r]\n"
     "notify c [rule r]"},
    {"trigger", "CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW WHEN (f(new.a)) EXECUTE FUNCTION evil.g()",
     "create trigger s.tr (on t, runs evil.g)\n"
     "alter table s.t (gets a trigger)\n"
     "call evil.g [trigger tr]\n"
     "call f"},
    {"index", "CREATE UNIQUE INDEX CONCURRENTLY i ON s.t (a)",
     "create index s.i (on t, concurrently)\n"
     "alter table s.t (gets an index)"},
    {"policy", "CREATE POLICY p ON t USING (f(a)) WITH CHECK (true)",
     "create policy p (on t, all)\n"
     "alter table t (gets a policy)\n"
     "call f"},
    {"alter policy", "ALTER POLICY p ON t USING (true)",
     "alter policy p (on t)\n"
     "alter table t (policy changes)"},
    {"sequence", "CREATE SEQUENCE s.q", "create sequence s.q"},
    {"alter sequence", "ALTER SEQUENCE q RESTART WITH 1", "alter sequence q (restart)"},
    {"statistics", "CREATE STATISTICS st ON a, b FROM t",
     "create statistics st\n"
     "alter table t (gets statistics)"},
    {"alter statistics", "ALTER STATISTICS st SET STATISTICS 5", "alter statistics st"},
    {"schema", "CREATE SCHEMA s AUTHORIZATION bob CREATE TABLE t (a int) GRANT SELECT ON t TO bob",
     "create schema s (authorization bob)\n"
     "alter schema s (owner to bob)\n"
     "create table s.t\n"
     "grant t (select to bob)"},
    {"schema by owner", "CREATE SCHEMA AUTHORIZATION bob",
     "create schema bob (authorization bob)\n"
     "alter schema bob (owner to bob)"},
    {"schema of one's own", "CREATE SCHEMA s AUTHORIZATION CURRENT_USER",
     "create schema s (authorization current_user)"},
    {"alter table",
     "ALTER TABLE s.t ADD COLUMN a int, DROP COLUMN b CASCADE, ALTER c TYPE text USING f(c), ADD CONSTRAINT x FOREIGN "
     "KEY (a) REFERENCES u, OWNER TO bob",
     "alter table s.t (a) (add column)\n"
     "alter table s.t (b) (drop column cascade)\n"
     "alter table s.t (c) (alter column type)\n"
     "alter table s.t (add constraint)\n"
     "alter table u (referenced by a foreign key)\n"
     "alter table s.t (owner to bob)\n"
     "call f"},
    {"alter table triggers",
     "ALTER TABLE t DISABLE TRIGGER x, DISABLE TRIGGER ALL, ENABLE ALWAYS TRIGGER y, DISABLE RULE r",
     "alter table t (disable trigger x)\n"
     "alter table t (disable trigger all)\n"
     "alter table t (enable trigger y)\n"
     "alter table t (disable rule r)"},
    {"row security", "ALTER TABLE t DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
     "alter table t (disable row level security)\n"
     "alter table t (no force row level security)"},
    {"attach", "ALTER TABLE p ATTACH PARTITION q DEFAULT",
     "alter table p (attach partition)\n"
     "alter table q (attach partition)"},
    {"inherit", "ALTER TABLE t INHERIT p",
     "alter table t (inherit)\n"
     "alter table p (inherit)"},
    {"alter index", "ALTER INDEX i SET TABLESPACE x", "alter index i (set tablespace x)"},
    {"alter view", "ALTER VIEW v ALTER COLUMN a SET DEFAULT f()",
     "alter view v (a) (set default)\n"
     "call f"},
    {"move all", "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
     "alter tablespace a (move everything to tablespace b)"},
};
// clang-format on

}  // namespace

TEST_CASE("what is defined on tables says so of the table too") {
  check_rows(tables_rows);
}

}  // namespace countersign::parser::testing
