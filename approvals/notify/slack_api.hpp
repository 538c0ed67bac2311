// Slack's Web API, as far as we use it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "approvals/notify/slack_answer.hpp"
#include "approvals/notify/slack_options.hpp"

namespace countersign::approvals::notify {

class slack_api {
 public:
  // Throws std::invalid_argument, naming the setting, if the options cannot work.
  slack_api(boost::asio::io_context& io, const slack_options& options);

  // One method, such as chat.postMessage.
  [[nodiscard]] boost::asio::awaitable<slack_answer> call(std::string method, boost::json::object arguments);

  // Answers a click at the response_url that came with it. Only ever sent to Slack's own host for that, whatever the
  // callback says, and without the token.
  [[nodiscard]] bool trusts(std::string_view response_url) const;
  [[nodiscard]] boost::asio::awaitable<bool> respond(std::string response_url, boost::json::object message);

 private:
  http_client client_;
  web_address base_;
  std::string token_;
};

}  // namespace countersign::approvals::notify
