// Where a string ends depends on a setting; text that is not text at all.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

using namespace std::string_view_literals;

std::string read_as(lexing how, std::string_view sql) {
  return effects_of(sql, {how, {}});
}

}  // namespace

TEST_CASE("a backslash is read as the session's setting says") {
  // With standard strings the text is one string and a comment; with escapes the string goes on.
  constexpr std::string_view sql = "SELECT '\\'; DELETE FROM t; --'";
  CHECK(read_as(lexing::standard, sql) == "delete t (no WHERE)");
  CHECK(read_as(lexing::escaped, sql) == "");
}

TEST_CASE("with the setting uncertain both readings count") {
  constexpr std::string_view sql = "SELECT '\\'; DELETE FROM t; --'";
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {lexing::uncertain, {}}, facts);
  REQUIRE(facts.effects().size() == 2);
  CHECK(describe(facts.effects()[0]) == "delete t (no WHERE)");
  CHECK(facts.effects()[1].what == verb::unreadable);
}

TEST_CASE("two readings of the same statements give the effects of both") {
  analyzer reader;
  analysis facts;
  // Standard: the value is a\ and the rest a comment. Escaped: the value is longer.
  reader.analyze("INSERT INTO t (a) VALUES ('x\\n')", {lexing::uncertain, {}}, facts);
  REQUIRE(facts.effects().size() == 2);
  CHECK(facts.effects()[0].values[0].text == "x\\n");
  CHECK(facts.effects()[1].values[0].text == "x\n");
}

TEST_CASE("text that only one reading accepts is held") {
  analyzer reader;
  analysis facts;
  reader.analyze("SELECT 'C:\\'", {lexing::uncertain, {}}, facts);
  REQUIRE(facts.effects().size() == 1);
  CHECK(facts.effects()[0].what == verb::unreadable);
  CHECK(facts.effects()[0].detail.starts_with("with standard_conforming_strings off: "));
  CHECK(facts.parse_error().empty());
}

TEST_CASE("without a backslash, and in readings that agree, nothing is added") {
  CHECK(read_as(lexing::uncertain, "DELETE FROM t") == "delete t (no WHERE)");
  CHECK(read_as(lexing::uncertain, "SELECT E'\\\\' FROM t") == "read t");
  CHECK(read_as(lexing::uncertain, "SELECT 'a\\b' FROM t") == "read t");
}

TEST_CASE("one reading leaves no setting behind for the next") {
  analyzer reader;
  analysis facts;
  reader.analyze("SELECT '\\''", {lexing::escaped, {}}, facts);
  CHECK(facts.parse_error().empty());
  reader.analyze("SELECT '\\'", {lexing::standard, {}}, facts);
  CHECK(facts.parse_error().empty());
  reader.analyze("SELECT '\\''", {lexing::standard, {}}, facts);
  CHECK(!facts.parse_error().empty());
}

TEST_CASE("text with a NUL is unreadable") {
  CHECK(read_as(lexing::standard, "SELECT 1\0; DELETE FROM t"sv).starts_with("unreadable"));
}

TEST_CASE("text that does not parse is unreadable and says why") {
  analyzer reader;
  analysis facts;
  reader.analyze("SELEC 1", {}, facts);
  CHECK(facts.parse_error() == "syntax error at or near \"SELEC\"");
  CHECK(facts.statements().empty());
  CHECK(effects_of(facts) == "unreadable (syntax error at or near \"SELEC\")");
  CHECK(!facts.empty());
}

TEST_CASE("bytes that are no UTF-8 are names like any other") {
  CHECK(read_as(lexing::standard, "DELETE FROM \xe4\xf6") == "delete \\xe4\\xf6 (no WHERE)");
}

TEST_CASE("a large object call is known by its number") {
  struct call {
    std::uint32_t oid;
    const char* effects;
  };
  constexpr call calls[] = {
      {952, "large object (lo_open: open)"},         {954, "large object (loread: read)"},
      {955, "large object (lowrite: write)"},        {964, "large object (lo_unlink: unlink)"},
      {715, "large object (lo_create: write)"},      {1004, "large object (lo_truncate: write)"},
      {3172, "large object (lo_truncate64: write)"}, {764, "read file (lo_import: large object)"},
      {765, "write file (lo_export: large object)"},
  };
  analyzer reader;
  analysis facts;
  for (const call& each : calls) {
    CAPTURE(each.oid);
    reader.analyze_function_call(each.oid, facts);
    CHECK(effects_of(facts) == each.effects);
    CHECK(facts.statements().size() == 1);
  }
  for (const std::uint32_t oid : {0u, 1u, 2096u, 951u, 4'000'000'000u}) {
    CAPTURE(oid);
    reader.analyze_function_call(oid, facts);
    REQUIRE(facts.effects().size() == 1);
    CHECK(facts.effects()[0].what == verb::unknown);
    CHECK(facts.may_change_settings());
  }
}

}  // namespace countersign::parser::testing
