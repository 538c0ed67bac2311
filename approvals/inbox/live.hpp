// Live pages: news of holds as server-sent events, to those who may see each hold.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "approvals/inbox/door.hpp"
#include "approvals/inbox/http.hpp"
#include "approvals/ports/desk_access.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::approvals::inbox {

struct live_limits {
  std::size_t streams_max = 400;  // below the server's connections, so that decisions always get through
  std::size_t per_person_max = 12;
  std::chrono::milliseconds heartbeat{15'000};
};

// Lives on the server's thread, but for on_news(). Order is kept: news goes desk -> here -> desk (who may see it)
// -> here, and each step is a queue.
class live final : public notifier, public std::enable_shared_from_this<live> {
 public:
  live(boost::asio::any_io_executor home, desk_access& desks, std::shared_ptr<door> entrance, live_limits limits);

  void start();
  void stop();

  void on_news(news_kind what, std::shared_ptr<const hold> about) override;  // on the desk's thread

  // Answers GET /api/events.
  void subscribe(const http_request& request, const responder& answer);

 private:
  struct subscriber {
    std::shared_ptr<http_stream> stream;
    caller who;
    std::string person;
  };
  // What the desk says of one token: whether its owner is still welcome, and the event if they may see it.
  struct judged {
    std::string token;
    bool welcome = false;
    std::string event;
  };

  void add(std::shared_ptr<http_stream> stream, caller who, std::string person);
  void judge(news_kind what, std::shared_ptr<const hold> about);
  void deliver(const std::vector<judged>& answers);
  void beat();
  void forget_closed();
  [[nodiscard]] std::vector<std::string> tokens() const;
  [[nodiscard]] bool room_for(std::string_view person);

  boost::asio::any_io_executor home_;
  desk_access& desks_;
  std::shared_ptr<door> entrance_;
  live_limits limits_;
  boost::asio::steady_timer timer_;
  std::vector<subscriber> all_;
  bool stopped_ = false;
};

}  // namespace countersign::approvals::inbox
