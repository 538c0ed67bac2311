// Is a callback really from Slack, and of now? See https://api.slack.com/authentication/verifying-requests-from-slack
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "approvals/records.hpp"

namespace countersign::approvals::notify {

// Clocks differ and networks delay, but a recorded callback must not stay good for long.
inline constexpr std::chrono::seconds signature_window{300};

enum class signature_check : std::uint8_t {
  good,
  missing,    // no secret is set, or one of the headers is not there
  malformed,  // not a number of seconds, or not v0= and 64 hex digits
  not_now,    // more than the window old, or that far in the future
  wrong,
};
// For the log; says nothing that helps to forge one.
[[nodiscard]] std::string_view to_string(signature_check what);

// `body` is the request's, byte for byte; `timestamp` and `signature` are X-Slack-Request-Timestamp and
// X-Slack-Signature.
[[nodiscard]] signature_check check_slack_signature(std::string_view secret, std::string_view body,
                                                    std::string_view timestamp, std::string_view signature,
                                                    time_point now);

// What Slack would send, for tests and demonstrations.
[[nodiscard]] std::string slack_signature(std::string_view secret, std::string_view body, std::string_view timestamp);

}  // namespace countersign::approvals::notify
