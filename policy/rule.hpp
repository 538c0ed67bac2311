// A rule as it is judged: what a [[rule]] of the file became.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/hours.hpp"
#include "policy/network.hpp"
#include "policy/pattern.hpp"
#include "policy/ruleset.hpp"
#include "policy/scalar.hpp"
#include "policy/words.hpp"

namespace countersign::policy {

// The keys that decide whether a rule matches, in the order in which they are tried: cheap ones first.
enum class condition : std::uint8_t {
  effects,
  where,
  kinds,
  roles,
  databases,
  objects,
  networks,
  applications,
  columns,
  details,
  hours,
  unless,
  values,
};
inline constexpr std::size_t condition_count = static_cast<std::size_t>(condition::values) + 1;
[[nodiscard]] std::string_view to_string(condition what);

enum class where_test : std::uint8_t { any, unbounded, bounded };

// Who asks, from where and when: the keys that a rule and its `unless` share. An empty list asks nothing.
struct context_test {
  std::vector<glob> roles;
  std::vector<glob> databases;
  std::vector<glob> applications;
  std::vector<network> networks;
  std::vector<weekly_hours> hours;
};

// What a rule asks of the value that a column is given. All that are there must hold.
struct value_test {
  glob column;
  std::string column_written;
  std::optional<operand> over;
  std::optional<operand> under;
  std::vector<operand> one_of;  // `is` is a list of one
  std::string written;          // `amount over 10000`
};

struct rule {
  std::string name;
  verb_set verbs;
  verb_set named_verbs;  // those named by their own word; only they can let pass what cannot be read
  where_test where = where_test::any;
  kind_set kinds;  // none: any
  std::vector<object_pattern> objects;
  std::vector<glob> columns;
  std::vector<glob> details;
  context_test context;
  std::vector<context_test> unless;  // any of them takes the rule back
  std::vector<value_test> values;

  verdict_kind action = verdict_kind::deny;
  bool observe = false;
  bool needs_catalog = false;  // without one, whatever may lead to what it names counts as it
  approval_terms terms;
  std::string message;

  std::vector<condition> asks;  // those that the rule has, in order; `effects` is not among them, every rule has it
  std::array<std::string, condition_count> written;  // each key's value as the file has it, for explanations
};

// Everything that a condition may look at.
struct question {
  const subject& who;
  const parser::effect& what;
  std::span<const parser::bound_value> parameters;
};

// Without a catalog it may do something else as well: through views, triggers, foreign keys and functions.
[[nodiscard]] bool may_hide_others(parser::verb what);

// Whether one condition of the rule holds.
[[nodiscard]] match check(const rule& of, condition which, const question& about);
// Whether all do: the weakest answer counts.
[[nodiscard]] match check_all(const rule& of, const question& about);

// The statement gives the object another name, or makes it reachable by another's, and a strict rule on it would not see
// what is done to it there. `maybe`: such a rule counts, as if it were about that statement too.
[[nodiscard]] match check_sight(const rule& of, const question& about);
// The answer of the rule to the effect: that of its conditions, or else that of `check_sight`.
[[nodiscard]] match check_rule(const rule& of, const question& about);

// Why a condition gave that answer, for people.
[[nodiscard]] std::string describe(const rule& of, condition which, const question& about, match answer);

}  // namespace countersign::policy
