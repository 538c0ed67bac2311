// What the session follows: tags, positions, names, ends of transactions, settings.
#include <fstream>

#include "parser/tree/decisions.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

TEST_CASE("every statement node of PostgreSQL's headers has a decision") {
  std::ifstream header{COUNTERSIGN_NODES_HEADER};
  REQUIRE(header.is_open());
  // Made by the server on the way, never by its grammar.
  const std::vector<std::string> never_parsed = {"PlannedStmt", "RawStmt", "ReplicaIdentityStmt", "SetOperationStmt"};
  std::size_t seen = 0;
  for (std::string line; std::getline(header, line);) {
    const std::size_t start = line.find("T_");
    const std::size_t end = line.find("Stmt,");
    if (start == std::string::npos || end == std::string::npos) continue;
    const std::string name = line.substr(start + 2, end + 4 - start - 2);
    if (std::ranges::find(never_parsed, name) != never_parsed.end()) continue;
    CAPTURE(name);
    ++seen;
    CHECK(std::ranges::find(tree::decided_statements(), name) != tree::decided_statements().end());
  }
  CHECK(seen == tree::decided_statements().size());
  CHECK(seen > 100);
}

TEST_CASE("the layouts that were compiled in are the library's") {
  CHECK(self_test() == std::nullopt);
}

TEST_CASE("statements of a text are found with tag and position") {
  const std::string_view sql = "  BEGIN; DELETE FROM a ;; /* x */ COMMIT";
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {}, facts);
  REQUIRE(facts.statements().size() == 3);
  const auto text_of_statement = [&](std::size_t i) {
    const statement& each = facts.statements()[i];
    return sql.substr(each.offset, each.length == 0 ? std::string_view::npos : each.length);
  };
  CHECK(facts.statements()[0].tag == "BEGIN");
  CHECK(text_of_statement(0).find("BEGIN") != std::string_view::npos);
  CHECK(facts.statements()[1].tag == "DELETE");
  CHECK(text_of_statement(1) == " DELETE FROM a ");
  CHECK(facts.statements()[1].first_effect == 1);
  CHECK(facts.statements()[1].effect_count == 1);
  CHECK(sql.substr(facts.effects()[1].location, 1) == "a");
  CHECK(facts.effects()[1].statement == 1);
  CHECK(facts.statements()[2].tag == "COMMIT");
  CHECK(facts.statements()[2].ends_transaction);
}

TEST_CASE("texts with nothing to run are empty") {
  analyzer reader;
  analysis facts;
  for (const char* sql : {"", ";", " ;; ", "-- nothing", "/* /* nested */ */"}) {
    CAPTURE(sql);
    reader.analyze(sql, {}, facts);
    CHECK(facts.empty());
    CHECK(facts.parse_error().empty());
  }
}

namespace {

struct tag_row {
  const char* sql;
  const char* tag;
};

constexpr tag_row tags[] = {
    {"SELECT 1", "SELECT"},
    {"SELECT 1 INTO t UNION SELECT 2", "SELECT INTO"},
    {"VALUES (1)", "SELECT"},
    {"DROP MATERIALIZED VIEW m", "DROP MATERIALIZED VIEW"},
    {"ALTER TABLE t RENAME COLUMN a TO b", "ALTER TABLE"},
    {"ALTER VIEW v OWNER TO x", "ALTER VIEW"},
    {"CREATE AGGREGATE a (int) (sfunc = f, stype = int)", "CREATE AGGREGATE"},
    {"CREATE PROCEDURE p() LANGUAGE sql AS ''", "CREATE PROCEDURE"},
    {"ANALYZE", "ANALYZE"},
    {"REVOKE ALL ON t FROM x", "REVOKE"},
    {"RESET ALL", "RESET"},
    {"MOVE c", "MOVE"},
    {"ROLLBACK TO x", "ROLLBACK"},
};

struct name_row {
  const char* sql;
  name_action action;
  const char* name;
  const char* body;
};

constexpr name_row names[] = {
    {"PREPARE p AS SELECT 1", name_action::prepare, "p", " SELECT 1"},
    {"PREPARE \"as\" (int, text) /* as */ AS SELECT $1 AS x", name_action::prepare, "as", " SELECT $1 AS x"},
    {"EXECUTE p", name_action::execute, "p", ""},
    {"EXPLAIN ANALYZE EXECUTE p", name_action::execute, "p", ""},
    {"CREATE TABLE t AS EXECUTE p", name_action::execute, "p", ""},
    {"DEALLOCATE PREPARE P", name_action::deallocate, "p", ""},
    {"DEALLOCATE ALL", name_action::deallocate_all, "", ""},
    {"DISCARD ALL", name_action::deallocate_all, "", ""},
    {"DISCARD PLANS", name_action::none, "", ""},
    {"SELECT 1", name_action::none, "", ""},
};

}  // namespace

TEST_CASE("a statement's tag is the server's") {
  analyzer reader;
  analysis facts;
  for (const tag_row& each : tags) {
    CAPTURE(each.sql);
    reader.analyze(each.sql, {}, facts);
    REQUIRE(facts.statements().size() == 1);
    CHECK(facts.statements()[0].tag == each.tag);
  }
}

TEST_CASE("statements say what they do to prepared statements") {
  analyzer reader;
  analysis facts;
  for (const name_row& each : names) {
    CAPTURE(each.sql);
    reader.analyze(each.sql, {}, facts);
    REQUIRE(facts.statements().size() == 1);
    CHECK(facts.statements()[0].names == each.action);
    CHECK(facts.statements()[0].name == each.name);
    CHECK(facts.statements()[0].body == each.body);
  }
}

TEST_CASE("a prepared body ends where its statement does") {
  analyzer reader;
  analysis facts;
  reader.analyze("PREPARE a AS SELECT 1; SELECT 2", {}, facts);
  CHECK(facts.statements()[0].body == " SELECT 1");
}

TEST_CASE("names are folded and cut as the server does it") {
  const std::string long_name(70, 'x');
  analyzer reader;
  analysis facts;
  reader.analyze("DELETE FROM Sch." + long_name, {}, facts);
  CHECK(facts.effects()[0].schema == "sch");
  CHECK(facts.effects()[0].object == std::string(63, 'x'));
  // 21 characters of three bytes fill 63; a name is never cut inside a character.
  std::string euros;
  for (int i = 0; i < 30; ++i) euros += "\xe2\x82\xac";
  reader.analyze("EXECUTE \"a" + euros + "\"", {}, facts);
  CHECK(facts.statements()[0].name == "a" + euros.substr(0, 60));
  CHECK(clip_name("a" + euros) == "a" + euros.substr(0, 60));
  CHECK(clip_name(long_name) == std::string(63, 'x'));
  CHECK(clip_name("short") == "short");
}

namespace {

struct settings_row {
  const char* sql;
  bool may_change;
};

constexpr settings_row changes[] = {
    {"SELECT 1", false},
    {"DELETE FROM t", false},
    {"SELECT lower('x')", false},
    {"SET work_mem = '1MB'", false},
    {"SET standard_conforming_strings = off", true},
    {"SET search_path = x", true},
    {"SET client_encoding = utf8", true},
    {"RESET ALL", true},
    {"DISCARD ALL", true},
    {"SELECT f()", true},
    {"CALL p()", true},
    {"DO ''", true},
    {"COMMIT", true},
    {"ROLLBACK", true},
    {"ROLLBACK TO x", true},
    {"EXECUTE p", true},
    {"SELECT set_config('standard_conforming_strings', 'off', false)", true},
    {"SELECT set_config(x, 'off', false) FROM t", true},
};

}  // namespace

TEST_CASE("a text says if it may change how later text is read") {
  analyzer reader;
  analysis facts;
  for (const settings_row& each : changes) {
    CAPTURE(each.sql);
    reader.analyze(each.sql, {}, facts);
    CHECK(facts.may_change_settings() == each.may_change);
  }
}

}  // namespace countersign::parser::testing
