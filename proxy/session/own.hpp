// Countersign's own settings, countersign.reason and its like. It answers their SET and SHOW itself: no server sees
// them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/desk.hpp"
#include "parser/analysis.hpp"
#include "policy/ruleset.hpp"
#include "proxy/session/texts.hpp"

namespace countersign::session {

inline constexpr std::string_view own_prefix = "countersign.";
inline constexpr std::string_view otp_setting = "countersign.otp";
inline constexpr std::string_view reason_setting = "countersign.reason";
inline constexpr std::string_view pending_setting = "countersign.pending";
[[nodiscard]] bool is_own_setting(std::string_view name);  // in any case

enum class own_action : std::uint8_t {
  none,  // nothing of ours
  set,
  reset,  // RESET, and SET ... TO DEFAULT
  show,
  misplaced,  // among other statements, in a function call, with LOCAL, or so broken that it cannot be read
};

// What one message asks of Countersign itself. Views into what it was read from.
struct own_statement {
  own_action what = own_action::none;
  std::string_view tag;    // "SET", "RESET", "SHOW"
  std::string_view name;   // "countersign.reason"
  std::string_view value;  // of set
};
[[nodiscard]] own_statement own_in(std::string_view text, std::span<const parser::statement> statements,
                                   std::span<const parser::effect> effects);

// The answer to one of them, which takes the place of the one to the empty statement that the backend is sent instead.
struct own_answer {
  std::string description;  // RowDescription; empty: it has no rows
  std::string rows;         // DataRows
  std::string tag;
};
[[nodiscard]] std::shared_ptr<const own_answer> answer_without_rows(std::string_view tag);
[[nodiscard]] std::shared_ptr<const own_answer> answer_value(std::string_view name, std::string_view value);
// What is pending for the role; times are told as of `now`.
[[nodiscard]] std::shared_ptr<const own_answer> answer_pending(
    std::span<const std::shared_ptr<const approvals::hold>> pending, std::string_view inbox_url,
    approvals::time_point now);

// What a session keeps about them.
struct own_state {
  std::string reason;                             // countersign.reason
  std::string first_reason;                       // as the login had it: what RESET goes back to
  std::string otp;                                // countersign.otp, until a statement that wants it
  std::optional<std::uint64_t> listing;           // the ticket of the list that SHOW countersign.pending waits for
  std::optional<approvals::pending_list> listed;  // and the list
};

// Why it cannot be done, if it cannot.
[[nodiscard]] std::optional<answer> refusal_of(const own_statement& own);
[[nodiscard]] answer error_in_failed_transaction();

}  // namespace countersign::session
