// How to reach Slack and how to look there; from the configuration.
#pragma once

#include <string>

#include "approvals/notify/courier.hpp"
#include "approvals/notify/http_client.hpp"

namespace countersign::approvals::notify {

struct slack_options {
  std::string token;           // xoxb-...; a secret, never logged
  std::string signing_secret;  // of the app, for callbacks; a secret, never logged
  std::string channel;         // C0123456789, or #name
  std::string base_url = "https://slack.com/api";
  std::string inbox_url;  // for links; empty: none
  http_client_options http;
  outbox_limits limits;
  std::function<double()> jitter;  // empty: random
  log_function log;
};

}  // namespace countersign::approvals::notify
