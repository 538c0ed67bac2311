// Brings news of holds to a Slack channel: one message for each hold, rewritten after every change.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "approvals/notify/slack_options.hpp"
#include "approvals/ports/desk_access.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::approvals::notify {

// on_news() and health() from any thread, everything else on the thread of `io`, which must run until after stop() and
// must outlive the desk's thread.
class slack_notifier final : public notifier {
 public:
  // Throws std::invalid_argument, naming the setting, or std::runtime_error if TLS cannot be set up.
  slack_notifier(boost::asio::io_context& io, slack_options options);
  ~slack_notifier() override;  // as stop()

  // Begins to bring news, first of all what changed while nobody was there to bring it. `desk` outlives this.
  void start(desk_access& desk);
  void stop();

  void on_news(news_kind what, std::shared_ptr<const hold> about) override;
  [[nodiscard]] channel_health health() const;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace countersign::approvals::notify
