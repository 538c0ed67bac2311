#include "parser/locate.hpp"

#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

struct marked_row {
  const char* name;
  const char* sql;
  const char* marks;  // for each effect its verb and what is marked, one a line; after a slash its WHERE
};

std::string cut_out(std::string_view sql, std::optional<text_range> range) {
  return range ? std::string{sql.substr(range->first, range->last - range->first)} : "(nowhere)";
}

std::string marks_of(std::string_view sql) {
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {}, facts);
  const locator finder{sql, lexing::standard};
  std::string said;
  for (const effect& each : facts.effects()) {
    said += fmt::format("{}{} {}", said.empty() ? "" : "\n", to_string(each.what),
                        cut_out(sql, finder.thing(facts.statements(), each)));
    if (each.where != restriction::always_true) continue;
    said += " / " + cut_out(sql, finder.condition(facts.statements(), each));
  }
  return said;
}

void check_marks(std::span<const marked_row> rows) {
  for (const marked_row& each : rows) {
    CAPTURE(each.name);
    CAPTURE(each.sql);
    CHECK(marks_of(each.sql) == each.marks);
  }
}

}  // namespace

TEST_CASE("what reads and writes rows is marked where the table stands") {
  const std::vector<marked_row> rows{
      {"select", "SELECT a FROM s.t", "read s.t"},
      {"comment before", "-- first t\n/* t */ SELECT a FROM t", "read t"},
      {"join", "SELECT * FROM a JOIN b.c USING (id), d x", "read a\nread b.c\nread d"},
      {"table", "TABLE t", "read t"},
      {"cte delete", "WITH d AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM d", "delete orders\nread orders"},
      {"always true", "DELETE FROM orders WHERE id = id RETURNING id", "delete orders / WHERE id = id\nread orders"},
      {"update", "UPDATE ONLY a SET x = (SELECT y FROM b WHERE true) WHERE 1 = 1",
       "update a / WHERE 1 = 1\nread b\nread a"},
      {"update from", "UPDATE a SET x = 1 FROM b WHERE b.y", "update a / WHERE b.y\nread b"},
      {"delete using", "DELETE FROM a USING b", "delete a\nread b"},
      {"on conflict", "INSERT INTO a SELECT * FROM b WHERE z ON CONFLICT (id) WHERE q DO UPDATE SET x = 1 WHERE true",
       "insert a\nupdate a\nread b\nread a"},
      {"insert", "INSERT INTO \"Order Items\" VALUES (1)", "insert \"Order Items\""},
      {"merge", "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)",
       "delete a\ninsert a\nread b\nread a"},
      {"truncate", "TRUNCATE a, s.b CASCADE", "truncate a\ntruncate s.b"},
      {"copy to", "COPY t TO '/tmp/x'", "write file '/tmp/x'\nread t"},
      {"copy program", "COPY (SELECT 1) TO PROGRAM 'rm -rf /'", "run program 'rm -rf /'"},
      {"copy from", "COPY t (a, b) FROM STDIN", "insert t"},
      {"lock", "LOCK TABLE a, b IN ACCESS EXCLUSIVE MODE", "lock a\nlock b"},
      {"for update", "SELECT 1 FROM a, b FOR UPDATE OF b", "read a\nread b\nlock b"},
      {"second statement", "SELECT 1; /* orders */ DELETE FROM orders; -- x\nDROP TABLE orders;",
       "delete orders\ndrop orders"},
      {"umlaut", "SELECT 'äöü' FROM \"Tür\".\"Tor\"", "read \"Tür\".\"Tor\""},
      {"select into", "SELECT * INTO n FROM t", "create n\nread t"},
      {"tablesample", "SELECT * FROM t TABLESAMPLE s.weird(1)", "call s.weird\nread t"},
      {"prepare", "PREPARE p AS DELETE FROM orders WHERE id = $1", "session p\ndelete orders\nread orders"},
      {"execute", "EXECUTE p(1)", "execute p"},
      {"declare", "DECLARE c CURSOR FOR SELECT * FROM t", "session c\nread t"},
      {"explain analyze", "EXPLAIN ANALYZE DELETE FROM orders", "delete orders"},
      {"explain", "EXPLAIN SELECT purge() FROM t", "call purge"},
      {"pg_settings", "UPDATE pg_settings SET setting = 'x' WHERE name = 'role'",
       "update pg_settings\nset pg_settings\nset role pg_settings\nunreadable pg_settings\nread pg_settings"},
      {"syntax", "SELECT 1;\nSELEC 2", "unreadable SELEC"},
      {"syntax umlaut", "SELECT 'äöü', 1 FORM t t2", "unreadable t"},
      {"syntax end", "SELECT (1", "unreadable "},
      {"unterminated", "SELECT 'abc", "unreadable 'abc"},
  };
  check_marks(rows);
}

TEST_CASE("calls and code are marked, also inside the texts that they run") {
  const std::vector<marked_row> rows{
      {"create function", "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'DELETE FROM log; SELECT 1'",
       "create s.f\ndelete log"},
      {"create function dollar",
       "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $x$ BEGIN DELETE FROM a.log WHERE log.id = 1; EXECUTE "
       "'DROP TABLE gone'; END $x$",
       "create f\ndelete a.log\ndrop gone\nread a.log"},
      {"atomic", "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM log; SELECT 1; END",
       "create f\ndelete log"},
      {"set_config", "SELECT a, pg_catalog.set_config('role', 'admin', false) FROM t",
       "read t\nset role pg_catalog.set_config"},
      {"call", "CALL archive(1)", "call archive"},
      {"unknown function", "SELECT app.purge(1), lower('x')", "call app.purge"},
      {"terminate", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
       "read pg_stat_activity\nsignal pg_terminate_backend"},
      {"nextval", "SELECT nextval('s.invoice')", "sequence nextval"},
      {"lo_unlink", "SELECT lo_unlink(4711)", "large object lo_unlink"},
      {"read file", "SELECT pg_read_file('/etc/passwd')", "read file pg_read_file"},
      {"dblink", "SELECT * FROM dblink('host=x', 'SELECT 1') AS t(a int)", "call dblink\nconnect dblink"},
      {"query_to_xml", "SELECT query_to_xml('DELETE FROM orders', true, false, '')", "delete orders"},
      {"query_to_xml escaped", "SELECT query_to_xml('DELETE FROM orders WHERE note = ''x''', true, false, '')",
       "delete 'DELETE FROM orders WHERE note = ''x'''\nread 'DELETE FROM orders WHERE note = ''x'''"},
      {"do", "DO $$ BEGIN DELETE FROM orders; END $$", "run code DO\ndelete orders"},
      {"do execute",
       "DO LANGUAGE plpgsql $do$ BEGIN EXECUTE 'TRUNCATE payroll.salaries'; EXECUTE 'DROP TABLE ' || x; END $do$",
       "run code DO\nrun code EXECUTE 'DROP TABLE ' || x\ntruncate payroll.salaries"},
      {"do two", "DO $$ BEGIN UPDATE a SET x = 1 WHERE a.id = 2; DELETE FROM a; PERFORM count(*) FROM a; END $$",
       "run code DO\nupdate a\ndelete a\nread a\nread a"},
      {"load", "LOAD 'evil'", "run code 'evil'"},
      {"nested strings", "DO $a$ BEGIN EXECUTE $b$ DO $c$ BEGIN DELETE FROM deep; END $c$ $b$; END $a$",
       "run code DO\nrun code DO\ndelete deep"},
      {"concat in fn",
       "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format($q$DROP TABLE %I$q$, x); END $$",
       "create f\nrun code EXECUTE format($q$DROP TABLE %I$q$, x)"},
  };
  check_marks(rows);
}

TEST_CASE("what is dropped is marked by name") {
  const std::vector<marked_row> rows{
      {"drop", "DROP TABLE IF EXISTS a, s.b CASCADE", "drop a\ndrop s.b"},
      {"drop function", "DROP FUNCTION s.f(int, text)", "drop s.f"},
      {"drop schema", "DROP SCHEMA payroll CASCADE", "drop payroll"},
      {"drop owned", "DROP OWNED BY eve", "role eve\ndrop DROP OWNED"},
      {"drop trigger", "DROP TRIGGER tr ON s.t", "drop tr\nalter s.t"},
      {"drop role", "DROP ROLE eve, mallory", "role eve\nrole mallory"},
      {"drop database", "DROP DATABASE shop WITH (FORCE)", "drop shop"},
      {"drop index", "DROP INDEX CONCURRENTLY i", "drop i"},
      {"drop cast", "DROP CAST (text AS int)", "drop text"},
      {"drop operator", "DROP OPERATOR s.=== (int, int)", "drop s.==="},
      {"drop extension", "DROP EXTENSION dblink", "drop dblink"},
      {"drop tablespace", "DROP TABLESPACE fast", "drop fast"},
      {"fold", "DROP TABLE Orders, S.ORDERS", "drop Orders\ndrop S.ORDERS"},
  };
  check_marks(rows);
}

TEST_CASE("what is created is marked by name") {
  const std::vector<marked_row> rows{
      {"create table", "CREATE TABLE s.t (id int REFERENCES o, v mood DEFAULT lower('X'))", "create s.t\nalter o"},
      {"create table as", "CREATE TABLE n AS SELECT * FROM o", "create n\nread o"},
      {"create index", "CREATE INDEX i ON t (lower(a))", "create i\nalter t"},
      {"create view", "CREATE VIEW v AS SELECT * FROM t", "create v\nread t"},
      {"create trigger", "CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
       "create tr\nalter t\ncall f"},
      {"create rule", "CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM log", "create r\nalter t\ndelete log"},
      {"create policy", "CREATE POLICY p ON t USING (true)", "create p\nalter t"},
      {"create extension", "CREATE EXTENSION IF NOT EXISTS dblink", "create dblink"},
      {"create role", "CREATE ROLE eve SUPERUSER", "role eve"},
      {"create user", "CREATE USER eve IN ROLE adm PASSWORD 'x'", "role eve"},
      {"create database", "CREATE DATABASE d", "create d"},
      {"create schema", "CREATE SCHEMA s CREATE TABLE t (id int) GRANT SELECT ON t TO eve",
       "create s\ncreate t\ngrant t"},
      {"create server", "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw", "create far\nconnect far"},
      {"user mapping", "CREATE USER MAPPING FOR eve SERVER far", "create eve\nconnect far"},
      {"create subscription", "CREATE SUBSCRIPTION sub CONNECTION 'host=x' PUBLICATION pub",
       "create sub\nconnect sub\nreplicate sub"},
      {"create publication", "CREATE PUBLICATION pub FOR TABLE a, b", "create pub\nreplicate a\nreplicate b"},
      {"create language", "CREATE LANGUAGE plperlu", "create plperlu"},
      {"event trigger", "CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f()", "create et"},
      {"create type", "CREATE TYPE s.mood AS ENUM ('a')", "create s.mood"},
      {"create domain", "CREATE DOMAIN d AS int CHECK (f(VALUE))", "create d\ncall f"},
      {"create sequence", "CREATE SEQUENCE s.q", "create s.q"},
      {"create statistics", "CREATE STATISTICS st ON a, b FROM t", "create st\nalter t"},
      {"create cast", "CREATE CAST (a AS b) WITH FUNCTION f(a)", "create a"},
      {"create aggregate", "CREATE AGGREGATE agg(int) (SFUNC = f, STYPE = int)", "create agg"},
      {"create operator", "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = f)", "create ==="},
      {"import schema", "IMPORT FOREIGN SCHEMA s FROM SERVER far INTO public", "connect far\ncreate public"},
      {"create foreign table", "CREATE FOREIGN TABLE ft (a int) SERVER far", "create ft\nconnect far"},
      {"schema elements", "CREATE SCHEMA AUTHORIZATION eve", "create eve\nalter eve"},
      {"text search", "CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)", "create c"},
      {"transform", "CREATE TRANSFORM FOR t LANGUAGE plpgsql (FROM SQL WITH FUNCTION f(internal))", "create t"},
      {"access method", "CREATE ACCESS METHOD am TYPE TABLE HANDLER h", "create am"},
      {"conversion", "CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM f", "create c"},
      {"index", "CREATE INDEX ON t (a)", "create t\nalter t"},
  };
  check_marks(rows);
}

TEST_CASE("privileges, settings and the rest are marked by name, or by the words that begin them") {
  const std::vector<marked_row> rows{
      {"alter table", "ALTER TABLE s.t DROP COLUMN c, DISABLE TRIGGER ALL", "alter s.t\nalter s.t"},
      {"alter table rename", "ALTER TABLE t RENAME TO u", "alter t"},
      {"alter owner", "ALTER TABLE t OWNER TO eve", "alter t"},
      {"alter function owner", "ALTER FUNCTION f(int) OWNER TO eve", "alter f"},
      {"alter schema", "ALTER TABLE t SET SCHEMA elsewhere", "alter t"},
      {"alter role", "ALTER ROLE app SUPERUSER", "role app"},
      {"alter role set", "ALTER ROLE app SET search_path = evil", "configure search_path"},
      {"alter database set", "ALTER DATABASE shop SET log_statement = 'none'", "configure log_statement"},
      {"alter system", "ALTER SYSTEM SET archive_command = 'rm'", "configure archive_command"},
      {"alter system reset", "ALTER SYSTEM RESET ALL", "configure ALL"},
      {"alter default", "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO eve", "grant s"},
      {"alter index", "ALTER INDEX i SET TABLESPACE fast", "alter i"},
      {"alter type", "ALTER TYPE mood ADD VALUE 'x'", "alter mood"},
      {"alter event trigger", "ALTER EVENT TRIGGER et DISABLE", "alter et"},
      {"comment", "COMMENT ON TABLE t IS 'x'", "comment t"},
      {"comment column", "COMMENT ON COLUMN s.t.c IS 'x'", "comment s.t"},
      {"security label", "SECURITY LABEL ON TABLE t IS 'x'", "alter t"},
      {"grant", "GRANT SELECT (a), UPDATE ON s.t TO eve", "grant s.t"},
      {"grant all in schema", "GRANT ALL ON ALL TABLES IN SCHEMA s TO eve", "grant s"},
      {"grant role", "GRANT admin TO app WITH ADMIN OPTION", "role admin"},
      {"revoke", "REVOKE ALL ON t FROM PUBLIC", "revoke t"},
      {"grant function", "GRANT EXECUTE ON FUNCTION f(int) TO eve", "grant f"},
      {"reassign", "REASSIGN OWNED BY a TO b", "role a"},
      {"set role", "SET ROLE admin", "set role admin"},
      {"reset role", "RESET ROLE", "set role RESET"},
      {"session authorization", "SET SESSION AUTHORIZATION 'postgres'", "set role 'postgres'"},
      {"set", "SET LOCAL session_replication_role = replica", "set session_replication_role"},
      {"set dotted", "SET pgaudit.log = 'none'", "set pgaudit.log"},
      {"set time zone", "SET TIME ZONE 'UTC'", "set SET"},
      {"reset all", "RESET ALL", "set ALL"},
      {"listen", "LISTEN chan", "session chan"},
      {"notify", "NOTIFY chan, 'x'", "notify chan"},
      {"vacuum", "VACUUM FULL a, b", "maintain a\nmaintain b"},
      {"analyze", "ANALYZE", "maintain ANALYZE"},
      {"cluster", "CLUSTER t USING i", "maintain t"},
      {"reindex", "REINDEX TABLE t", "maintain t"},
      {"reindex database", "REINDEX DATABASE shop", "maintain shop"},
      {"refresh", "REFRESH MATERIALIZED VIEW mv", "maintain mv"},
      {"checkpoint", "CHECKPOINT", "server CHECKPOINT"},
      {"two phase", "COMMIT PREPARED 'tx'", "two phase 'tx'"},
      {"begin", "BEGIN ISOLATION LEVEL SERIALIZABLE", "transaction BEGIN"},
      {"rollback to", "ROLLBACK TO SAVEPOINT a", "transaction a"},
      {"discard", "DISCARD ALL", "session DISCARD ALL\nset role DISCARD ALL"},
      {"import", "ALTER SERVER far OPTIONS (SET host 'x')", "alter far\nconnect far"},
      {"fetch", "FETCH ALL FROM c", "session c"},
      {"show", "SHOW ALL", "session ALL"},
      {"same name qualifier", "ALTER TABLE t ADD CONSTRAINT t CHECK (t.a > 0)", "alter t"},
      {"rename column", "ALTER TABLE t RENAME COLUMN a TO b", "alter t"},
      {"alter large object", "ALTER LARGE OBJECT 4711 OWNER TO eve", "alter 4711"},
      {"alter operator", "ALTER OPERATOR s.=== (int, int) OWNER TO eve", "alter s.==="},
  };
  check_marks(rows);
}

TEST_CASE("the same table in several statements is marked in the statement that means it") {
  const std::string_view sql =
      "/* orders */ SELECT 1 FROM orders; -- DROP TABLE orders\n"
      "UPDATE orders SET orders = 1;\n"
      "DROP TABLE orders; DROP TABLE \"orders\"";
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {}, facts);
  const locator finder{sql, lexing::standard};
  std::vector<std::size_t> found;
  for (const effect& each : facts.effects()) found.push_back(finder.thing(facts.statements(), each)->first);
  REQUIRE(found.size() == 4);
  CHECK(found[0] == sql.find("orders;"));
  CHECK(found[1] == sql.find("orders SET"));
  CHECK(found[2] == sql.find("orders; DROP"));
  CHECK(found[3] == sql.find("\"orders\""));
}

TEST_CASE("a statement as a whole has no blanks and comments around it") {
  const std::string_view sql = " -- one\n SELECT 1 ; /* two */ SELECT\n2 -- end\n";
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {}, facts);
  const locator finder{sql, lexing::standard};
  REQUIRE(facts.statements().size() == 2);
  CHECK(cut_out(sql, finder.whole(facts.statements()[0])) == "SELECT 1");
  CHECK(cut_out(sql, finder.whole(facts.statements()[1])) == "SELECT\n2");
}

TEST_CASE("parameters are counted where they are parameters") {
  const auto count = [](std::string_view sql) { return locator{sql, lexing::standard}.parameters_max(); };
  CHECK(count("SELECT 1") == 0);
  CHECK(count("SELECT '$4', $1, $2, $1 -- $9") == 2);
  CHECK(count("SELECT $$ $3 $$") == 0);
  CHECK(count("SELECT $99999999999999999999") == 0);
}

TEST_CASE("a text that does not scan, and texts in texts without end, are no trouble") {
  CHECK(marks_of("SELECT 1; DELETE FROM orders WHERE x = 'abc\nSELECT 2") == "unreadable 'abc");
  CHECK(marks_of("").empty());
  std::string sql = "DELETE FROM deep";
  for (int i = 0; i < 50; ++i) sql = fmt::format("DO $d{0}$ BEGIN EXECUTE $e{0}$ {1} $e{0}$; END $d{0}$", i, sql);
  CHECK(marks_of(sql).starts_with("run code DO"));
}

}  // namespace countersign::parser::testing
