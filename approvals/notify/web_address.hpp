// Where to send HTTP requests: a URL from the configuration, taken apart and judged once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign::approvals::notify {

struct web_address {
  bool tls = true;
  std::string host;  // in lower case, without brackets
  std::string port;
  std::string target;  // path and query, begins with /

  [[nodiscard]] bool same_origin(const web_address& other) const {
    return tls == other.tls && host == other.host && port == other.port;
  }
};

struct web_address_result {
  std::optional<web_address> address;
  std::string error;  // what is wrong and what to write instead; without the path, which may be a secret
};

// Only https, and http to this machine itself (127.0.0.0/8, ::1, localhost): what is sent carries keys and statements.
// No user names, no fragments, no escapes in the host.
[[nodiscard]] web_address_result read_web_address(std::string_view url);

}  // namespace countersign::approvals::notify
