#include "proxy/app/hold_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::app {

namespace {

using boost::json::array;
using boost::json::object;
using clock = std::chrono::system_clock;

// The inbox may be a newer one than this program: what is missing or of another type is left out, never trusted to be.
std::string text(const object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}
bool flag(const object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found && found->is_bool() && found->get_bool();
}
std::int64_t number(const object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  if (!found) return 0;
  if (found->is_int64()) return found->get_int64();
  return found->is_uint64() ? static_cast<std::int64_t>(found->get_uint64() & 0x7fff'ffff'ffff'ffffu) : 0;
}
const object& inner(const object& from, std::string_view key) {
  static const object none;
  const auto* found = from.if_contains(key);
  return found && found->is_object() ? found->get_object() : none;
}
std::vector<object> objects(const object& from, std::string_view key) {
  std::vector<object> answer;
  if (const auto* found = from.if_contains(key); found && found->is_array())
    for (const auto& one : found->get_array())
      if (one.is_object()) answer.push_back(one.get_object());
  return answer;
}
std::string joined(const object& from, std::string_view key) {
  std::string answer;
  if (const auto* found = from.if_contains(key); found && found->is_array())
    for (const auto& one : found->get_array())
      if (one.is_string()) answer += (answer.empty() ? "" : ", ") + one_line(one.get_string());
  return answer;
}

// 2026-11-24T04:19:57.123Z
std::optional<clock::time_point> read_time(std::string_view iso) {
  const auto part = [&](std::size_t at, std::size_t length) {
    int value = -1;
    if (at + length <= iso.size()) std::from_chars(iso.data() + at, iso.data() + at + length, value);
    return value;
  };
  if (iso.size() < 20 || iso.back() != 'Z') return std::nullopt;
  using namespace std::chrono;
  const year_month_day day{year{part(0, 4)}, month{static_cast<unsigned>(part(5, 2))},
                           std::chrono::day{static_cast<unsigned>(part(8, 2))}};
  if (!day.ok()) return std::nullopt;
  return sys_days{day} + hours{part(11, 2)} + minutes{part(14, 2)} + seconds{part(17, 2)};
}

std::string time_left(const object& hold, std::string_view now) {
  const auto end = read_time(text(hold, "deadline"));
  const auto at = read_time(now);
  if (!end || !at) return "?";
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(*end - *at).count();
  if (left <= 0) return "none";
  if (left < 60) return fmt::format("{} s", left);
  if (left < 3600) return fmt::format("{}:{:02} min", left / 60, left % 60);
  return fmt::format("{} h {} min", left / 3600, left / 60 % 60);
}

std::string took(std::int64_t us) {
  if (us < 1000) return fmt::format("{} us", us);
  if (us < 10'000'000) return fmt::format("{} ms", (us + 500) / 1000);
  return fmt::format("{:.1f} s", static_cast<double>(us) / 1e6);
}

std::string outcome_text(const object& hold) {
  const auto& what = inner(hold, "outcome");
  const auto kind = text(what, "kind");
  if (kind == "completed") return fmt::format("{} in {}", one_line(text(what, "text")), took(number(what, "took_us")));
  if (kind == "failed") return "failed: " + one_line(text(what, "text"));
  if (kind == "unknown") return "unknown: the database connection was lost before an answer; it is never sent again";
  if (kind == "not_run") {
    return flag(hold, "ticket") ? "for the requester to run, once" : "never ran: the requester was gone by then";
  }
  return {};
}

std::string gist(const object& hold) {
  const auto effects = objects(hold, "effects");
  std::size_t gated = 0;
  std::string first;
  for (const auto& one : effects) {
    if (!flag(one, "gated")) continue;
    if (gated++ == 0) first = one_line(text(one, "text"));
  }
  if (first.empty() && !effects.empty()) first = one_line(text(effects.front(), "text"));
  return gated > 1 ? fmt::format("{} (+{} more)", first, gated - 1) : first;
}

std::string deciders(const object& hold, std::string_view state) {
  std::string answer;
  for (const auto& one : objects(hold, "decisions"))
    if ((text(one, "decision") == "approve") == (state == "approved"))
      answer += (answer.empty() ? " by " : ", ") + one_line(text(one, "approver"));
  return answer;
}

std::string state_text(const object& hold, std::string_view now) {
  const auto state = text(hold, "state");
  if (state == "pending") return "waiting, " + time_left(hold, now) + " left";
  auto answer = one_line(state);
  if (state == "approved" || state == "denied") answer += deciders(hold, state);
  if (const auto why = text(hold, "withdrawn_why"); !why.empty()) answer += " (" + one_line(why) + ")";
  if (const auto what = outcome_text(hold); !what.empty()) answer += "; " + what;
  return answer;
}

// How many columns a terminal needs, near enough for aligning: one for each character.
std::size_t columns(std::string_view shown) {
  return static_cast<std::size_t>(
      std::ranges::count_if(shown, [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::string padded(const std::string& shown, std::size_t width) {
  const auto has = columns(shown);
  return has < width ? shown + std::string(width - has, ' ') : shown;
}

std::string statement_lines(std::string_view statement) {
  std::string answer;
  std::size_t line = 1;
  for (std::size_t at = 0; at <= statement.size(); ++line) {
    const auto end = std::min(statement.find('\n', at), statement.size());
    answer += fmt::format("  {:>4} | {}\n", line, parser::visible(statement.substr(at, end - at)));
    at = end + 1;
  }
  return answer;
}

std::string effects_lines(const object& hold) {
  std::string answer;
  std::size_t count = 0;
  for (const auto& one : objects(hold, "effects")) {
    const auto rule = one_line(text(one, "rule"));
    answer += fmt::format("  {:>2}  {} {}: {}\n", ++count, flag(one, "gated") ? "*" : " ",
                          one_line(text(one, "verdict")), one_line(text(one, "text")));
    if (!rule.empty() && flag(one, "gated")) answer += fmt::format("        rule \"{}\"\n", rule);
  }
  return answer;
}

std::string approvers_lines(const object& hold) {
  std::string answer;
  for (const auto& one : objects(hold, "requirements"))
    answer += fmt::format("  rule \"{}\": {} of {}\n", one_line(text(one, "rule")), number(one, "quorum"),
                          joined(one, "approvers"));
  for (const auto& one : objects(hold, "decisions")) {
    const auto reason = one_line(text(one, "reason"));
    answer += fmt::format("  {} {} over {} at {}{}\n", one_line(text(one, "approver")),
                          text(one, "decision") == "approve" ? "approved" : "denied", one_line(text(one, "channel")),
                          one_line(text(one, "at")), reason.empty() ? "" : ": " + reason);
  }
  return answer;
}

}  // namespace

std::string one_line(std::string_view said) {
  std::string answer;
  for (const char c : parser::visible(said)) {
    if (c == '\n') {
      answer += "\\n";
    } else if (c == '\t') {
      answer += "\\t";
    } else {
      answer.push_back(c);
    }
  }
  return answer;
}

std::string hold_line(const object& hold) {
  return fmt::format("{}: {} on {}: {}", one_line(text(hold, "code")), one_line(text(hold, "role")),
                     one_line(text(hold, "database")), gist(hold));
}

std::string holds_table(const object& answer) {
  const auto now = text(answer, "now");
  std::vector<std::array<std::string, 5>> rows{{"CODE", "STATE", "WHO", "DATABASE", "WHAT"}};
  for (const auto& one : objects(answer, "holds"))
    rows.push_back({one_line(text(one, "code")), state_text(one, now), one_line(text(one, "role")),
                    one_line(text(one, "database")), gist(one)});
  if (rows.size() == 1) return "Nothing is held.\n";
  std::array<std::size_t, 5> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i + 1 < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out += padded(row[i], widths[i]) + (i + 1 < row.size() ? "  " : "\n");
  }
  return out;
}

std::string hold_sheet(const object& answer) {
  const auto& hold = inner(answer, "hold");
  const auto code = one_line(text(hold, "code"));
  const auto application = one_line(text(hold, "application"));
  const auto reason = one_line(text(hold, "reason"));
  const auto statement = text(hold, "statement");
  std::string out = fmt::format("{}   {}\n\n", code, state_text(hold, text(answer, "now")));
  out += fmt::format("{} wants to run this on {}{}\n", one_line(text(hold, "role")), one_line(text(hold, "database")),
                     flag(hold, "in_transaction") ? ", inside a transaction" : "");
  out += fmt::format("  from    {}{}\n", one_line(text(hold, "address")),
                     application.empty() ? "" : " (" + application + ")");
  out += fmt::format("  server  {}\n", one_line(text(hold, "upstream")));
  out += fmt::format("  asked   {}\n", one_line(text(hold, "opened")));
  out += fmt::format("  reason  {}\n", reason.empty() ? "none given" : reason);
  out += "\nWhat it does (* needs approval)\n" + effects_lines(hold);
  out += fmt::format("\nStatement, {} bytes\n{}", statement.size(), statement_lines(statement));
  if (const auto values = objects(hold, "parameters"); !values.empty()) {
    out += "\nValues\n";
    std::size_t count = 0;
    for (const auto& one : values)
      out += fmt::format("  ${} {} = {}\n", ++count, one_line(text(one, "type")), one_line(text(one, "value")));
  }
  out += "\nWho decides\n" + approvers_lines(hold);
  out +=
      fmt::format("\nDigest {}\nRules  {}\n", one_line(text(hold, "digest")), one_line(text(hold, "policy_version")));
  if (text(hold, "state") != "pending") return out;
  const auto& viewer = inner(hold, "viewer");
  if (!flag(viewer, "may_decide")) return out + "\n" + one_line(text(viewer, "why_not")) + "\n";
  return out + fmt::format("\n  countersign approve {}\n  countersign deny {} --reason \"...\"\n", code, code);
}

}  // namespace countersign::app
