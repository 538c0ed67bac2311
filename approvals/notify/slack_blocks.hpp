// A hold as a Slack message: Block Kit, within its limits. See https://api.slack.com/reference/block-kit/blocks
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "approvals/notify/slack_subject.hpp"
#include "approvals/records.hpp"

namespace countersign::approvals::notify {

inline constexpr std::size_t slack_text_max = 3000;  // of one text object, by Slack
inline constexpr std::size_t slack_blocks_max = 50;  // of one message, by Slack
inline constexpr std::size_t slack_shown_max =
    8000;  // of statement and values, ours: Slack refuses about 13 000 in all

// How a message looks, beside its hold.
struct slack_look {
  std::string inbox_url;  // "https://countersign.example.com"; empty: commands are named instead of links
};

// What chat.postMessage and chat.update take besides the channel.
struct slack_message {
  std::string text;  // for notifications and screen readers; never contains the statement
  boost::json::array blocks;
};

// Buttons only while it is pending; "Approve" only if everything that an approval covers is in the message.
[[nodiscard]] slack_message slack_message_of(const hold& what, const slack_look& look);

// For when Slack refuses the message above: says that there is a hold and where to read it, with no button.
[[nodiscard]] slack_message slack_plain_message_of(const hold& what, const slack_look& look);

// The dialog that asks why somebody denies; `channel` is where their private answers go.
[[nodiscard]] boost::json::object slack_deny_dialog(const slack_subject& what, std::string_view channel);

// What a person is told privately when that dialog did not open: denying still works, without a reason.
[[nodiscard]] slack_message slack_deny_offer(const slack_subject& what, const slack_look& look);

}  // namespace countersign::approvals::notify
