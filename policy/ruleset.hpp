// The rules file, read: people, groups and rules, immutable and shared by all threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/effect.hpp"
#include "policy/subject.hpp"
#include "policy/verdict.hpp"

namespace countersign::policy {

// Somebody who can ask or decide. `roles` are the database roles that this person may be behind: whoever holds a role
// that requested something can never decide on it. A person's own name counts as one of their roles.
struct person {
  std::string name;
  std::string slack;  // Slack user id (U...), empty if none
  std::vector<std::string> roles;
  bool admin = false;  // may see everything in the inbox; gains no right to decide
};

struct group {
  std::string name;
  std::vector<std::string> members;  // names of people
};

// What a hold under this rule needs.
struct approval_terms {
  std::vector<std::string> approvers;  // groups or people, any of whom may decide
  unsigned quorum = 1;                 // that many different people must approve
  std::string approver_factor;         // "passkey": they prove themselves with one; empty: their login will do
  std::vector<std::string> factors{"totp", "passkey"};  // of step-up: what the requester proves themselves with
  std::chrono::seconds proof_for{0};                    // of step-up: how long a proof holds within one session
  std::chrono::seconds expires{600};
  bool ticket = false;         // of approve: refused at once with a code, to be run again once approved
  std::string reason_pattern;  // ECMAScript regular expression; empty: no reason is asked for
};

// A mistake in a rules file. Line and column start at 1; 0 where unknown.
struct diagnostic {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string key;                              // dotted, such as rule[2].action
  std::string message;                          // what is wrong
  std::string suggestion;                       // what to do; may be empty
  [[nodiscard]] std::string to_string() const;  // file:line:column: key: message (suggestion)
};

// Why a rule did or did not match an effect; for `countersign explain`.
struct explanation_step {
  rule_index rule = default_rule;
  bool matched = false;
  bool certain = true;    // false: it may match, and so it counts along with the next one that does
  bool concerns = true;   // the rule is about effects of this kind at all
  bool observed = false;  // it matches and only records
  std::string why;        // "effects: delete is not one of read", "objects: maybe, the schema of orders is not written"
};
struct effect_explanation {
  std::string effect;  // parser::describe
  verdict_kind kind = verdict_kind::allow;
  rule_index rule = default_rule;
  std::vector<explanation_step> steps;  // up to the rule that decided
};

class ruleset {
 public:
  struct load_result;
  // Reads a rules file's text; `file` is only for messages. All mistakes are reported, not just the first.
  [[nodiscard]] static load_result load(std::string_view toml, std::string_view file);
  // The built-in file: safe and useful on day one, and what `dev demo` uses.
  [[nodiscard]] static std::string_view starter_text();

  ~ruleset();

  // Judges every effect. Three-valued inside: an effect whose object cannot be placed for certain (no schema written,
  // a value that cannot be known) may match; then that rule and the next definite match both count, the stricter wins.
  // `scratch` is cleared and filled. Never throws; allocates nothing in the steady state when all is allowed.
  void evaluate(const subject& who, std::span<const parser::effect> effects,
                std::span<const parser::bound_value> parameters, verdict& scratch) const;

  [[nodiscard]] std::vector<effect_explanation> explain(const subject& who, std::span<const parser::effect> effects,
                                                        std::span<const parser::bound_value> parameters) const;

  [[nodiscard]] std::string_view rule_name(rule_index rule) const;     // "default" for default_rule
  [[nodiscard]] const approval_terms& terms(rule_index rule) const;    // those of [defaults] for default_rule
  [[nodiscard]] std::string_view rule_message(rule_index rule) const;  // the rule's own words to the requester, or ""
  // Names the text that was loaded: the same text has the same version everywhere (12 hex digits of its SHA-256).
  [[nodiscard]] std::string_view version() const;

  // Some rule says catalog = "required".
  [[nodiscard]] bool needs_catalog() const;

  [[nodiscard]] std::span<const person> people() const;
  [[nodiscard]] const person* find_person(std::string_view name) const;
  [[nodiscard]] const person* find_slack(std::string_view slack_id) const;
  // True if the person is named in `approvers` or a member of a group that is.
  [[nodiscard]] bool entitled(const person& who, std::span<const std::string> approvers) const;
  // True if this person may be behind the database role: then they are its requester and can never approve.
  [[nodiscard]] bool may_be(const person& who, std::string_view role) const;

 private:
  struct impl;
  explicit ruleset(std::unique_ptr<impl> inside);
  std::unique_ptr<impl> impl_;
};

struct ruleset::load_result {
  std::shared_ptr<const ruleset> rules;  // null if there are mistakes
  std::vector<diagnostic> mistakes;
  std::vector<diagnostic> warnings;  // e.g. a rule that can never match because an earlier one always does
};

}  // namespace countersign::policy
