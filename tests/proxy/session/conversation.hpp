// Both ends of one session and the desk, played by a test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/session.hpp"
#include "proxy/wire/build.hpp"

namespace countersign::test {

// Messages that only a frontend sends, with their parts.
[[nodiscard]] std::string message(char type, std::string_view body);
[[nodiscard]] std::string query(std::string_view text);
[[nodiscard]] std::string parse(std::string_view name, std::string_view text);
[[nodiscard]] std::string bind_portal(std::string_view portal, std::string_view name,
                                      std::vector<std::string> values = {});
[[nodiscard]] std::string execute(std::string_view portal);
[[nodiscard]] std::string sync();
[[nodiscard]] std::string complete(std::string_view tag);
[[nodiscard]] std::string ready(char status);
[[nodiscard]] std::string error(std::string_view sqlstate, std::string_view text);
[[nodiscard]] std::string startup(std::string_view user, std::string_view database);

class conversation {
 public:
  // Rules: the built-in ones, unless given. Logged in and idle when the constructor returns.
  explicit conversation(std::string_view rules = {});

  void log_in(std::string_view packet = {});  // of a fresh session; the constructor's is
  void frontend(std::string_view bytes);
  void backend(std::string_view bytes);
  void frontend_in_pieces(std::string_view bytes, std::size_t size);
  void opened();  // the desk takes the open hold
  void settled(approvals::hold_state state, std::string_view reason = {});
  void not_taken(approvals::open_result why, std::string_view error);
  void listed(const approvals::pending_list& what);  // the desk's answer to SHOW countersign.pending
  void cancel();
  void tick();

  // What arrived since last asked: message types, such as "NEZ", and all bytes.
  [[nodiscard]] std::string to_frontend();
  [[nodiscard]] std::string to_backend();
  [[nodiscard]] static std::string types(std::string_view bytes);
  [[nodiscard]] static std::string field(std::string_view bytes, char type, char code);

  session::settings settings;
  session::shared shared;
  session::shared elsewhere;  // of the thread for long statements
  std::size_t offloads = 0;   // how often it was used
  std::unique_ptr<session::session> about;
  std::vector<session::open_hold> holds;
  std::vector<session::desk_message> desk;  // everything else
  bool cancel_sent = false;
  bool frontend_closed = false;
  bool backend_closed = false;
  approvals::time_point now{std::chrono::hours{24 * 365 * 50}};

 private:
  void take(session::actions& done);
  std::string front_;
  std::string back_;
};

}  // namespace countersign::test
