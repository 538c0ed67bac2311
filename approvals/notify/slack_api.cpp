#include "approvals/notify/slack_api.hpp"

#include <algorithm>
#include <stdexcept>

namespace countersign::approvals::notify {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::string_view json_type = "application/json; charset=utf-8";

web_address base_of(const slack_options& options) {
  auto read = read_web_address(options.base_url);
  if (!read.address) throw std::invalid_argument("slack.api: " + read.error);
  while (read.address->target.ends_with('/')) read.address->target.pop_back();
  return std::move(*read.address);
}

// A line end inside would split the header that carries it.
std::string checked_token(const slack_options& options) {
  if (options.token.empty()) {
    throw std::invalid_argument(
        "slack.token_file: there is no token; name a file with the bot token (xoxb-...), or set "
        "COUNTERSIGN_SLACK_TOKEN");
  }
  const bool plain =
      std::all_of(options.token.begin(), options.token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!plain) throw std::invalid_argument("slack.token_file: the token contains spaces or control characters");
  return options.token;
}

}  // namespace

slack_api::slack_api(asio::io_context& io, const slack_options& options)
    : client_(io, options.http), base_(base_of(options)), token_(checked_token(options)) {
  if (options.channel.empty()) throw std::invalid_argument("slack.channel: it is empty; it is like C0123456789");
}

asio::awaitable<slack_answer> slack_api::call(std::string method, json::object arguments) {
  web_address to = base_;
  to.target += "/" + method;
  http_fields fields{{"Content-Type", std::string(json_type)}, {"Authorization", "Bearer " + token_}};
  const http_result result = co_await client_.post(std::move(to), std::move(fields), json::serialize(arguments));
  co_return read_slack_answer(method, result);
}

bool slack_api::trusts(std::string_view response_url) const {
  const auto read = read_web_address(response_url);
  if (!read.address) return false;
  web_address hooks = base_;
  hooks.host = "hooks." + base_.host;  // hooks.slack.com
  return read.address->same_origin(hooks) || read.address->same_origin(base_);
}

asio::awaitable<bool> slack_api::respond(std::string response_url, json::object message) {
  if (!trusts(response_url)) co_return false;
  auto to = read_web_address(response_url);
  http_fields fields{{"Content-Type", std::string(json_type)}};
  const http_result result = co_await client_.post(std::move(*to.address), std::move(fields), json::serialize(message));
  co_return result.answer&& result.answer->status == 200;
}

}  // namespace countersign::approvals::notify
