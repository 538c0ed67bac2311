// The steps of reading a rules file. Each reports what is wrong and goes on, so that all mistakes are known at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/report.hpp"
#include "policy/rule.hpp"
#include "policy/ruleset_impl.hpp"

namespace countersign::policy {

// Bounds on what a rules file may hold. Rules are numbered with 16 bits, of which the last number means the default.
struct rules_limits {
  static constexpr std::size_t file_bytes_max = 1024 * 1024;
  static constexpr std::size_t rules_max = 4096;
  static constexpr std::size_t name_bytes_max = 100;
  static constexpr std::size_t message_bytes_max = 1000;
  static constexpr std::size_t reason_pattern_bytes_max = 500;
  static constexpr std::int64_t quorum_max = 100;
  static constexpr std::chrono::seconds expires_min{1};
  static constexpr std::chrono::seconds expires_max = std::chrono::hours{7 * 24};
  static constexpr std::chrono::seconds proof_for_max{12 * 3600};
};

// Where a rule stands in the file; the checks over all rules point there. The document must outlive it.
struct rule_place {
  const node* table = nullptr;
  std::string key;
  [[nodiscard]] position where_of(std::string_view name) const {
    const member* const found = table->find(name);
    return found == nullptr ? table->where : found->where;
  }
};

// A name that people will see and type: not empty, not too long, nothing invisible in it.
[[nodiscard]] bool check_name(const field& name, report& to);

void load_people(table_reader& root, rules_data& into, report& to);
// approvers, quorum, expires, reason: what the table does not say stays as it is in `terms`.
void load_terms(table_reader& table, const rules_data& data, approval_terms& terms, report& to);
// Can the terms be met at all? Called for whatever asks for approval.
void check_terms(const table_reader& table, const rules_data& data, const approval_terms& terms, report& to);
// The words to the requester.
void load_message(table_reader& table, std::string& message, report& to);

// An action other than `step-up`, which this version has not.
[[nodiscard]] std::optional<verdict_kind> load_action(const field& word, report& to);

// roles, databases, applications, networks, hours; `written` gets each key's value as the file has it.
void load_context(table_reader& table, context_test& into, std::array<std::string, condition_count>& written,
                  report& to);
void load_values(table_reader& table, rule& into, report& to);
void load_rules(table_reader& root, rules_data& into, report& to);

// What is no mistake but surely not meant: rules that never decide, applications that exempt nobody, and the like.
void check_rules(const rules_data& data, const std::vector<rule_place>& places, report& to);

// Text of a list of words as people read it in explanations: `a, b`.
[[nodiscard]] std::string written_list(const std::vector<field>& words);

}  // namespace countersign::policy
