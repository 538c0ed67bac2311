// Clicks in Slack: POST /slack/actions.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "approvals/notify/slack_options.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::approvals::notify {

// Slack sends the message that was clicked along, form-encoded, so a callback may be several times its size.
inline constexpr std::size_t slack_body_bytes_max = 1024 * 1024;

struct slack_reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
};

// Answers at once, since Slack waits three seconds, and decides afterwards: nothing that takes time stands between.
class slack_actions {
 public:
  // Throws as slack_api does, and std::invalid_argument without a signing secret. `io` as for slack_notifier; `desk`
  // and `time` outlive both this and what it posted to them.
  slack_actions(boost::asio::io_context& io, slack_options options, desk_access& desk, const clock& time);
  ~slack_actions();

  // `timestamp` and `signature` are the headers X-Slack-Request-Timestamp and X-Slack-Signature, empty if absent or
  // there more than once. Calls `answer` exactly once, before it returns. On one thread, any.
  void handle(std::string_view body, std::string_view timestamp, std::string_view signature,
              const std::function<void(slack_reply)>& answer);

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace countersign::approvals::notify
