// Who is at the door: credentials, browser sessions, log-in and log-out.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "approvals/desk.hpp"
#include "approvals/inbox/attempts.hpp"
#include "approvals/inbox/http.hpp"
#include "approvals/inbox/sessions.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::approvals::inbox {

struct door_options {
  std::string public_origin;  // see origin_of(); https makes the cookie Secure
  session_limits browser;
  attempt_limits log_in{10, std::chrono::seconds(60), 10'000};
  attempt_limits bearer{120, std::chrono::seconds(60), 10'000};
};

// How a request identified itself.
struct caller {
  std::string token;
  std::string csrf;     // of the browser session; empty for a bearer token
  std::string cookie;   // likewise
  std::string channel;  // "inbox", "cli" or "api"
};

enum class intent : std::uint8_t {
  read,
  change,  // a browser session must then prove that our own page asks
};

// Lives on the server's thread; `admitted` is called on the desk's.
class door : public std::enable_shared_from_this<door> {
 public:
  using admitted = std::function<void(desk&, const policy::person&, const caller&)>;

  door(boost::asio::any_io_executor home, desk_access& desks, const clock& time, id_source& ids, door_options options);

  // Answers 401, 403 or 429 itself; else calls `work`, which owns answering. What `work` throws becomes a 503.
  void admit(const http_request& request, responder answer, intent what, admitted work);

  void log_in(const http_request& request, responder answer);
  void log_out(const http_request& request, responder answer);

  // For streams: false once a browser session has ended.
  [[nodiscard]] bool still_open(const caller& who) const;

 private:
  [[nodiscard]] std::string cookie_name() const;
  [[nodiscard]] std::string set_cookie(std::string_view value, std::chrono::seconds life) const;
  [[nodiscard]] bool browser_change_refused(const http_request& request, const browser_session& session,
                                            const responder& answer) const;
  void welcome(std::string token, std::string person, bool admin, const responder& answer);

  boost::asio::any_io_executor home_;
  desk_access& desks_;
  const clock& time_;
  door_options options_;
  sessions sessions_;
  attempts log_ins_;
  attempts bearers_;
};

// Runs `work` on the desk's thread; whatever it throws is answered as a 503 and never reaches the desk.
void on_desk(desk_access& desks, const responder& answer, std::function<void(desk&)> work);

}  // namespace countersign::approvals::inbox
