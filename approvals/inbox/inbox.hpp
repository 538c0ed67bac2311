// The inbox: the page, the JSON API behind it, and live news, on one HTTP server.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "approvals/inbox/attempts.hpp"
#include "approvals/inbox/http.hpp"
#include "approvals/inbox/live.hpp"
#include "approvals/inbox/server.hpp"
#include "approvals/inbox/sessions.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/desk_access.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::approvals::inbox {

struct inbox_options {
  server_options http;
  // Where people reach it, as in NOTICE and Slack: https://approvals.example.com. https makes the cookie Secure.
  // Empty: only the address listened to.
  std::string public_url;
  session_limits browser;
  attempt_limits log_in{10, std::chrono::seconds(60), 10'000};
  live_limits live;
};

// Lives on the one thread that runs `io`, except for on_news(), which is called on the desk's. `io` must outlive the
// desk's thread, `ids` and `time` are used on both. Plain HTTP: see the README for TLS.
class inbox final : public notifier {
 public:
  inbox(boost::asio::io_context& io, desk_access& desks, const clock& time, id_source& ids, inbox_options options);
  ~inbox() override;

  // For others who are called over HTTP, such as Slack. Before start(). See server::add_route.
  void add_route(std::string method, std::string path, handler what, std::size_t body_bytes_max = 0);

  // Throws boost::system::system_error, naming the address. May be called while another thread runs `io` already.
  void start();
  [[nodiscard]] std::uint16_t port() const;
  void stop();

  void on_news(news_kind what, std::shared_ptr<const hold> about) override;

 private:
  std::shared_ptr<live> live_;
  server server_;
};

}  // namespace countersign::approvals::inbox
