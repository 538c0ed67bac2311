#include <doctest/doctest.h>

#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

using parser::assigned_value;
using parser::value_kind;

// Whether a rule with these keys and the action deny denies the effect; the default allows.
bool denies(std::string_view keys, const effect& what, const subject& who = somebody()) {
  return judge(*rule_with(keys), what, who).kind == verdict_kind::deny;
}

// Whether a rule with these keys and the action allow exempts the effect from a rule that denies everything.
bool exempts(std::string_view keys, const effect& what, const subject& who = somebody()) {
  std::string text = "[[rule]]\nname = \"mild\"\naction = \"allow\"\n";
  if (keys.find("effects =") == std::string_view::npos) text += "effects = \"any\"\n";
  text += std::string{keys} + "\n[[rule]]\nname = \"strict\"\neffects = \"any\"\naction = \"deny\"\n";
  return judge(*rules_with(text), what, who).kind == verdict_kind::allow;
}

effect with_columns(verb what, std::initializer_list<std::string_view> names) {
  static std::deque<std::vector<std::string_view>> kept;
  effect out = on(what, "public", "t");
  out.all_columns = false;
  out.columns = kept.emplace_back(names);
  return out;
}

assigned_value literal(std::string_view column, std::uint32_t position, std::string_view text) {
  assigned_value out;
  out.column = column;
  out.position = position;
  out.kind = value_kind::literal;
  out.text = text;
  return out;
}

assigned_value unknown(std::string_view column, std::uint32_t position = 0) {
  assigned_value out;
  out.column = column;
  out.position = position;
  return out;
}

effect writing(verb what, std::vector<assigned_value> values) {
  static std::deque<std::vector<assigned_value>> kept;
  effect out = on(what, "bank", "transfers");
  out.values = kept.emplace_back(std::move(values));
  return out;
}

}  // namespace

TEST_CASE("effects match by word and by group") {
  struct row {
    std::string_view effects;
    verb what;
    bool matches;
  };
  for (const row& each : std::initializer_list<row>{
           {"delete", verb::remove, true},
           {"delete", verb::update, false},
           {"write", verb::insert, true},
           {"write", verb::truncate, true},
           {"write", verb::read, false},
           {"ddl", verb::create, true},
           {"ddl", verb::truncate, true},
           {"ddl", verb::grant, false},
           {"privileges", verb::set_role, true},
           {"privileges", verb::role, true},
           {"server access", verb::run_program, true},
           {"server access", verb::replicate, true},
           {"server access", verb::configure, false},
           {"any", verb::read, true},
           {"any", verb::unreadable, true},
           {"any", verb::execute, true},
           {"any", verb::set, true},
           {"any", verb::transaction, false},
           {"any", verb::session, false},
           {"transaction", verb::transaction, true},
           {"session", verb::session, true},
       }) {
    CAPTURE(each.effects);
    CAPTURE(parser::to_string(each.what));
    CHECK(denies("effects = \"" + std::string{each.effects} + "\"", on(each.what, "public", "t")) == each.matches);
  }
}

TEST_CASE("where tells writes to all rows from writes to some") {
  struct row {
    std::string_view where;
    verb what;
    restriction how;
    bool matches;
  };
  for (const row& each : std::initializer_list<row>{
           {"unbounded", verb::remove, restriction::absent, true},
           {"unbounded", verb::remove, restriction::always_true, true},
           {"unbounded", verb::remove, restriction::restricted, false},
           {"unbounded", verb::insert, restriction::not_applicable, false},
           {"unbounded", verb::truncate, restriction::not_applicable, true},
           {"unbounded", verb::unreadable, restriction::not_applicable, true},
           {"bounded", verb::update, restriction::restricted, true},
           {"bounded", verb::update, restriction::absent, false},
           {"bounded", verb::update, restriction::always_true, false},
           {"bounded", verb::truncate, restriction::not_applicable, false},
           {"bounded", verb::insert, restriction::not_applicable, false},
       }) {
    CAPTURE(each.where);
    CAPTURE(parser::to_string(each.what));
    CAPTURE(static_cast<int>(each.how));
    effect what = on(each.what, "public", "t");
    what.where = each.how;
    CHECK(denies("where = \"" + std::string{each.where} + "\"", what) == each.matches);
  }
}

TEST_CASE("a name without its schema never exempts and never escapes") {
  const effect sure = on(verb::read, "payroll", "salaries");
  const effect unsure = on(verb::read, "", "salaries");
  CHECK(denies("objects = \"payroll.salaries\"", sure));
  CHECK(denies("objects = \"payroll.salaries\"", unsure));
  CHECK(exempts("objects = \"payroll.salaries\"", sure));
  CHECK_FALSE(exempts("objects = \"payroll.salaries\"", unsure));
  CHECK(exempts("objects = \"salaries\"", unsure));
  CHECK_FALSE(denies("objects = [\"payroll.bonuses\", \"hr.*\"]", sure));
  CHECK(denies("objects = [\"payroll.bonuses\", \"hr.*\"]", unsure));
  CHECK(denies("objects = [\"payroll.bonuses\", \"*.sal*\"]", sure));
}

TEST_CASE("kinds are told apart as far as the statement tells them apart") {
  struct row {
    std::string_view kinds;
    verb what;
    object_kind kind;
    bool strict;  // a rule that denies matches
    bool mild;    // a rule that allows exempts
  };
  for (const row& each : std::initializer_list<row>{
           {"\"database\"", verb::drop, object_kind::database, true, true},
           {"\"database\"", verb::drop, object_kind::relation, false, false},
           {"[\"database\", \"table\"]", verb::drop, object_kind::relation, true, true},
           {"\"view\"", verb::read, object_kind::relation, true, false},  // FROM does not say which it is
           {"\"view\"", verb::alter, object_kind::relation, true, false},
           {"\"view\"", verb::drop, object_kind::relation, false, false},
           {"\"table\"", verb::read, object_kind::relation, true, true},
           {"\"table\"", verb::unreadable, object_kind::none, true, false},
           {"\"table\"", verb::wait, object_kind::none, false, false},
           {"\"function\"", verb::create, object_kind::other, true, false},
           {"\"aggregate\"", verb::alter, object_kind::function, true, false},
           {"\"event trigger\"", verb::create, object_kind::event_trigger, true, true},
       }) {
    CAPTURE(each.kinds);
    CAPTURE(parser::to_string(each.what));
    const std::string keys = "kinds = " + std::string{each.kinds};
    const effect what = on(each.what, "", "x", each.kind);
    CHECK(denies(keys, what) == each.strict);
    CHECK(exempts(keys, what) == each.mild);
  }
}

TEST_CASE("a rule on columns decides those that it names, and the others go on") {
  const std::string_view secret = "columns = [\"salary\", \"iban*\"]";
  effect all = on(verb::read, "public", "t");
  all.all_columns = true;
  const effect rows = on(verb::read, "public", "t");    // count(*) looks at none
  const effect none = on(verb::update, "public", "t");  // which ones, it does not say
  CHECK(denies(secret, with_columns(verb::read, {"salary"})));
  CHECK(denies(secret, with_columns(verb::read, {"id", "iban_2"})));
  CHECK_FALSE(denies(secret, with_columns(verb::read, {"id", "name"})));
  CHECK(denies(secret, all));
  CHECK(denies(secret, none));
  CHECK_FALSE(denies(secret, rows));
  CHECK(exempts(secret, with_columns(verb::read, {"salary", "iban"})));
  CHECK_FALSE(exempts(secret, with_columns(verb::read, {"salary", "id"})));
  CHECK_FALSE(exempts(secret, all));
  CHECK_FALSE(exempts(secret, none));
  CHECK_FALSE(exempts(secret, rows));
  CHECK(exempts("columns = \"*\"", all));
  CHECK(denies("columns = \"Salary\"", with_columns(verb::read, {"salary"})));
  CHECK_FALSE(denies("columns = '\"Salary\"'", with_columns(verb::read, {"salary"})));
}

TEST_CASE("details are the words that a description has in brackets") {
  effect what = on(verb::alter, "public", "t");
  what.detail = "drop column cascade";
  CHECK(denies("details = \"drop column*\"", what));
  CHECK_FALSE(denies("details = [\"add column\", \"drop column\"]", what));
  CHECK(exempts("details = \"drop column*\"", what));
  CHECK_FALSE(denies("details = \"drop column*\"", on(verb::alter, "public", "t")));
  CHECK(denies("details = \"drop column*\"", bare(verb::unreadable)));
  CHECK_FALSE(exempts("details = \"drop column*\"", bare(verb::unreadable)));
}

TEST_CASE("roles, databases, networks and hours ask who, where from and when") {
  const effect what = on(verb::read, "public", "t");
  subject local = somebody();
  local.address = std::nullopt;
  CHECK(denies("roles = \"app\"", what));
  CHECK(denies("roles = [\"x\", \"a*\"]", what));
  CHECK_FALSE(denies("roles = \"App\"", what));
  CHECK(denies("databases = \"sh?p\"", what));
  CHECK_FALSE(denies("databases = \"other\"", what));
  CHECK(denies("networks = [\"10.20.0.0/16\"]", what));
  CHECK_FALSE(denies("networks = [\"10.21.0.0/16\", \"unix\"]", what));
  CHECK(denies("networks = \"unix\"", what, local));
  CHECK_FALSE(denies("networks = \"0.0.0.0/0\"", what, local));
  CHECK(denies("hours = \"Mon-Fri 08:00-18:00 Europe/Berlin\"", what));
  CHECK_FALSE(denies("hours = [\"Sat-Sun 00:00-24:00 UTC\", \"daily 22:00-06:00 UTC\"]", what));
  CHECK(denies("roles = \"app\"\ndatabases = \"shop\"\nnetworks = \"10.0.0.0/8\"", what));
  CHECK_FALSE(denies("roles = \"app\"\ndatabases = \"shop\"\nnetworks = \"11.0.0.0/8\"", what));
}

TEST_CASE("an application's name can make a verdict stricter and never milder") {
  const effect what = on(verb::read, "public", "t");
  CHECK(denies("applications = \"psql\"", what));
  CHECK_FALSE(denies("applications = \"etl\"", what));
  CHECK_FALSE(exempts("applications = \"psql\"", what));
  CHECK_FALSE(exempts("applications = \"psql\"\nroles = \"app\"", what));
  CHECK(denies("unless = { applications = \"psql\" }", what));
  // An approval instead of a denial would be milder, too.
  const auto rules = rules_with(R"(
[[rule]]
name = "soft"
effects = "any"
applications = "psql"
action = "approve"
[[rule]]
name = "hard"
effects = "any"
action = "deny"
)");
  CHECK(word(*rules, what) == "deny");
}

TEST_CASE("unless takes a rule back where all its keys hold, or those of one of several") {
  const effect what = on(verb::read, "payroll", "salaries");
  subject outside = somebody();
  outside.address = ip_address::parse("203.0.113.9");
  subject night = somebody();
  night.now += std::chrono::hours{12};
  const std::string_view office =
      "unless = { networks = \"10.20.0.0/16\", hours = \"Mon-Fri 08:00-18:00 Europe/Berlin\" }";
  CHECK_FALSE(denies(office, what));
  CHECK(denies(office, what, outside));
  CHECK(denies(office, what, night));
  const std::string_view either = "unless = [{ networks = \"10.20.0.0/16\" }, { roles = \"auditor\" }]";
  subject auditor = outside;
  auditor.role = "auditor";
  CHECK_FALSE(denies(either, what));
  CHECK(denies(either, what, outside));
  CHECK_FALSE(denies(either, what, auditor));
  // On a rule that allows, unless is where it does not allow.
  CHECK(exempts("unless = { networks = \"203.0.113.0/24\" }", what));
  CHECK_FALSE(exempts("unless = { networks = \"203.0.113.0/24\" }", what, outside));
  CHECK_FALSE(exempts("unless = { applications = \"psql\" }", what));
}

TEST_CASE("values are judged row by row") {
  const std::string_view large = "effects = [\"insert\", \"update\"]\nvalues = { amount = { over = 10000 } }";
  const std::string_view small = "effects = [\"insert\", \"update\"]\nvalues = { amount = { under = 100 } }";
  struct row {
    std::string_view name;
    effect what;
    bool denied;    // by `large`
    bool exempted;  // by `small`
  };
  const std::vector<row> rows{
      {"one large", writing(verb::insert, {literal("amount", 0, "10001")}), true, false},
      {"one small", writing(verb::insert, {literal("amount", 0, "5")}), false, true},
      {"one between", writing(verb::insert, {literal("amount", 0, "10000")}), false, false},
      {"small and large", writing(verb::insert, {literal("amount", 0, "5"), literal("amount", 0, "10001")}), true,
       false},
      {"two small", writing(verb::insert, {literal("amount", 0, "5"), literal("amount", 0, "6")}), false, true},
      {"unknown", writing(verb::insert, {unknown("amount")}), true, false},
      {"a default of the table", writing(verb::insert, {literal("id", 0, "1")}), true, false},
      {"no columns named", writing(verb::insert, {literal("", 0, "1"), literal("", 1, "5")}), true, false},
      {"no values at all", writing(verb::insert, {}), true, false},
      {"update of it", writing(verb::update, {literal("note", 0, "x"), literal("amount", 1, "10001")}), true, false},
      {"update of another column", writing(verb::update, {literal("note", 0, "x")}), false, false},
      {"delete", on(verb::remove, "bank", "transfers"), false, false},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(denies(large, each.what) == each.denied);
    CHECK(exempts(small, each.what) == each.exempted);
  }
}

TEST_CASE("an UPDATE whose values are not listed may give any of its columns any value") {
  effect what = on(verb::update, "bank", "transfers");
  const std::vector<std::string_view> columns{"amount", "note"};
  what.columns = columns;
  CHECK(denies("effects = \"update\"\nvalues = { amount = { over = 1 } }", what));
  CHECK_FALSE(denies("effects = \"update\"\nvalues = { balance = { over = 1 } }", what));
  what.columns = {};
  what.all_columns = true;
  CHECK(denies("effects = \"update\"\nvalues = { balance = { over = 1 } }", what));
}

TEST_CASE("several columns must fit in the same row") {
  const std::string_view both =
      "effects = \"insert\"\nvalues = { amount = { over = 100, under = 200 }, currency = { one_of = [\"USD\", \"EUR\"] "
      "} }";
  const auto pair = [](std::string_view amount, std::string_view currency) {
    return std::vector<assigned_value>{literal("amount", 0, amount), literal("currency", 1, currency)};
  };
  CHECK(denies(both, writing(verb::insert, pair("150", "USD"))));
  CHECK_FALSE(denies(both, writing(verb::insert, pair("150", "GBP"))));
  CHECK_FALSE(denies(both, writing(verb::insert, pair("250", "USD"))));
  std::vector<assigned_value> two = pair("150", "GBP");
  for (const assigned_value& each : pair("250", "USD")) two.push_back(each);
  CHECK_FALSE(denies(both, writing(verb::insert, two)));
  for (const assigned_value& each : pair("199.99", "EUR")) two.push_back(each);
  CHECK(denies(both, writing(verb::insert, two)));
}

TEST_CASE("one of several values that a row may get is enough to hold, and all of them to exempt") {
  const std::string_view large = "effects = \"update\"\nvalues = { amount = { over = 100 } }";
  const std::string_view small = "effects = \"update\"\nvalues = { amount = { under = 100 } }";
  const auto choice = [](std::string_view one, std::string_view other) {
    std::vector<assigned_value> all{literal("amount", 0, one), literal("amount", 0, other), literal("memo", 1, "x")};
    all[1].alternative = true;
    return writing(verb::update, all);
  };
  CHECK(denies(large, choice("5", "500")));
  CHECK(denies(large, choice("500", "5")));
  CHECK_FALSE(denies(large, choice("5", "6")));
  CHECK(exempts(small, choice("5", "6")));
  CHECK_FALSE(exempts(small, choice("5", "500")));
}

TEST_CASE("what a column keeps is no value") {
  assigned_value kept = unknown("amount");
  kept.kind = value_kind::unchanged;
  const std::string_view large = "effects = \"update\"\nvalues = { amount = { over = 100 } }";
  CHECK_FALSE(denies(large, writing(verb::update, {kept})));
  CHECK(denies(large, writing(verb::update, {unknown("amount")})));
}

TEST_CASE("a pattern for columns in values must hold for all that it fits, to exempt") {
  const std::string_view keys = "effects = \"update\"\nvalues = { \"amount*\" = { under = 100 } }";
  CHECK(exempts(keys, writing(verb::update, {literal("amount_a", 0, "5"), literal("amount_b", 1, "6")})));
  CHECK_FALSE(exempts(keys, writing(verb::update, {literal("amount_a", 0, "5"), literal("amount_b", 1, "600")})));
}

TEST_CASE("bound parameters are compared as literals are") {
  const auto rules = rule_with("effects = \"insert\"\nvalues = { amount = { over = 10000 } }");
  assigned_value value;
  value.column = "amount";
  value.kind = value_kind::parameter;
  value.parameter = 1;
  const effect what = writing(verb::insert, {value});
  parser::bound_value bound;
  bound.bytes = "10000.0000001";
  CHECK(judge(*rules, what, somebody(), {&bound, 1}).kind == verdict_kind::deny);
  bound.bytes = "1e4";
  CHECK(judge(*rules, what, somebody(), {&bound, 1}).kind == verdict_kind::allow);
  bound.bytes = std::string_view{"\0\0\x27\x11", 4};
  bound.type = 23;
  bound.format = parser::wire_format::binary;
  CHECK(judge(*rules, what, somebody(), {&bound, 1}).kind == verdict_kind::deny);
  CHECK(judge(*rules, what, somebody(), {}).kind == verdict_kind::deny);  // not bound yet
  bound.null = true;
  CHECK(judge(*rules, what, somebody(), {&bound, 1}).kind == verdict_kind::allow);
}

}  // namespace countersign::policy::tests
