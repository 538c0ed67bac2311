#include "policy/ruleset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "policy/ruleset_impl.hpp"

namespace countersign::policy {

ruleset::ruleset(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
ruleset::~ruleset() = default;

std::string_view ruleset::rule_name(rule_index rule) const {
  return rule < impl_->rules.size() ? std::string_view{impl_->rules[rule].name} : "default";
}

const approval_terms& ruleset::terms(rule_index rule) const {
  return rule < impl_->rules.size() ? impl_->rules[rule].terms : impl_->default_terms;
}

std::string_view ruleset::rule_message(rule_index rule) const {
  return rule < impl_->rules.size() ? impl_->rules[rule].message : impl_->default_message;
}

std::string_view ruleset::version() const {
  return impl_->version;
}

bool ruleset::needs_catalog() const {
  return std::ranges::any_of(impl_->rules, &rule::needs_catalog);
}

std::span<const person> ruleset::people() const {
  return impl_->people;
}

const person* ruleset::find_person(std::string_view name) const {
  for (const person& each : impl_->people) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

const person* ruleset::find_slack(std::string_view slack_id) const {
  if (slack_id.empty()) return nullptr;
  for (const person& each : impl_->people) {
    if (each.slack == slack_id) return &each;
  }
  return nullptr;
}

bool ruleset::entitled(const person& who, std::span<const std::string> approvers) const {
  const auto has = [](std::span<const std::string> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (has(approvers, who.name)) return true;
  return std::any_of(impl_->groups.begin(), impl_->groups.end(),
                     [&](const group& each) { return has(approvers, each.name) && has(each.members, who.name); });
}

bool ruleset::may_be(const person& who, std::string_view role) const {
  return who.name == role || std::find(who.roles.begin(), who.roles.end(), role) != who.roles.end();
}

std::string diagnostic::to_string() const {
  std::string out = file;
  if (line != 0) out += fmt::format(":{}", line);
  if (line != 0 && column != 0) out += fmt::format(":{}", column);
  out += ": ";
  if (!key.empty()) out += key + ": ";
  out += message;
  if (!suggestion.empty()) out += fmt::format(" ({})", suggestion);
  return out;
}

}  // namespace countersign::policy
