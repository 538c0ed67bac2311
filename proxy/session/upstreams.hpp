// The servers behind a listener, as far as a session has to know them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::session {

struct upstream {
  std::string name;                         // how people know it: "127.0.0.1:5432"
  std::vector<std::string> databases = {};  // that it has; empty: whatever is asked for
};

// What a server says of itself.
struct server_role {
  bool known = false;  // it answered
  bool standby = false;
  bool read_only = false;  // a session's transactions are, unless it says otherwise; those of a standby always
};

// Which of an upstream's servers will do: libpq's target_session_attrs, with its meanings.
enum class session_target : std::uint8_t { any, read_write, read_only, primary, standby, prefer_standby };

// Empty: it will do; else why not, in libpq's words. `prefer_standby` takes a standby only; who asks tries again with
// `any`.
[[nodiscard]] inline std::string_view unfit(session_target wanted, const server_role& is) {
  if (wanted == session_target::any) return {};
  if (!is.known) return "it did not say whether it takes writes";
  switch (wanted) {
    case session_target::any:
      break;
    case session_target::read_write:
      return is.read_only ? "session is read-only" : std::string_view{};
    case session_target::read_only:
      return is.read_only ? std::string_view{} : "session is not read-only";
    case session_target::primary:
      return is.standby ? "server is in hot standby mode" : std::string_view{};
    case session_target::standby:
    case session_target::prefer_standby:
      return is.standby ? std::string_view{} : "server is not in hot standby mode";
  }
  return {};
}

// Which server has the database; nothing: none, and no other is tried in its place. Names are compared as bytes, as the
// server does.
[[nodiscard]] inline std::optional<std::size_t> upstream_of(const std::vector<upstream>& all,
                                                            std::string_view database) {
  const auto at = std::find_if(all.begin(), all.end(), [database](const upstream& each) {
    return each.databases.empty() ||
           std::find(each.databases.begin(), each.databases.end(), database) != each.databases.end();
  });
  if (at == all.end()) return std::nullopt;
  return static_cast<std::size_t>(at - all.begin());
}

}  // namespace countersign::session
