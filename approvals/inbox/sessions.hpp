// Who is logged in with a browser: cookies in memory, gone with the process.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "approvals/ports/clock.hpp"

namespace countersign::approvals::inbox {

// What a cookie stands for. The bearer token is kept and shown to the desk anew at each request, so that removing a
// token or a person ends their sessions at once.
struct browser_session {
  std::string token;
  std::string csrf;
  std::string person;
  time_point expires{};
};

struct session_limits {
  std::chrono::seconds life{12 * 3600};
  std::size_t sessions_max = 4096;
  std::size_t per_person_max = 16;  // the oldest makes room
};

class sessions {
 public:
  sessions(id_source& ids, session_limits limits) : ids_(ids), limits_(limits) {}

  struct made {
    std::string cookie;
    std::string csrf;
  };
  // Nothing if there are too many.
  [[nodiscard]] std::optional<made> open(std::string token, std::string person, time_point now);
  [[nodiscard]] const browser_session* find(std::string_view cookie, time_point now) const;
  void close(std::string_view cookie);
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  void make_room(std::string_view person, time_point now);
  std::string random_hex();

  id_source& ids_;
  session_limits limits_;
  // By the cookie's SHA-256: how long a comparison takes says nothing about a cookie.
  std::map<std::string, browser_session, std::less<>> all_;
};

// Equal, in a time that depends on the lengths only.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

}  // namespace countersign::approvals::inbox
