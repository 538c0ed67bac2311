// Posts news of holds, signed, to a URL: for anything that has no adapter of its own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "approvals/notify/courier.hpp"
#include "approvals/notify/http_client.hpp"
#include "approvals/notify/webhook_event.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/desk_access.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::approvals::notify {

struct webhook_options {
  std::string url;
  std::string secret;  // for the signature; never logged
  statement_detail statement = statement_detail::redacted;
  http_client_options http;
  outbox_limits limits;
  std::function<double()> jitter;  // empty: random
  log_function log;
};

// Threads as for slack_notifier. Each event arrives at least once; of a hold, in order.
class webhook_notifier final : public notifier {
 public:
  // Throws std::invalid_argument, naming the setting, or std::runtime_error if TLS cannot be set up.
  webhook_notifier(boost::asio::io_context& io, webhook_options options, const clock& time);
  ~webhook_notifier() override;  // as stop()

  void start(desk_access& desk);
  void stop();

  void on_news(news_kind what, std::shared_ptr<const hold> about) override;
  [[nodiscard]] channel_health health() const;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace countersign::approvals::notify
