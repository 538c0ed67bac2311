// Slack and webhooks as the configuration asks for them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "approvals/inbox/inbox.hpp"
#include "approvals/notify/slack.hpp"
#include "approvals/notify/slack_actions.hpp"
#include "approvals/notify/webhook.hpp"
#include "proxy/app/system.hpp"
#include "proxy/config/config.hpp"

namespace countersign::app {

class channels {
 public:
  // Before the threads of `io` and of the desk run. Throws, naming the setting, what Slack or the webhook cannot use.
  channels(boost::asio::io_context& io, const config::settings& how, const std::string& inbox_url,
           approvals::desk_access& desks, const approvals::clock& time);

  void listen_on(approvals::inbox::inbox& door);  // Slack's clicks come in there
  void hear(all_channels& news);
  void start(approvals::desk_access& desks);

 private:
  std::unique_ptr<approvals::notify::slack_notifier> slack_;
  std::unique_ptr<approvals::notify::slack_actions> clicks_;
  std::unique_ptr<approvals::notify::webhook_notifier> webhook_;
};

}  // namespace countersign::app
