// What a ruleset is made of. For the .cpp files of the ruleset and its loader only.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "policy/candidate.hpp"
#include "policy/rule.hpp"
#include "policy/ruleset.hpp"

namespace countersign::policy {

// Immutable once loaded.
struct rules_data {
  std::string version;
  verdict_kind default_action = verdict_kind::deny;
  bool observe_all = false;
  approval_terms default_terms;
  std::string default_message;
  std::vector<person> people;
  std::vector<group> groups;
  std::vector<rule> rules;
  // For each verb, the rules that name it, in order: most rules are never looked at for a given effect.
  std::array<std::vector<candidate>, parser::verb_count> by_verb;

  // Judges one effect and adds what is not allowed to `out`.
  verdict_kind judge(const question& about, std::uint32_t effect, verdict& out) const;
  // What becomes of an effect that nobody can read and that no rule names: it is never allowed by silence.
  [[nodiscard]] verdict_kind floor() const;
};
struct ruleset::impl : rules_data {};

// Statements that cannot be judged by what they do.
[[nodiscard]] bool needs_a_word(parser::verb what);

}  // namespace countersign::policy
