// The index of rules passes over none that would match: what it lists is compared with each rule's own answer.
#include <doctest/doctest.h>

#include "policy/ruleset.hpp"
#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

// Every combination of what the index looks at, and a few names that its patterns are about or nearly about.
std::vector<effect> many_effects() {
  static const std::string overlong(300, 'x');
  constexpr std::string_view names[] = {"",         "orders",   "ORDERS",        "ordets",        "salaries",
                                        "Salaries", "pg_class", "log_statement", "Log_Statement", "/etc/passwd",
                                        "a.b",      "o",        "payroll",       "orders "};
  std::vector<effect> all;
  for (std::size_t what = 0; what < parser::verb_count; ++what) {
    for (std::size_t kind = 0; kind <= static_cast<std::size_t>(object_kind::other); ++kind) {
      for (const std::string_view name : names) {
        for (const std::string_view schema : {"", "payroll"}) {
          effect one = on(static_cast<verb>(what), schema, name, static_cast<object_kind>(kind));
          one.where = static_cast<restriction>((kind + name.size()) % 4);
          all.push_back(one);
        }
      }
      all.push_back(on(static_cast<verb>(what), "", overlong, static_cast<object_kind>(kind)));
    }
  }
  return all;
}

// The same rule with one more pattern, which matches nothing here and of which no index can say so.
std::string with_a_wildcard(std::string_view keys) {
  constexpr std::string_view list = "objects = [";
  std::string out{keys};
  if (const std::size_t at = out.find(list); at != std::string::npos) out.insert(at + list.size(), "\"qq*qq*qq\", ");
  return out;
}

}  // namespace

TEST_CASE("a rule that matches is among those that the index lists") {
  const std::vector<effect> effects = many_effects();
  for (const std::string_view keys : {
           R"(objects = ["payroll.salaries"])",
           R"(objects = ["orders", "payroll.*"])",
           R"(objects = ["pg_*"])",
           R"(objects = ["\"Salaries\""])",
           R"(objects = ["log_statement", "/etc/passwd"])",
           R"(objects = ["o?ders"])",
           R"(kinds = ["table", "function"])",
           R"(kinds = ["view", "aggregate"])",
           R"(where = "unbounded")",
           R"(effects = ["delete"]
objects = ["payroll.salaries"]
catalog = "required")",
           R"(where = "bounded"
objects = ["orders"]
kinds = ["table", "index"])",
           R"(effects = ["set", "configure", "read file", "notify"]
objects = ["log_statement", "orders"])",
       }) {
    CAPTURE(keys);
    const auto rules = rule_with(keys);
    const auto unindexed = rule_with(with_a_wildcard(keys));
    for (const bool has_catalog : {true, false}) {
      subject who = somebody();
      who.has_catalog = has_catalog;
      const auto explained = rules->explain(who, effects, {});
      REQUIRE(explained.size() == effects.size());
      std::size_t matches = 0;
      for (std::size_t i = 0; i < effects.size(); ++i) {
        REQUIRE(!explained[i].steps.empty());
        const verdict_kind kind = judge(*rules, effects[i], who).kind;
        INFO(explained[i].effect);
        if (explained[i].steps.front().matched) CHECK(kind == verdict_kind::deny);
        CHECK(kind == judge(*unindexed, effects[i], who).kind);
        matches += kind == verdict_kind::deny ? 1 : 0;
      }
      CHECK(matches > 0);
      CHECK(matches < effects.size());
    }
  }
}

}  // namespace countersign::policy::tests
