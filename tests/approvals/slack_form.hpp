// Callbacks as Slack sends them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace countersign::approvals::tests {

// payload=..., percent-encoded as in application/x-www-form-urlencoded.
inline std::string form_of(std::string_view json) {
  std::string out = "payload=";
  for (const char c : json) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace countersign::approvals::tests
