#include "approvals/notify/slack_private.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace countersign::approvals::notify {

namespace asio = boost::asio;
namespace json = boost::json;
using end = attempt::end;

namespace {

// Clicks are signed by Slack, but a person, or a script of theirs, may click without end.
constexpr std::size_t under_way_max = 100;
constexpr std::chrono::milliseconds pause_first{500};
constexpr std::chrono::milliseconds pause_max{5'000};

}  // namespace

slack_private::slack_private(asio::io_context& io, const slack_options& options)
    : io_(io), options_(options), look_{options.inbox_url}, api_(io, options) {
  while (look_.inbox_url.ends_with('/')) look_.inbox_url.pop_back();
}

void slack_private::log(log_level how, const std::string& line) const {
  if (options_.log) options_.log(how, "slack: " + line);
}

void slack_private::start(asio::awaitable<void> what) {
  if (under_way_ >= under_way_max) {
    log(log_level::warning, "too many private answers are under way; one is left out");
    return;
  }
  ++under_way_;
  asio::co_spawn(io_, std::move(what), [self = shared_from_this()](std::exception_ptr failed) {
    --self->under_way_;
    if (failed) self->log(log_level::error, "a private answer failed inside of Countersign");
  });
}

void slack_private::tell(slack_audience whom, slack_message what) {
  start(tell_now(shared_from_this(), std::move(whom), std::move(what)));
}

void slack_private::ask_reason(slack_audience whom, std::string trigger, slack_subject about) {
  start(ask_now(shared_from_this(), std::move(whom), std::move(trigger), std::move(about)));
}

asio::awaitable<void> slack_private::tell_now(self_pointer self, slack_audience whom, slack_message what) {
  json::object arguments{{"text", what.text}};
  if (!what.blocks.empty()) arguments["blocks"] = what.blocks;

  // The response_url works even where the app is no member; it needs no permission and counts to no limit.
  if (!whom.response_url.empty() && self->api_.trusts(whom.response_url)) {
    json::object response = arguments;
    response["response_type"] = "ephemeral";
    response["replace_original"] = false;
    const bool done = co_await self->api_.respond(whom.response_url, std::move(response));
    if (done) co_return;
  }

  arguments["channel"] = whom.channel.empty() ? self->options_.channel : whom.channel;
  arguments["user"] = whom.user;
  slack_answer answer = co_await self->api_.call("chat.postEphemeral", arguments);
  if (answer.outcome.how == end::throttled || answer.outcome.how == end::unreachable) {
    asio::steady_timer pause(self->io_);
    pause.expires_after(std::clamp(answer.outcome.after, pause_first, pause_max));
    (void)co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    answer = co_await self->api_.call("chat.postEphemeral", std::move(arguments));
  }
  if (answer.outcome.how != end::delivered) {
    self->log(log_level::warning, "cannot answer " + whom.user + " privately: " + answer.outcome.why);
  }
}

asio::awaitable<void> slack_private::ask_now(self_pointer self, slack_audience whom, std::string trigger,
                                             slack_subject about) {
  json::object arguments{{"trigger_id", trigger}, {"view", slack_deny_dialog(about, whom.channel)}};
  const slack_answer answer = co_await self->api_.call("views.open", std::move(arguments));
  if (answer.outcome.how == end::delivered) co_return;
  self->log(log_level::warning, "hold " + about.hold + ": the dialog for a denial did not open: " + answer.outcome.why);
  co_await tell_now(self, std::move(whom), slack_deny_offer(about, self->look_));
}

}  // namespace countersign::approvals::notify
