// What a button of ours carries: which hold, and the digest of what was shown beside it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approvals/records.hpp"

namespace countersign::approvals::notify {

inline constexpr std::string_view slack_action_approve = "countersign_approve";
inline constexpr std::string_view slack_action_deny = "countersign_deny";          // asks for a reason first
inline constexpr std::string_view slack_action_deny_now = "countersign_deny_now";  // when that dialog did not open
inline constexpr std::string_view slack_action_open = "countersign_open";  // a link; Slack reports it all the same
inline constexpr std::string_view slack_dialog_deny = "countersign_deny_dialog";  // callback_id
inline constexpr std::string_view slack_dialog_reason = "reason";                 // block_id and action_id of its text
inline constexpr std::size_t slack_reason_max = 500;

struct slack_subject {
  std::string hold;
  std::string code;
  digest seen{};
};

// One text for a button's value: "v1 <hold> <code> <digest in hex>", at most 2000 characters as Slack demands.
[[nodiscard]] std::string to_value(const slack_subject& what);
[[nodiscard]] std::optional<slack_subject> from_value(std::string_view value);

}  // namespace countersign::approvals::notify
