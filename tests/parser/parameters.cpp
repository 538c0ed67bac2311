// Bound values decide what a condition restricts, and which settings and files are meant.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

using namespace std::string_view_literals;

struct bound_row {
  const char* name;
  const char* sql;
  bound_value first;
  bound_value second;
  bool depends;
  const char* effects;  // the first one only
};

constexpr bound_value null_value{{}, 0, wire_format::text, true};
constexpr bound_value text(std::string_view bytes, type_oid type = 0) {
  return {bytes, type, wire_format::text, false};
}
constexpr bound_value binary(std::string_view bytes, type_oid type) {
  return {bytes, type, wire_format::binary, false};
}

// clang-format off: one row a statement.
constexpr bound_row rows[] = {
    {"no parameter", "DELETE FROM t WHERE id = 1", text("1"), {}, false, "delete t (with WHERE)"},
    {"a key", "DELETE FROM t WHERE id = $1", text("1"), {}, false, "delete t (with WHERE)"},
    {"a filter left out",
     "DELETE FROM t WHERE $1::int IS NULL OR id = $1",
     null_value,
     {},
     true,
     "delete t (WHERE is always true)"},
    {"a filter given", "DELETE FROM t WHERE $1::int IS NULL OR id = $1", text("7"), {}, true, "delete t (with WHERE)"},
    {"a default that is the column",
     "DELETE FROM t WHERE id = coalesce($1, id)",
     null_value,
     {},
     true,
     "delete t (WHERE is always true)"},
    {"a value before a default that is the column",
     "DELETE FROM t WHERE id = coalesce($1, id)",
     text("7"),
     {},
     true,
     "delete t (with WHERE)"},
    {"a default that is true",
     "DELETE FROM t WHERE coalesce($1::bool, true)",
     null_value,
     {},
     true,
     "delete t (WHERE is always true)"},
    {"an untruth before a default that is true",
     "DELETE FROM t WHERE coalesce($1::bool, true)",
     text("f", 16),
     {},
     true,
     "delete t (with WHERE)"},
    {"defaults of two parameters", "DELETE FROM t WHERE coalesce($1, $2, id) = id", null_value, null_value, true,
     "delete t (WHERE is always true)"},
    {"a truth in text", "DELETE FROM t WHERE $1", text("yes", 16), {}, true, "delete t (WHERE is always true)"},
    {"a truth in binary", "DELETE FROM t WHERE $1", binary("\1"sv, 16), {}, true, "delete t (WHERE is always true)"},
    {"an untruth in binary", "DELETE FROM t WHERE $1", binary("\0"sv, 16), {}, true, "delete t (with WHERE)"},
    {"a truth of no type", "DELETE FROM t WHERE $1::boolean", text("t"), {}, true, "delete t (WHERE is always true)"},
    {"equal numbers", "DELETE FROM t WHERE $1::int = $2::int", text("1"), text("01"), true,
     "delete t (WHERE is always true)"},
    {"equal binary numbers", "DELETE FROM t WHERE $1 = $2", binary("\0\0\0\5"sv, 23), binary("\0\5"sv, 21), true,
     "delete t (WHERE is always true)"},
    {"different binary numbers", "DELETE FROM t WHERE $1 = $2", binary("\xff\xff\xff\xff"sv, 23), binary("\0\1"sv, 21),
     true, "delete t (with WHERE)"},
    {"a number and a constant",
     "DELETE FROM t WHERE 0 = $1",
     text("0", 20),
     {},
     true,
     "delete t (WHERE is always true)"},
    {"a pattern of everything",
     "DELETE FROM t WHERE name LIKE $1",
     text("%"),
     {},
     true,
     "delete t (WHERE is always true)"},
    {"a pattern", "DELETE FROM t WHERE name LIKE $1", text("a%"), {}, true, "delete t (with WHERE)"},
    {"coalesce",
     "DELETE FROM t WHERE coalesce($1::boolean, true)",
     null_value,
     {},
     true,
     "delete t (WHERE is always true)"},
    {"coalesce given", "DELETE FROM t WHERE coalesce($1::boolean, true)", text("f"), {}, true, "delete t (with WHERE)"},
    {"a filter beside another",
     "DELETE FROM t WHERE ($1::int IS NULL OR id = $1) AND kind = 2",
     null_value,
     {},
     false,
     "delete t (with WHERE)"},
    {"always true anyway",
     "DELETE FROM t WHERE $1 = 1 OR true",
     text("2"),
     {},
     false,
     "delete t (WHERE is always true)"},
    {"a binary value of a type we do not know",
     "DELETE FROM t WHERE $1 IS NOT NULL",
     binary("\0\0"sv, 600),
     {},
     true,
     "delete t (WHERE is always true)"},
    {"opposites of the same value", "DELETE FROM t WHERE a > $1 OR a <= $2", text("5", 23), text("5", 23), true,
     "delete t (WHERE is always true)"},
    {"opposites of different values", "DELETE FROM t WHERE a > $1 OR a <= $2", text("5", 23), text("4", 23), true,
     "delete t (with WHERE)"},
    {"the opposite of a constant",
     "DELETE FROM t WHERE NOT a >= 5 OR a > 7 OR a <= $1",
     text("7", 23),
     {},
     true,
     "delete t (WHERE is always true)"},
    {"opposites without values beside a value",
     "DELETE FROM t WHERE a > 5 OR a <= 5 OR a = $1",
     text("7", 23),
     {},
     false,
     "delete t (WHERE is always true)"},
    {"a role", "SELECT set_config($1, $2, false)", text("role"), text("admin"), true, "set role admin"},
    {"a setting", "SELECT set_config('role', $1, false)", text("admin"), {}, true, "set role admin"},
    {"a file", "SELECT pg_read_file($1)", text("/etc/passwd", 25), {}, true, "read file /etc/passwd"},
};
// clang-format on

}  // namespace

TEST_CASE("conditions are judged with the bound values in place") {
  analyzer reader;
  analysis facts;
  for (const bound_row& each : rows) {
    CAPTURE(std::string{each.name});
    const bound_value values[] = {each.first, each.second};
    reader.analyze(each.sql, {lexing::standard, values}, facts);
    CHECK(facts.depends_on_parameters() == each.depends);
    REQUIRE(!facts.effects().empty());
    CHECK(describe(facts.effects()[0]) == each.effects);
    // Without the values the text must say already that it has to be read again.
    reader.analyze(each.sql, {}, facts);
    CHECK(facts.depends_on_parameters() == each.depends);
  }
}

TEST_CASE("a parameter that was not bound is no error") {
  const bound_value one[] = {text("1")};
  CHECK(effects_of("DELETE FROM t WHERE $7 = $0 OR id = $1", {lexing::standard, one}).starts_with("delete t"));
  CHECK(effects_of("DELETE FROM t WHERE $2147483647", {lexing::standard, one}).starts_with("delete t"));
}

}  // namespace countersign::parser::testing
