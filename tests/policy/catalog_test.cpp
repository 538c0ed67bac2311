#include <doctest/doctest.h>

#include "policy/ruleset.hpp"

namespace countersign::policy {

namespace {

constexpr std::string_view rules = R"(
version = 1
default = "allow"
[defaults]
approvers = ["sam"]
[[person]]
name = "sam"
[[rule]]
name = "payroll"
effects = ["read"]
objects = ["payroll.*"]
catalog = "required"
action = "approve"
)";

verdict_kind judged(parser::verb what, std::string_view schema, bool has_catalog) {
  const auto loaded = ruleset::load(rules, "test");
  REQUIRE(loaded.rules);
  parser::effect one;
  one.what = what;
  one.kind = what == parser::verb::call ? parser::object_kind::function : parser::object_kind::relation;
  one.schema = schema;
  one.object = "thing";
  verdict out;
  loaded.rules->evaluate({"app", "shop", {}, {}, {}, has_catalog}, {&one, 1}, {}, out);
  return out.kind;
}

}  // namespace

TEST_CASE("a rule that requires the catalog counts for whatever may lead to its objects while there is none") {
  using parser::verb;
  CHECK(judged(verb::read, "public", true) == verdict_kind::allow);
  CHECK(judged(verb::call, "public", true) == verdict_kind::allow);
  CHECK(judged(verb::remove, "public", true) == verdict_kind::allow);
  CHECK(judged(verb::read, "payroll", true) == verdict_kind::approve);
  CHECK(judged(verb::read, "public", false) == verdict_kind::approve);
  CHECK(judged(verb::call, "public", false) == verdict_kind::approve);
  CHECK(judged(verb::remove, "public", false) == verdict_kind::approve);
  CHECK(judged(verb::session, "", false) == verdict_kind::allow);
}

TEST_CASE("any other value of `catalog` is a mistake that says what to write") {
  std::string text{rules};
  text.replace(text.find("\"required\""), 10, "\"maybe\"");
  const auto loaded = ruleset::load(text, "test");
  CHECK_FALSE(loaded.rules);
  REQUIRE(loaded.mistakes.size() == 1);
  CHECK(loaded.mistakes[0].message.find("required") != std::string::npos);
}

}  // namespace countersign::policy
