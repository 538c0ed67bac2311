#include <doctest/doctest.h>

#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

effect_explanation explain_one(const ruleset& rules, const effect& what, const subject& who = somebody()) {
  const auto all = rules.explain(who, {&what, 1}, {});
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE("an explanation goes through the rules up to the one that decides, and says why each does or does not") {
  const auto rules = rules_with(R"(
[[rule]]
name = "readers"
effects = "read"
action = "deny"
[[rule]]
name = "payroll"
effects = "write"
objects = "payroll.orders"
unless = { networks = "192.0.2.0/24", hours = "Mon-Fri 08:00-18:00 Europe/Berlin" }
action = "approve"
[[rule]]
name = "elsewhere"
effects = "delete"
roles = ["admin"]
action = "deny"
[[rule]]
name = "unbounded writes"
effects = ["delete", "update"]
where = "unbounded"
action = "approve"
[[rule]]
name = "never reached"
effects = "delete"
action = "deny"
)");
  effect what = on(verb::remove, "", "orders");
  what.where = restriction::absent;
  const effect_explanation out = explain_one(*rules, what);
  CHECK(out.effect == parser::describe(what));
  CHECK(out.kind == verdict_kind::approve);
  CHECK(rules->rule_name(out.rule) == "payroll");
  REQUIRE(out.steps.size() == 4);
  CHECK_FALSE(out.steps[0].matched);
  CHECK(out.steps[0].why == "effects: delete is not one of read");
  CHECK(out.steps[1].matched);
  CHECK(out.steps[1].why ==
        "effects: delete is one of write; objects: maybe, orders is written without its schema, so search_path decides "
        "whether it is payroll.orders; unless: the exemption does not apply (networks 192.0.2.0/24 and hours Mon-Fri "
        "08:00-18:00 Europe/Berlin); approve counts, and so does the next rule that matches");
  CHECK_FALSE(out.steps[2].matched);
  CHECK(out.steps[2].why == "roles: role app is not one of admin");
  CHECK(out.steps[3].matched);
  CHECK(out.steps[3].why ==
        "effects: delete is one of delete, update; where: there is no WHERE, the rule wants unbounded");
}

TEST_CASE("an explanation says when the default decides, and when it may not") {
  const auto rules = rules_with("");
  const effect_explanation read = explain_one(*rules, on(verb::read, "public", "t"));
  CHECK(read.kind == verdict_kind::allow);
  CHECK(read.rule == default_rule);
  REQUIRE(read.steps.size() == 1);
  CHECK(read.steps[0].why == "no rule matches for certain, so the file's default counts: allow");
  const effect_explanation bad = explain_one(*rules, bare(verb::unreadable));
  CHECK(bad.kind == verdict_kind::approve);
  REQUIRE(bad.steps.size() == 2);
  CHECK(bad.steps[1].why ==
        "unreadable is never allowed unless a rule names it by that word, so [defaults] decide: approve");
  const effect_explanation silent = explain_one(*rule_with("action = \"allow\""), bare(verb::unreadable));
  CHECK(silent.kind == verdict_kind::approve);
  CHECK(silent.rule == default_rule);
  REQUIRE(silent.steps.size() == 2);
}

TEST_CASE("an explanation names the rule that allows") {
  const auto rules = rule_with("effects = \"read\"\naction = \"allow\"");
  const effect_explanation out = explain_one(*rules, on(verb::read, "public", "t"));
  CHECK(out.kind == verdict_kind::allow);
  CHECK(out.rule == 0);
}

TEST_CASE("an explanation says what is only observed") {
  const auto one = rule_with("effects = \"read\"\nobserve = true");
  const effect_explanation watched = explain_one(*one, on(verb::read, "public", "t"));
  CHECK(watched.kind == verdict_kind::allow);
  CHECK(watched.steps[0].why == "effects: read is one of read; observed only, would deny");
  const auto all = rules_of("observe = true\n" + std::string{preamble} +
                            "[[rule]]\nname = \"r\"\neffects = \"read\"\naction = \"deny\"\n");
  const effect_explanation out = explain_one(*all, on(verb::read, "public", "t"));
  CHECK(out.kind == verdict_kind::allow);
  CHECK(out.steps.back().why == "observe = true at the top of the file: only recorded, would deny");
}

TEST_CASE("an explanation and a verdict never differ") {
  const auto rules = rules_of(ruleset::starter_text());
  for (std::size_t v = 0; v < parser::verb_count; ++v) {
    for (const std::string_view schema : {"", "public", "payroll"}) {
      for (const restriction where : {restriction::not_applicable, restriction::absent, restriction::restricted}) {
        effect what = on(static_cast<verb>(v), schema, "t");
        what.where = where;
        const verdict judged = judge(*rules, what);
        const effect_explanation told = explain_one(*rules, what);
        CAPTURE(told.effect);
        CHECK(judged.kind == told.kind);
        if (!judged.deciding.empty()) CHECK(judged.deciding[0].rule == told.rule);
        CHECK(told.steps.back().matched);
      }
    }
  }
}

TEST_CASE("each condition has words for each of its answers") {
  struct row {
    std::string_view keys;
    effect what;
    std::string_view why;
  };
  effect all = on(verb::read, "public", "t");
  all.all_columns = true;
  effect some = on(verb::read, "public", "t");
  const std::vector<std::string_view> columns{"id", "salary"};
  some.columns = columns;
  effect altered = on(verb::alter, "public", "t");
  altered.detail = "drop column";
  effect insert = on(verb::insert, "bank", "t");
  parser::assigned_value amount;
  amount.column = "amount";
  amount.kind = parser::value_kind::literal;
  amount.text = "5";
  insert.values = {&amount, 1};
  const std::vector<row> rows{
      {"objects = \"a.b\"", on(verb::read, "a", "b"), "objects: a.b is one of a.b"},
      {"objects = \"a.b\"", on(verb::read, "a", "c"), "objects: a.c is not one of a.b"},
      {"objects = \"a.b\"", bare(verb::run_code), "does not say which objects it reaches, and a.b may be among them"},
      {"objects = \"a.b\"", on(verb::drop, "", "a", object_kind::schema),
       "what happens to schema a reaches what is in it"},
      {"objects = \"a.b\"", on(verb::grant, "a", ""), "it is about objects in a that are not named"},
      {"kinds = \"view\"", on(verb::read, "", "t"), "kinds: maybe, table is one of view"},
      {"kinds = \"view\"", on(verb::drop, "", "t"), "kinds: table is not one of view"},
      {"columns = \"salary\"", all, "columns: it reaches all columns: salary and others, which the next rules judge"},
      {"columns = \"salary\"", some, "some of id, salary are among salary; the next rules judge the others"},
      {"columns = \"iban\"", some, "columns: id, salary are not among iban"},
      {"columns = \"salary\"", on(verb::read, "", "t"), "columns: no column of it is read"},
      {"effects = \"update\"\ncolumns = \"salary\"", on(verb::update, "", "t"),
       "it does not say which columns, and salary may be among them"},
      {"details = \"drop column*\"", altered, "details: drop column is one of drop column*"},
      {"details = \"x\"", on(verb::alter, "", "t"), "details: the statement says no more that could be one of x"},
      {"databases = \"x\"", all, "databases: database shop is not one of x"},
      {"networks = \"unix\"", all, "networks: 10.20.1.2 is not one of unix"},
      {"applications = \"psql\"", all, "application \"psql\" is one of psql, but anybody can say so"},
      {"hours = \"Sat 08:00-18:00 UTC\"", all, "hours: now is outside Sat 08:00-18:00 UTC"},
      {"unless = { roles = \"app\" }", all, "unless: the exemption applies (roles app)"},
      {"unless = { applications = \"psql\" }", all, "unless: the exemption may apply, which is not enough"},
      {"effects = \"insert\"\nvalues = { amount = { over = 10 } }", insert,
       "amount over 10 does not hold for the values given"},
      {"effects = \"insert\"\nvalues = { amount = { under = 10 } }", insert, "values: amount under 10 holds"},
      {"effects = \"insert\"\nvalues = { other = { is = \"x\" } }", insert, "values: maybe other is \"x\""},
      {"where = \"bounded\"", on(verb::truncate, "", "t"), "where: truncate takes every row, the rule wants bounded"},
  };
  for (const row& each : rows) {
    CAPTURE(each.keys);
    const auto rules = rule_with(each.keys);
    const effect_explanation out = explain_one(*rules, each.what);
    REQUIRE_FALSE(out.steps.empty());
    CAPTURE(out.steps[0].why);
    CHECK(out.steps[0].why.find(each.why) != std::string::npos);
  }
}

TEST_CASE("names in explanations cannot hide or forge anything") {
  const auto rules = rule_with("objects = \"a.b\"");
  const effect_explanation out = explain_one(*rules, on(verb::read, "", "x\u202ey\x1b[2J"));
  CHECK(out.steps[0].why.find('\x1b') == std::string::npos);
  CHECK(out.steps[0].why.find("\u202e") == std::string::npos);
}

}  // namespace countersign::policy::tests
