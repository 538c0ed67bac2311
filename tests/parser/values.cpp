// Which value a write gives to which column.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

std::string say(const assigned_value& value) {
  std::string out = value.column.empty() ? "#" + std::to_string(value.position) : std::string{value.column};
  if (value.alternative) out = "or";
  out += value.relative ? " by " : " = ";
  switch (value.kind) {
    case value_kind::null:
      return out + "null";
    case value_kind::literal:
      return out + "'" + std::string{value.text} + "'";
    case value_kind::unchanged:
      return out + "unchanged";
    case value_kind::parameter:
      return out + (value.negated ? "-$" : "$") + std::to_string(value.parameter);
    case value_kind::unknown:
      return out + "?";
  }
  return out;
}

// The values of every effect that has some, separated by `|`.
std::string values_of(const analysis& facts) {
  std::string out;
  for (const effect& each : facts.effects()) {
    if (each.values.empty()) continue;
    if (!out.empty()) out += " | ";
    bool first = true;
    for (const assigned_value& value : each.values) {
      if (!first) out += ", ";
      first = false;
      out += say(value);
    }
  }
  return out;
}

// clang-format off: one row a statement.
constexpr row rows[] = {
    {"columns named", "INSERT INTO t (a, b) VALUES (1, 'x')", "a = '1', b = 'x'"},
    {"columns not named", "INSERT INTO t VALUES (1, 'x')", "#0 = '1', #1 = 'x'"},
    {"more values than columns", "INSERT INTO t (a) VALUES (1, 2)", "a = '1', #1 = '2'"},
    {"several rows", "INSERT INTO t (a) VALUES (1), (NULL), (DEFAULT)", "a = '1', a = null, a = ?"},
    {"default values", "INSERT INTO t DEFAULT VALUES", "#0 = ?"},
    {"from a query", "INSERT INTO t (a, b) SELECT c, d FROM u", "a = ?, b = ?"},
    {"from a query without columns", "INSERT INTO t SELECT * FROM u", "#0 = ?"},
    {"from a union of values", "INSERT INTO t (a) VALUES (1) UNION VALUES (2)", "a = '1', a = '2'"},
    {"constants of a query", "INSERT INTO t (a, b) SELECT 'x', 5 FROM u WHERE c", "a = 'x', b = '5'"},
    {"constants and a column", "INSERT INTO t SELECT 5, c FROM u", "#0 = '5', #1 = ?"},
    {"a union of queries", "INSERT INTO t (a, b) SELECT 1, 2 UNION ALL SELECT 3, c FROM u",
     "a = '1', b = '2', a = '3', b = ?"},
    {"rows that are left", "INSERT INTO t (a) SELECT 1 EXCEPT SELECT 2", "a = ?"},
    {"groups", "INSERT INTO t (a) SELECT 1 FROM u GROUP BY GROUPING SETS ((), (c))", "a = ?"},
    {"a star before", "INSERT INTO t (a, b) SELECT u.*, 5 FROM u", "a = ?, b = ?"},
    {"a record's fields before", "INSERT INTO t (a, b) SELECT (u.r).*, 5 FROM u", "a = ?, b = ?"},
    {"values in FROM", "INSERT INTO t (a, b) SELECT v.y, x::text FROM (VALUES (1, 2), (3, 4)) v (x, y)",
     "a = '2', b = '1', a = '4', b = '3'"},
    {"values in FROM by another name", "INSERT INTO t (a, b) SELECT w.x, z FROM (VALUES (1, 2)) v (x, y)",
     "a = ?, b = ?"},
    {"values in FROM, joined", "INSERT INTO t (a) SELECT v.x FROM (VALUES (1)) v (x), u", "a = ?"},
    {"a choice", "UPDATE t SET a = CASE WHEN b THEN 5 WHEN c THEN a ELSE 7 END, d = CASE WHEN e THEN f() END",
     "a = '5', or = unchanged, or = '7', d = ?, or = null"},
    {"a choice in a query", "INSERT INTO t (a, b) SELECT CASE b WHEN 1 THEN 5 ELSE 6 END, 'x' FROM u",
     "a = '5', or = '6', b = 'x'"},
    {"itself", "UPDATE t SET a = a, b = t.b, c = u.c FROM u", "a = unchanged, b = unchanged, c = ?"},
    {"itself by its alias", "UPDATE t x SET a = x.a, b = t.b", "a = unchanged, b = ?"},
    {"a change of another's", "UPDATE t SET a = u.a + 5 FROM u", "a = ?"},
    {"a date as text", "UPDATE t SET a = date '2026-01-01'::text, b = '5'::money::numeric", "a = ?, b = ?"},
    {"copy", "COPY t (a, b) FROM STDIN", "a = ?, b = ?"},
    {"copy without columns", "COPY t FROM STDIN", "#0 = ?"},
    {"an upsert", "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2, b = excluded.b",
     "a = '1' | a = '2', b = ?"},
    {"what was to be inserted",
     "INSERT INTO t (a, b) VALUES (1, 'x'), (2, f()) ON CONFLICT (a) DO UPDATE SET b = excluded.b, c = 3",
     "a = '1', b = 'x', a = '2', b = ? | b = 'x', c = '3', b = ?, c = '3'"},
    {"a change by it", "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a + 1, b = t.b + 2",
     "a = '1' | a = ?, b by '2'"},
    {"set", "UPDATE t SET a = 1, b = 'x', c = DEFAULT", "a = '1', b = 'x', c = ?"},
    {"set several", "UPDATE t SET (a, b) = (1, f(2)), (c, d) = ROW (3, 4)", "a = '1', b = ?, c = '3', d = '4'"},
    {"set from a query", "UPDATE t SET (a, b) = (SELECT 1, 2)", "a = ?, b = ?"},
    {"an element", "UPDATE t SET a[1] = 5, b.c = 6", "a = ?, b = ?"},
    {"changes", "UPDATE t SET a = a + 5, b = b - 10.5, c = 7 + c, d = t.d - $1",
     "a by '5', b by '10.5', c by '7', d by $1"},
    {"a negative change", "UPDATE t SET a = a + -12, b = b - (3 - 10)", "a by '12', b by '7'"},
    {"no change by itself", "UPDATE t SET a = b + 1, b = 5 - b, c = c * 2", "a = ?, b = ?, c = ?"},
    {"merge",
     "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = a - 1 WHEN NOT MATCHED THEN INSERT (id, a) "
     "VALUES (u.id, 7)",
     "a by '1' | id = ?, a = '7'"},
    {"casts", "INSERT INTO t VALUES ('10001'::int, 5::text, 'f'::boolean, 1::boolean, '12.50'::numeric)",
     "#0 = '10001', #1 = '5', #2 = 'false', #3 = 'true', #4 = '12.50'"},
    {"rounding", "INSERT INTO t VALUES (10.5::int, (-10.5)::int, 2.345::numeric(10,2), 2.4::int)",
     "#0 = '11', #1 = '-11', #2 = '2.35', #3 = '2'"},
    {"sums", "INSERT INTO t VALUES (9999 + 5000, 0.1 + 0.2, 1 - 2 - 3, 2 * (3 + 4), -(5))",
     "#0 = '14999', #1 = '0.3', #2 = '-4', #3 = '14', #4 = '-5'"},
    {"exactly", "INSERT INTO t VALUES (99999999999999999999 + 1, 0.10000000000000000001 * 10)",
     "#0 = '100000000000000000000', #1 = '1.00000000000000000010'"},
    {"division", "INSERT INTO t VALUES (10 / 4, -7 / 2, 7 % 4, 1 / 0, 10.0 / 4)",
     "#0 = '2', #1 = '-3', #2 = '3', #3 = ?, #4 = ?"},
    {"exponents", "INSERT INTO t VALUES (1e5, 1.5e-3, 1e300)", "#0 = '100000', #1 = '0.0015', #2 = ?"},
    {"more digits than we count", "INSERT INTO t VALUES (99999999999999999999999999999999999999999999)", "#0 = ?"},
    {"text and numbers", "INSERT INTO t VALUES ('5' + 3, 'a' || 'b', 'x'::varchar(5), 'abcdef'::varchar(3))",
     "#0 = '8', #1 = 'ab', #2 = 'x', #3 = ?"},
    {"escapes", "INSERT INTO t VALUES (E'a\\tb', U&'\\0041', $q$it's$q$)", "#0 = 'a\tb', #1 = 'A', #2 = 'it's'"},
    {"nulls", "INSERT INTO t VALUES (NULL, NULL::int, 1 + NULL, coalesce(NULL, 4))",
     "#0 = null, #1 = null, #2 = null, #3 = '4'"},
    {"a date", "INSERT INTO t VALUES ('2020-01-01'::date)", "#0 = '2020-01-01'"},
    {"parameters", "INSERT INTO t VALUES ($1, -$2, $3::numeric, +$4, $5 + 1)",
     "#0 = $1, #1 = -$2, #2 = $3, #3 = $4, #4 = ?"},
    {"functions and queries", "INSERT INTO t VALUES (now(), (SELECT a FROM u), CASE WHEN f(1) THEN 1 END)",
     "#0 = ?, #1 = ?, #2 = ?"},
};
// clang-format on

}  // namespace

TEST_CASE("assigned values are known as far as the statement tells them") {
  analyzer reader;
  analysis facts;
  for (const row& each : rows) {
    CAPTURE(each.name);
    reader.analyze(each.sql, {}, facts);
    CHECK(values_of(facts) == each.effects);
  }
}

TEST_CASE("bound values take part in arithmetic") {
  const bound_value bound[] = {{"41", 23, wire_format::text, false}};
  analyzer reader;
  analysis facts;
  reader.analyze("INSERT INTO t VALUES ($1, $1 + 1)", {lexing::standard, bound}, facts);
  CHECK(values_of(facts) == "#0 = $1, #1 = '42'");
}

TEST_CASE("past the bound on values every column is said to be unknown once") {
  std::string sql = "INSERT INTO t (a, b) VALUES (1, 2)";
  for (int i = 0; i < 50'000; ++i) sql += ", (1, 2)";
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {}, facts);
  CHECK(values_of(facts) == "a = ?, b = ?");
}

TEST_CASE("the values of an EXECUTE stand where its statement has parameters") {
  constexpr bound_value given[] = {{"ada", 25}, {"12.5", 1700}, {{}, 0, wire_format::text, true}};
  analyzer reader;
  analysis facts;
  const auto values = [&](bool in_place) {
    reader.analyze("INSERT INTO t (a, b, c) VALUES ($1, -$2, $3)", {.parameters = given, .values_in_place = in_place},
                   facts);
    return values_of(facts);
  };
  CHECK(values(true) == "a = 'ada', b = '-12.5', c = null");
  CHECK(values(false) == "a = $1, b = '-12.5', c = $3");
}

}  // namespace countersign::parser::testing
