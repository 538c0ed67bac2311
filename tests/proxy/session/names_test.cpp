// What a name of a prepared statement stands for, against somebody who wants it to be something else than it seems.
#include <doctest/doctest.h>

#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

namespace {

const std::string parsed = message('1', "");
const std::string bound = message('2', "");
const std::string closed = message('3', "");

// Parse and Sync, confirmed.
void prepare(conversation& talk, std::string_view name, std::string_view text) {
  talk.frontend(parse(name, text) + sync());
  talk.backend(parsed + ready('I'));
}

void run(conversation& talk, std::string_view text, std::string_view answer) {
  talk.frontend(query(text));
  talk.backend(answer);
}

void execute_at_once(conversation& talk, std::string_view name) {
  talk.frontend(bind_portal("", name) + execute("") + sync());
}

}  // namespace

TEST_CASE("EXECUTE of a statement that prepares another confirms nothing else") {
  conversation talk;
  prepare(talk, "x", "DELETE FROM orders");
  prepare(talk, "p", "PREPARE q AS SELECT 1");
  SUBCASE("it is held") {
    talk.frontend(query("EXECUTE p; PREPARE x AS SELECT 1"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("also by one more name in between") {
    prepare(talk, "e", "EXECUTE p");
    talk.frontend(query("EXECUTE e"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("and in the extended protocol") {
    talk.frontend(parse("", "EXECUTE p") + bind_portal("", "") + execute("") + sync());
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("approved, it leaves no name that is taken for known") {
    prepare(talk, "y", "SELECT 1");
    talk.frontend(query("EXECUTE p; PREPARE x AS SELECT 1"));
    talk.opened();
    talk.settled(approvals::hold_state::approved);
    talk.backend(complete("PREPARE") + error("42P05", "prepared statement \"x\" already exists") + ready('I'));
    execute_at_once(talk, "y");
    CHECK(talk.holds.size() == 2);
  }
}

TEST_CASE("a portal is what the backend last bound, not what a failed Bind asked for") {
  conversation talk;
  prepare(talk, "x", "DELETE FROM orders");
  prepare(talk, "s1", "PREPARE q AS SELECT 1");
  prepare(talk, "s2", "PREPARE x AS SELECT 1");
  run(talk, "BEGIN", complete("BEGIN") + ready('T'));
  talk.frontend(bind_portal("p1", "s1") + sync());
  talk.backend(bound + ready('T'));
  run(talk, "SAVEPOINT a", complete("SAVEPOINT") + ready('T'));
  talk.frontend(bind_portal("p1", "s2") + sync());
  talk.backend(error("42P03", "cursor \"p1\" already exists") + ready('E'));
  run(talk, "ROLLBACK TO a", complete("ROLLBACK") + ready('T'));
  talk.frontend(execute("p1") + sync());
  talk.backend(complete("PREPARE") + ready('T'));
  CHECK(talk.holds.empty());
  SUBCASE("so x is what it was") {
    execute_at_once(talk, "x");
  }
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("a portal that prepares does so when it is executed") {
  conversation talk;
  prepare(talk, "s", "PREPARE x AS SELECT 1");
  run(talk, "BEGIN", complete("BEGIN") + ready('T'));
  talk.frontend(bind_portal("p1", "s") + sync());
  talk.backend(bound + ready('T'));
  talk.frontend(execute("p1") + sync());
  talk.backend(complete("PREPARE") + ready('T'));
  execute_at_once(talk, "x");
  CHECK(talk.holds.empty());
}

TEST_CASE("names that the server may read in another way stand for nothing known") {
  const struct {
    std::string_view why;
    std::string name;
  } rows[] = {
      {"converted to the server's encoding it may be longer, and be cut", std::string(40, '\xe9')},
      {"another client_encoding may spell it otherwise", "\xe9"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    conversation talk;
    prepare(talk, row.name, "SELECT 1");
    execute_at_once(talk, row.name);
    CHECK(talk.holds.size() == 1);
  }
}

TEST_CASE("SQL names are cut between characters of an encoding that is not known") {
  const std::string name(62, 'a');
  conversation talk;
  prepare(talk, name, "DELETE FROM orders");
  talk.frontend(query("PREPARE " + name + "\xc3\xa9 AS SELECT 1"));
  talk.backend(complete("PREPARE") + ready('I'));
  execute_at_once(talk, name);
  CHECK(talk.holds.size() == 1);
  SUBCASE("in a text that is ASCII they are certain") {
    conversation plain;
    run(plain, "PREPARE " + name + " AS SELECT 1", complete("PREPARE") + ready('I'));
    plain.frontend(query("EXECUTE " + name));
    CHECK(plain.holds.empty());
  }
}

TEST_CASE("a PREPARE in the text of its EXECUTE counts with the values that it is given") {
  conversation talk;
  talk.frontend(query("PREPARE a(bool) AS DELETE FROM orders WHERE id = -1 OR $1; EXECUTE a(true)"));
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("EXECUTE is judged with the values that it gives") {
  conversation talk;
  run(talk, "PREPARE x(int) AS DELETE FROM orders WHERE $1 IS NULL OR id = $1", complete("PREPARE") + ready('I'));
  SUBCASE("one that leaves rows out") {
    talk.frontend(query("EXECUTE x(7)"));
    CHECK(talk.holds.empty());
  }
  SUBCASE("in the text of its PREPARE") {
    talk.frontend(query("PREPARE y(int) AS DELETE FROM orders WHERE $1 IS NULL OR id = $1; EXECUTE y(7)"));
    CHECK(talk.holds.empty());
  }
  SUBCASE("one that does not") {
    talk.frontend(query("EXECUTE x(NULL)"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("one that is not known") {
    talk.frontend(query("EXECUTE x(length('seven'))"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("two in one text, each with its own") {
    talk.frontend(query("EXECUTE x(7); EXECUTE x(NULL)"));
    CHECK(talk.holds.size() == 1);
  }
}

TEST_CASE("the types of a PREPARE say how its values are spelled") {
  conversation talk;
  run(talk, "PREPARE x(bool) AS DELETE FROM orders WHERE $1 = 'on'", complete("PREPARE") + ready('I'));
  run(talk, "PREPARE y(date) AS DELETE FROM orders WHERE $1 = '2024-01-02'", complete("PREPARE") + ready('I'));
  SUBCASE("by EXECUTE") {
    talk.frontend(query("EXECUTE x('true')"));
  }
  SUBCASE("by EXECUTE of a type that has many") {
    talk.frontend(query("EXECUTE y('20240102')"));
  }
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("a PREPARE whose text fails after it may be there all the same") {
  conversation talk;
  run(talk, "PREPARE x(bool) AS SELECT $1", complete("PREPARE") + ready('I'));
  const std::string failed_commit = error("23505", "duplicate key value") + ready('I');
  run(talk, "INSERT INTO k VALUES (1); DEALLOCATE x", complete("INSERT 0 1") + failed_commit);
  SUBCASE("nobody knows what x is") {
    run(talk, "INSERT INTO k VALUES (1); PREPARE x(bool) AS DELETE FROM orders WHERE id = -1 OR $1",
        complete("INSERT 0 1") + failed_commit);
    talk.frontend(query("EXECUTE x(true)"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("but for a name that is taken, which changes nothing") {
    run(talk, "PREPARE x AS SELECT 2", error("42P05", "prepared statement \"x\" already exists") + ready('I'));
    talk.frontend(query("EXECUTE x(true)"));
    CHECK(talk.holds.empty());
  }
}

TEST_CASE("a portal of EXECUTE does not run once its name may stand for another statement") {
  conversation talk;
  run(talk, "PREPARE y AS SELECT 1", complete("PREPARE") + ready('I'));
  prepare(talk, "e", "EXECUTE y");
  run(talk, "BEGIN", complete("BEGIN") + ready('T'));
  talk.frontend(bind_portal("p1", "e") + sync());
  talk.backend(bound + ready('T'));
  static_cast<void>(talk.to_backend());
  SUBCASE("after another Parse it is refused") {
    talk.frontend(message('C', std::string("Sy\0", 3)) + parse("y", "DELETE FROM orders") + sync());
    talk.backend(closed + parsed + ready('T'));
    static_cast<void>(talk.to_backend());
    static_cast<void>(talk.to_frontend());
    talk.frontend(execute("p1") + sync());
    CHECK(talk.to_backend().find("p1") == std::string::npos);
    talk.backend(error("42601", "syntax error") + ready('E'));
    CHECK(talk.field(talk.to_frontend(), 'E', 'C') == "0A000");
  }
  SUBCASE("in the same pipeline too") {
    talk.frontend(parse("y", "DELETE FROM orders") + execute("p1") + sync());
    CHECK(talk.to_backend().find("p1") == std::string::npos);
  }
  SUBCASE("a Bind that fails does not make it new") {
    talk.frontend(parse("y", "DELETE FROM orders") + sync() + parse("", "SELECT 1") + bind_portal("p1", "") + sync());
    talk.backend(parsed + ready('T') + parsed + error("42P03", "cursor exists") + ready('E'));
    static_cast<void>(talk.to_backend());
    talk.frontend(execute("p1") + sync());
    CHECK(talk.to_backend().find("p1") == std::string::npos);
  }
  SUBCASE("at once it runs") {
    talk.frontend(execute("p1") + sync());
    CHECK(talk.to_backend() == execute("p1") + sync());
  }
  CHECK(talk.holds.empty());
}

TEST_CASE("the body of a PREPARE is read as the Parse that holds it was") {
  conversation talk;
  std::string off;
  wire::build::parameter_status(off, "standard_conforming_strings", "off");
  run(talk, "SET standard_conforming_strings = off", complete("SET") + off + ready('I'));
  prepare(talk, "p", "PREPARE x AS DELETE FROM orders WHERE note = '\\' AND note = 'OR id = $1 OR true --'");
  std::string on;
  wire::build::parameter_status(on, "standard_conforming_strings", "on");
  run(talk, "SET standard_conforming_strings = on", complete("SET") + on + ready('I'));
  execute_at_once(talk, "p");
  REQUIRE(talk.holds.size() == 1);
  talk.opened();
  talk.settled(approvals::hold_state::approved);
  talk.backend(bound + complete("PREPARE") + ready('I'));
  talk.frontend(query("EXECUTE x"));
  CHECK(talk.holds.size() == 2);
}

}  // namespace countersign::test
