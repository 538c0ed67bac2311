// Runs an outbox: brings what it says, when it says, until stopped. Slack and webhooks are couriers.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "approvals/notify/outbox.hpp"

namespace countersign::approvals::notify {

enum class log_level : std::uint8_t { info, warning, error };
// Called on the thread of the channel's io_context. Lines carry hold ids, never statements or keys.
using log_function = std::function<void(log_level, std::string_view)>;

// How a channel is, for `countersign health`.
struct channel_health {
  std::string channel;
  std::string trouble;  // what went wrong last and what to do; empty while all is well
  std::size_t waiting = 0;
};

struct courier_options {
  std::string channel;  // "slack"; also its name in deliveries
  keep policy = keep::newest;
  outbox_limits limits;
  std::function<double()> jitter;  // empty: random
  log_function log;                // empty: no log
};

// Everything but add() and health() on the io_context's thread. Owned by shared pointers: its loop holds one.
class courier : public std::enable_shared_from_this<courier> {
 public:
  courier(boost::asio::io_context& io, courier_options options);
  virtual ~courier() = default;
  courier(const courier&) = delete;
  courier& operator=(const courier&) = delete;

  void run();                                   // starts bringing
  void stop();                                  // what is under way is given up
  void add(letter what);                        // from any thread
  [[nodiscard]] channel_health health() const;  // from any thread

 protected:
  // Tries to bring one letter. Must end; the client's timeouts see to that.
  [[nodiscard]] virtual boost::asio::awaitable<attempt> bring(letter what) = 0;
  // Letters were dropped over the limit, and the rest has been brought: look for what is not up to date.
  virtual void catch_up() = 0;

  void log(log_level how, std::string_view line) const;
  [[nodiscard]] boost::asio::io_context& io() const { return io_; }
  [[nodiscard]] const std::string& channel() const { return options_.channel; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  static boost::asio::awaitable<void> loop(std::shared_ptr<courier> self);
  boost::asio::awaitable<attempt> bring_safely(letter what);
  void note(const letter& what, const attempt& how);
  void publish_health();

  boost::asio::io_context& io_;
  courier_options options_;
  outbox outbox_;
  boost::asio::steady_timer wake_;
  boost::asio::cancellation_signal give_up_;
  bool stopped_ = false;
  std::string logged_;  // the trouble that was logged last, so that each is logged once

  mutable std::mutex health_lock_;  // the only thing here that other threads see
  channel_health health_;
};

}  // namespace countersign::approvals::notify
