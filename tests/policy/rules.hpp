// Rules, subjects and effects for the tests of the policy.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "parser/effect.hpp"
#include "policy/ruleset.hpp"

namespace countersign::policy::tests {

using parser::effect;
using parser::object_kind;
using parser::restriction;
using parser::verb;

// The beginning that most files here share: people, and a default of allow.
inline constexpr std::string_view preamble = R"(version = 1
default = "allow"
[defaults]
approvers = ["dba"]
[[person]]
name = "dana"
[[person]]
name = "sam"
[[person]]
name = "kim"
[[group]]
name = "dba"
members = ["dana", "sam", "kim"]
)";

// Loads rules that must be right.
inline std::shared_ptr<const ruleset> rules_of(std::string_view text) {
  auto loaded = ruleset::load(text, "rules.toml");
  for (const diagnostic& each : loaded.mistakes) INFO(each.to_string());
  std::string all;
  for (const diagnostic& each : loaded.mistakes) all += each.to_string() + "\n";
  CAPTURE(all);
  REQUIRE(loaded.rules != nullptr);
  REQUIRE(loaded.mistakes.empty());
  return loaded.rules;
}

inline std::shared_ptr<const ruleset> rules_with(std::string_view rest) {
  return rules_of(std::string{preamble} + std::string{rest});
}

// One rule from its keys, with the action `deny` and the name `r` unless the keys say otherwise.
inline std::shared_ptr<const ruleset> rule_with(std::string_view keys) {
  std::string text = "[[rule]]\n";
  if (keys.find("name =") == std::string_view::npos) text += "name = \"r\"\n";
  if (keys.find("action =") == std::string_view::npos) text += "action = \"deny\"\n";
  if (keys.find("effects =") == std::string_view::npos) text += "effects = \"any\"\n";
  return rules_with(text + std::string{keys});
}

inline subject somebody() {
  subject out;
  out.role = "app";
  out.database = "shop";
  out.application = "psql";
  out.address = ip_address::parse("10.20.1.2");
  out.now = time_point{std::chrono::seconds{1'772'442'000}};  // Monday, 2026-03-02 09:00 UTC
  return out;
}

inline effect on(verb what, std::string_view schema, std::string_view object,
                 object_kind kind = object_kind::relation) {
  effect out;
  out.what = what;
  out.kind = kind;
  out.schema = schema;
  out.object = object;
  if (what == verb::remove || what == verb::update) out.where = restriction::restricted;
  if (what == verb::remove) out.all_columns = true;
  return out;
}

inline effect bare(verb what) {
  effect out;
  out.what = what;
  return out;
}

inline verdict judge(const ruleset& rules, const effect& what, const subject& who = somebody(),
                     std::span<const parser::bound_value> parameters = {}) {
  verdict out;
  rules.evaluate(who, {&what, 1}, parameters, out);
  return out;
}

inline std::string word(const ruleset& rules, const effect& what, const subject& who = somebody()) {
  return std::string{to_string(judge(rules, what, who).kind)};
}

}  // namespace countersign::policy::tests
