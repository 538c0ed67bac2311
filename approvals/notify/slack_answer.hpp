// What Slack's Web API answered, judged: done, later, or what has to be changed. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "approvals/notify/http_client.hpp"
#include "approvals/notify/outbox.hpp"

namespace countersign::approvals::notify {

struct slack_answer {
  attempt outcome;
  std::string error;         // Slack's word, such as not_in_channel; empty if there is none
  boost::json::object body;  // of a success
};

[[nodiscard]] slack_answer read_slack_answer(std::string_view method, const http_result& from);

// The message that we wanted to update is gone or can no longer be changed.
[[nodiscard]] bool means_message_is_gone(std::string_view error);
// Slack does not like the blocks; a plainer message may do.
[[nodiscard]] bool means_blocks_are_refused(std::string_view error);

}  // namespace countersign::approvals::notify
