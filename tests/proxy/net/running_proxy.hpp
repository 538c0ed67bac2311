// A server under test between clients of the test's and a scripted upstream, with a desk that does as it is told.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "proxy/net/server.hpp"
#include "tests/proxy/net/upstream.hpp"
#include "tests/support/raw_client.hpp"

namespace countersign::test {

// Keeps what it was told; answers every request with a hold whose id is the ticket in words. Thread-safe.
class told_desk final : public net::desk_port {
 public:
  struct held {
    std::uint64_t ticket = 0;
    std::string id;
    std::string statement;
    std::string address;
    net::session_handle who;
  };

  void open(std::uint64_t ticket, approvals::hold_request request, std::string code, net::session_handle who) override;
  void withdraw(std::string id, approvals::withdrawal why) override;
  void released(std::string id, net::time_point at) override;
  void finished(std::string id, approvals::outcome what) override;
  void list_pending(std::uint64_t ticket, std::string role, std::string database, net::session_handle who) override;
  void note(std::string event, std::string fields) override;
  void session_started(std::string fields) override;
  void session_ended(std::string fields) override;

  // The nth hold that was opened, waited for.
  [[nodiscard]] held wait_for_hold(std::size_t nth = 0) const;
  void settle(const held& which, approvals::hold_state how) const;
  // "opened 1", "withdrawn 1 frontend_gone", "released 1", "finished 1 completed DELETE 3", "ended"...
  [[nodiscard]] std::vector<std::string> news() const;
  [[nodiscard]] bool heard(std::string_view what, milliseconds within = milliseconds{5000}) const;
  void answer_later(bool later);  // requests stay unanswered until answer_now()
  void answer_now();

 private:
  void tell(std::string what);
  static void answer(const held& which);

  mutable std::mutex guard_;
  std::vector<held> holds_;
  std::vector<std::string> news_;
  bool later_ = false;
};

// Everything is allowed but DELETE without WHERE, which dana must approve.
[[nodiscard]] std::shared_ptr<const policy::ruleset> test_rules();

struct running_proxy {
  explicit running_proxy(net::server_options changed = {});
  upstream database;
  told_desk desk;
  net::server served;
  [[nodiscard]] raw_client connect() const { return {"127.0.0.1", served.port()}; }
  [[nodiscard]] raw_client logged_in() const;
};

}  // namespace countersign::test
