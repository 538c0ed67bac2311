#include "proxy/session/own.hpp"

#include <algorithm>
#include <array>

#include "policy/reason.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::session {

namespace {

bool is_own(const parser::effect& what) {
  if (!what.object.starts_with(own_prefix)) return false;
  return what.what == parser::verb::set || what.what == parser::verb::configure ||
         (what.what == parser::verb::session && what.kind == parser::object_kind::setting);
}

bool contains(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return wire::startup::same_setting({&a, 1}, {&b, 1}); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

answer error_misplaced() {
  return {
      std::string{wire::sqlstate::feature_not_supported},
      "settings of Countersign are read only in a statement of their own",
      "They are answered by Countersign and never sent to the database; nothing of this message was run.",
      "Send SET countersign.... = '...', RESET or SHOW by itself, without LOCAL and without other statements in the "
      "same message: with psql, on a line or in a -c of its own."};
}

answer error_unknown(std::string_view name) {
  return {"42704",
          fmt::format("unrecognized configuration parameter \"{}\"", parser::visible(name)),
          {},
          "Countersign has countersign.reason and countersign.otp, and countersign.pending for SHOW."};
}

answer error_read_only(std::string_view name) {
  return {"55P02", fmt::format("parameter \"{}\" cannot be changed", name), {}, "It is for SHOW."};
}

answer error_reason_too_long(std::size_t bytes) {
  return {"22023",
          fmt::format("a reason of {} bytes is too long", bytes),
          {},
          fmt::format("Use at most {} bytes: a ticket and a few words.", policy::reason_bytes_max)};
}

constexpr std::size_t otp_bytes_max = 200;

answer error_otp_too_long() {
  return {"22023", "this is no one-time code", {}, "Use the six digits that your authenticator app shows now."};
}

std::string in_words(approvals::time_point deadline, approvals::time_point now) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - now);
  return duration_words(std::max(left, std::chrono::seconds{0}));
}

}  // namespace

bool is_own_setting(std::string_view name) {
  return wire::startup::same_setting(name.substr(0, own_prefix.size()), own_prefix);
}

own_statement own_in(std::string_view text, std::span<const parser::statement> statements,
                     std::span<const parser::effect> effects) {
  own_statement found;
  const auto first = std::ranges::find_if(effects, is_own);
  if (first == effects.end()) {
    // A secret with a slip beside it must not be held for others to read.
    const bool unreadable =
        std::ranges::any_of(effects, [](const parser::effect& each) { return each.what == parser::verb::unreadable; });
    if (unreadable && contains(text, "countersign") && contains(text, "otp")) found.what = own_action::misplaced;
    return found;
  }
  found.what = own_action::misplaced;
  if (statements.size() != 1) return found;
  const bool same = std::ranges::all_of(effects, [&](const parser::effect& each) {
    return is_own(each) && each.object == first->object && !each.temporary;
  });
  found.tag = statements[0].tag;
  found.name = first->object;
  if (!same) return found;
  if (found.tag == "SHOW") {
    found.what = own_action::show;
  } else if (found.tag == "RESET" || (found.tag == "SET" && first->detail == "default")) {
    found.what = own_action::reset;
  } else if (found.tag == "SET") {
    found.what = own_action::set;
    found.value = first->detail;
  }
  return found;
}

// --- answers

std::shared_ptr<const own_answer> answer_without_rows(std::string_view tag) {
  auto made = std::make_shared<own_answer>();
  made->tag = tag;
  return made;
}

std::shared_ptr<const own_answer> answer_value(std::string_view name, std::string_view value) {
  auto made = std::make_shared<own_answer>();
  const std::array names{name};
  const std::array values{value};
  wire::build::text_row_description(made->description, names);
  wire::build::data_row(made->rows, values);
  made->tag = "SHOW";
  return made;
}

std::shared_ptr<const own_answer> answer_pending(std::span<const std::shared_ptr<const approvals::hold>> pending,
                                                 std::string_view inbox_url, approvals::time_point now) {
  auto made = std::make_shared<own_answer>();
  constexpr std::array<std::string_view, 6> names{"code", "effects", "waits for", "reason", "expires in", "link"};
  wire::build::text_row_description(made->description, names);
  for (const auto& each : pending) {
    const hold_words words = words_of(each->request);
    const std::string left = in_words(each->deadline, now);
    const std::string link = inbox_url.empty() ? std::string{} : fmt::format("{}/holds/{}", inbox_url, each->code);
    const std::string reason = parser::visible(each->request.reason);
    const std::string waiting = waits_for(words);
    const std::array<std::string_view, 6> values{each->code, words.effects, waiting, reason, left, link};
    wire::build::data_row(made->rows, values);
  }
  made->tag = "SHOW";
  return made;
}

std::optional<answer> refusal_of(const own_statement& own) {
  if (own.what == own_action::misplaced) return error_misplaced();
  if (own.name == pending_setting) {
    return own.what == own_action::show ? std::nullopt : std::optional{error_read_only(own.name)};
  }
  if (own.name == otp_setting) {
    return own.value.size() > otp_bytes_max ? std::optional{error_otp_too_long()} : std::nullopt;
  }
  if (own.name != reason_setting) return error_unknown(own.name);
  if (own.what == own_action::set && own.value.size() > policy::reason_bytes_max) {
    return error_reason_too_long(own.value.size());
  }
  return std::nullopt;
}

answer error_in_failed_transaction() {
  return {"25P02", "current transaction is aborted, commands ignored until end of transaction block", {}, {}};
}

}  // namespace countersign::session
