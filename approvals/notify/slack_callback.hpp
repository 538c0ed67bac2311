// What Slack sends when somebody clicks or submits, read. Pure; the signature has been checked before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "approvals/notify/slack_subject.hpp"

namespace countersign::approvals::notify {

enum class slack_button : std::uint8_t { approve, deny, deny_now, open };

// A click on one of our buttons (block_actions).
struct slack_click {
  slack_button what = slack_button::open;
  std::string user;          // U024BE7LH
  std::string channel;       // empty where Slack names none
  std::string trigger;       // good for three seconds, to open a dialog
  std::string response_url;  // as sent: to be trusted only after a look at its host
  slack_subject about;
};

// The dialog that asked for the reason of a denial came back (view_submission).
struct slack_denial {
  std::string user;
  std::string channel;
  std::string reason;
  slack_subject about;
};

// Not something that we understand: nothing is decided.
struct slack_refusal {
  unsigned status = 400;
  std::string why;
};

using slack_callback = std::variant<slack_refusal, slack_click, slack_denial>;

// `body` is the request's: application/x-www-form-urlencoded with one `payload` of JSON.
[[nodiscard]] slack_callback read_slack_callback(std::string_view body);

}  // namespace countersign::approvals::notify
