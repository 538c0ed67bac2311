// What only the person who clicked is told.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "approvals/notify/slack_api.hpp"
#include "approvals/notify/slack_blocks.hpp"
#include "approvals/notify/slack_options.hpp"

namespace countersign::approvals::notify {

// Somebody who is looking at a channel.
struct slack_audience {
  std::string user;
  std::string channel;       // empty: the configured one
  std::string response_url;  // of their click; empty if there is none
};

// All calls on the thread of the io_context. Held by shared pointers: what it started holds one.
class slack_private : public std::enable_shared_from_this<slack_private> {
 public:
  slack_private(boost::asio::io_context& io, const slack_options& options);

  // Best effort, with one more try: a click can be repeated, and the channel's message shows the state in any case.
  void tell(slack_audience whom, slack_message what);
  // Opens the dialog that asks why they deny; if that fails, says how to deny without.
  void ask_reason(slack_audience whom, std::string trigger, slack_subject about);

 private:
  using self_pointer = std::shared_ptr<slack_private>;
  void start(boost::asio::awaitable<void> what);
  static boost::asio::awaitable<void> tell_now(self_pointer self, slack_audience whom, slack_message what);
  static boost::asio::awaitable<void> ask_now(self_pointer self, slack_audience whom, std::string trigger,
                                              slack_subject about);
  void log(log_level how, const std::string& line) const;

  boost::asio::io_context& io_;
  slack_options options_;
  slack_look look_;
  slack_api api_;
  std::size_t under_way_ = 0;
};

}  // namespace countersign::approvals::notify
