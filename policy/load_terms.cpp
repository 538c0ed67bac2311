// What a hold needs: approvers, quorum, expires, reason; and the words that are shown.
#include <fmt/format.h>

#include <algorithm>

#include "parser/analysis.hpp"
#include "policy/loading.hpp"
#include "policy/reason.hpp"

namespace countersign::policy {

namespace {

std::size_t entitled_count(const rules_data& data, const std::vector<std::string>& approvers) {
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto entitled = [&](const person& who) {
    return has(approvers, who.name) || std::any_of(data.groups.begin(), data.groups.end(), [&](const group& each) {
             return has(approvers, each.name) && has(each.members, who.name);
           });
  };
  return static_cast<std::size_t>(std::count_if(data.people.begin(), data.people.end(), entitled));
}

void load_approvers(table_reader& table, const rules_data& data, approval_terms& terms, report& to) {
  const std::vector<field> words = table.texts("approvers");
  if (!table.has("approvers")) return;
  std::vector<std::string_view> known;
  for (const group& each : data.groups) known.emplace_back(each.name);
  for (const person& each : data.people) known.emplace_back(each.name);
  terms.approvers.clear();
  for (const field& each : words) {
    const std::string& name = each.value->text;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = nearest(name, known);
      to.mistake(each.value->where, each.key, fmt::format("there is no group or person {}", quoted(name)),
                 near            ? fmt::format("did you mean {}?", *near)
                 : known.empty() ? "add a [[person]] or a [[group]] of that name"
                                 : fmt::format("known are {}", join_or(known)));
    } else if (std::find(terms.approvers.begin(), terms.approvers.end(), name) != terms.approvers.end()) {
      to.mistake(each.value->where, each.key, fmt::format("{} is named twice", quoted(name)));
    } else {
      terms.approvers.push_back(name);
    }
  }
}

// `90s`, `10m`, `1h30m`, `2d`: units from large to small, each at most once.
std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::array<std::pair<char, std::int64_t>, 4> units{{{'d', 86'400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
  constexpr std::int64_t number_max = 1'000'000;
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      number = std::min(number * 10 + (text[digits] - '0'), number_max);
    }
    if (digits == 0 || digits == text.size()) return std::nullopt;
    while (next_unit < units.size() && units[next_unit].first != text[digits]) ++next_unit;
    if (next_unit == units.size()) return std::nullopt;
    total += number * units[next_unit++].second;
    text.remove_prefix(digits + 1);
  }
  return std::chrono::seconds{total};
}

void load_expires(table_reader& table, approval_terms& terms, report& to) {
  const auto found = table.text("expires");
  if (!found) return;
  const auto duration = parse_duration(found->value->text);
  if (!duration) {
    to.mistake(found->value->where, found->key, fmt::format("{} is no length of time", quoted(found->value->text)),
               "write it as in \"10m\", \"90s\" or \"1h30m\"");
  } else if (*duration < rules_limits::expires_min || *duration > rules_limits::expires_max) {
    to.mistake(found->value->where, found->key, fmt::format("a hold cannot wait {}", quoted(found->value->text)),
               "between 1s and 7d are possible");
  } else {
    terms.expires = *duration;
  }
}

void load_waiting(table_reader& table, approval_terms& terms, report& to) {
  const auto found = table.text("hold");
  if (!found) return;
  const std::string& word = found->value->text;
  if (word != "wait" && word != "ticket") {
    to.mistake(
        found->value->where, found->key, fmt::format("a statement cannot be held {}", quoted(word)),
        "it is \"wait\" (its connection waits) or \"ticket\" (refused with a code, to be run again once approved)");
  }
  terms.ticket = word == "ticket";
}

void load_factors(table_reader& table, approval_terms& terms, report& to) {
  static constexpr std::array<std::string_view, 2> known{"totp", "passkey"};
  const auto is_known = [&](const field& each) {
    if (std::ranges::find(known, each.value->text) != known.end()) return true;
    const auto near = nearest(each.value->text, known);
    to.mistake(each.value->where, each.key, fmt::format("{} is no factor", quoted(each.value->text)),
               near ? fmt::format("did you mean \"{}\"?", *near) : "it is \"totp\" or \"passkey\"");
    return false;
  };
  const std::vector<field> words = table.texts("factors");
  if (!words.empty()) terms.factors.clear();
  for (const field& each : words) {
    if (is_known(each)) terms.factors.push_back(each.value->text);
  }
  if (const auto found = table.text("proof_for")) {
    const auto duration = parse_duration(found->value->text);
    if (!duration || *duration > rules_limits::proof_for_max) {
      to.mistake(found->value->where, found->key, fmt::format("a proof cannot hold {}", quoted(found->value->text)),
                 "between \"0s\" (for one statement) and \"12h\" are possible");
    } else {
      terms.proof_for = *duration;
    }
  }
  if (const auto found = table.text("approver_factor")) {
    if (found->value->text != "passkey") {
      to.mistake(found->value->where, found->key,
                 fmt::format("approvers cannot be asked for {}", quoted(found->value->text)),
                 "it is \"passkey\", or leave it out");
    }
    terms.approver_factor = found->value->text;
  }
}

void load_reason(table_reader& table, approval_terms& terms, report& to) {
  const auto found = table.text("reason");
  if (!found) return;
  const std::string& text = found->value->text;
  if (text.size() > rules_limits::reason_pattern_bytes_max) {
    to.mistake(found->value->where, found->key, fmt::format("the pattern has {} bytes", text.size()),
               fmt::format("at most {} are allowed", rules_limits::reason_pattern_bytes_max));
    return;
  }
  if (const auto problem = reason_pattern_problem(text)) {
    to.mistake(
        found->value->where, found->key, fmt::format("{} is no regular expression: {}", quoted(text), *problem),
        "it is an ECMAScript pattern, such as \"^(INC|CHG)-[0-9]+\"; in TOML, '...' keeps backslashes as they are");
    return;
  }
  terms.reason_pattern = text;
}

}  // namespace

void load_terms(table_reader& table, const rules_data& data, approval_terms& terms, report& to) {
  load_approvers(table, data, terms, to);
  if (const auto quorum = table.integer("quorum")) {
    const std::int64_t wanted = quorum->value->integer;
    if (wanted < 1 || wanted > rules_limits::quorum_max) {
      to.mistake(quorum->value->where, quorum->key, fmt::format("{} people cannot approve", wanted),
                 fmt::format("a quorum is between 1 and {}", rules_limits::quorum_max));
    } else {
      terms.quorum = static_cast<unsigned>(wanted);
    }
  }
  load_expires(table, terms, to);
  load_waiting(table, terms, to);
  load_reason(table, terms, to);
  load_factors(table, terms, to);
}

void check_terms(const table_reader& table, const rules_data& data, const approval_terms& terms, report& to) {
  const std::size_t count = entitled_count(data, terms.approvers);
  if (count < terms.quorum) {
    to.mistake(table.where_of("quorum"), table.key("quorum"),
               fmt::format("{} must approve, but only {} can", terms.quorum, count),
               "name more approvers, or lower the quorum");
  } else if (count == terms.quorum) {
    to.warning(table.where_of("approvers"), table.key("approvers"),
               fmt::format("all {} who can approve must do so: none of them can ever ask for it", count),
               "nobody approves their own statement; name one more approver");
  }
}

void load_message(table_reader& table, std::string& message, report& to) {
  const auto found = table.text("message");
  if (!found) return;
  if (found->value->text.size() > rules_limits::message_bytes_max) {
    to.mistake(found->value->where, found->key, fmt::format("the message has {} bytes", found->value->text.size()),
               fmt::format("at most {} are allowed", rules_limits::message_bytes_max));
    return;
  }
  message = parser::visible(found->value->text);
}

std::optional<verdict_kind> load_action(const field& word, report& to) {
  static constexpr std::array<std::string_view, 4> known{"allow", "step-up", "approve", "deny"};
  const std::string& text = word.value->text;
  if (text == "allow") return verdict_kind::allow;
  if (text == "approve") return verdict_kind::approve;
  if (text == "deny") return verdict_kind::deny;
  if (text == "step-up") return verdict_kind::step_up;
  const auto near = nearest(text, known);
  to.mistake(word.value->where, word.key, fmt::format("{} is no action", quoted(text)),
             near ? fmt::format("did you mean \"{}\"?", *near) : "it is one of allow, step-up, approve or deny");
  return std::nullopt;
}

}  // namespace countersign::policy
