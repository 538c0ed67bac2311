#include "proxy/app/channels.hpp"

#include <spdlog/spdlog.h>

namespace countersign::app {

namespace {

namespace notify = approvals::notify;
namespace inbox = approvals::inbox;

void log(notify::log_level how, std::string_view line) {
  switch (how) {
    case notify::log_level::info:
      spdlog::info("{}", line);
      return;
    case notify::log_level::warning:
      spdlog::warn("{}", line);
      return;
    case notify::log_level::error:
      spdlog::error("{}", line);
      return;
  }
}

// A header that counts must be there once.
std::string_view only(const inbox::http_request& request, std::string_view name) {
  return request.count(name) == 1 ? request.header(name) : std::string_view{};
}

}  // namespace

channels::channels(boost::asio::io_context& io, const config::settings& how, const std::string& inbox_url,
                   approvals::desk_access& desks, const approvals::clock& time) {
  if (!how.slack.channel.empty()) {
    notify::slack_options options;
    options.token = how.slack.token;
    options.signing_secret = how.slack.signing_secret;
    options.channel = how.slack.channel;
    options.base_url = how.slack.api;
    options.inbox_url = inbox_url;
    options.log = log;
    slack_ = std::make_unique<notify::slack_notifier>(io, options);
    clicks_ = std::make_unique<notify::slack_actions>(io, std::move(options), desks, time);
  }
  if (!how.webhook.url.empty()) {
    notify::webhook_options options;
    options.url = how.webhook.url;
    options.secret = how.webhook.secret;
    options.statement =
        how.webhook.include_statement ? notify::statement_detail::whole : notify::statement_detail::redacted;
    options.log = log;
    webhook_ = std::make_unique<notify::webhook_notifier>(io, std::move(options), time);
  }
}

void channels::listen_on(inbox::inbox& door) {
  if (!clicks_) return;
  door.add_route(
      "POST", "/slack/actions",
      [this](const inbox::http_request& request, const inbox::responder& answer) {
        clicks_->handle(request.body, only(request, "X-Slack-Request-Timestamp"), only(request, "X-Slack-Signature"),
                        [&answer](notify::slack_reply reply) {
                          answer({reply.status, std::move(reply.content_type), {}, std::move(reply.body), {}});
                        });
      },
      notify::slack_body_bytes_max);
}

void channels::hear(all_channels& news) {
  if (slack_) news.add(*slack_);
  if (webhook_) news.add(*webhook_);
}

void channels::start(approvals::desk_access& desks) {
  if (slack_) slack_->start(desks);
  if (webhook_) webhook_->start(desks);
}

}  // namespace countersign::app
