#include "proxy/app/sql_script.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <vector>

using namespace countersign::app;
using countersign::parser::lexing;

namespace {

std::string cut(std::string_view text, lexing how = lexing::standard) {
  sql_script script{text};
  std::string out;
  while (const auto piece = script.next(how)) {
    CHECK(text.substr(piece->offset, piece->text.size()) == piece->text);
    out += fmt::format("<{}>", piece->text);
  }
  return script.mistake().empty() ? out : out + "!" + script.mistake();
}

}  // namespace

TEST_CASE("a script is cut where psql would send") {
  struct row {
    const char* name;
    std::string_view text;
    std::string_view pieces;
  };
  const std::vector<row> rows{
      {"two", "SELECT 1;SELECT 2;", "<SELECT 1><SELECT 2>"},
      {"without the last semicolon", "SELECT 1; SELECT 2", "<SELECT 1>< SELECT 2>"},
      {"nothing", " ;; -- a\n ; /* b */", ""},
      {"string", "SELECT ';'';';x", "<SELECT ';'';'><x>"},
      {"backslash", "SELECT '\\';x", "<SELECT '\\'><x>"},
      {"E string", "SELECT E'\\';';x", "<SELECT E'\\';'><x>"},
      {"a word before a string", "SELECT type'\\';x", "<SELECT type'\\'><x>"},
      {"bit string", "SELECT b'1';x", "<SELECT b'1'><x>"},
      {"quoted name", "SELECT \"a;\"\"b\";x", "<SELECT \"a;\"\"b\"><x>"},
      {"dollars", "DO $$ a; b $$;x", "<DO $$ a; b $$><x>"},
      {"tagged dollars", "DO $a$ ; $b$ ; $$ ; $a$;x", "<DO $a$ ; $b$ ; $$ ; $a$><x>"},
      {"a parameter", "SELECT $1;x", "<SELECT $1><x>"},
      {"a dollar in a name", "SELECT a$b$c;x", "<SELECT a$b$c><x>"},
      {"line comment", "a -- ;\n;x", "<a -- ;\n><x>"},
      {"nested comment", "a /* ; /* ; */ ; */;x", "<a /* ; /* ; */ ; */><x>"},
      {"brackets", "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b);x",
       "<CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)><x>"},
      {"atomic", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END;x",
       "<CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END><x>"},
      {"atomic, replaced", "CREATE OR REPLACE PROCEDURE f() BEGIN ATOMIC a; END; x",
       "<CREATE OR REPLACE PROCEDURE f() BEGIN ATOMIC a; END>< x>"},
      {"a transaction", "BEGIN; COMMIT;", "<BEGIN>< COMMIT>"},
      {"copy", "COPY t FROM stdin;\n1\t'\n;\n\\.\nSELECT 1;", "<COPY t FROM stdin><\nSELECT 1>"},
      {"copy with columns", "copy t (a, b) from STDIN WITH CSV;\nx\n\\.\r\nq",
       "<copy t (a, b) from STDIN WITH CSV><\nq>"},
      {"copy to the end", "COPY t FROM stdin;\nx", "<COPY t FROM stdin>"},
      {"copy from a file", "COPY t FROM '/x';\n1;", "<COPY t FROM '/x'><\n1>"},
      {"unterminated", "SELECT 'a; b", "<SELECT 'a; b>"},
      {"unterminated comment", "SELECT /* a; b", "<SELECT /* a; b>"},
      {"unterminated dollars", "DO $x$ ; $x", "<DO $x$ ; $x>"},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(cut(each.text) == each.pieces);
  }
}

TEST_CASE("with standard_conforming_strings off a backslash escapes") {
  CHECK(cut("SELECT '\\';';x", lexing::escaped) == "<SELECT '\\';'><x>");
  CHECK(cut("SELECT \"\\\";x", lexing::escaped) == "<SELECT \"\\\"><x>");
}

TEST_CASE("a command of psql is a mistake with its place") {
  sql_script script{"SELECT 1;\n\\copy t from 'x'\nSELECT 2;"};
  CHECK(script.next(lexing::standard).has_value());
  CHECK_FALSE(script.next(lexing::standard).has_value());
  CHECK(script.mistake() == "\\copy is a command of psql, not SQL: take it out, or write the SQL that it stands for");
  CHECK(script.mistake_at() == 10);
  CHECK_FALSE(script.next(lexing::standard).has_value());
  CHECK(cut("SELECT 1 \\gset x") ==
        "!\\gset is a command of psql, not SQL: take it out, or write the SQL that it stands for");
}
