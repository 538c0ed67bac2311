// Who asks, from where and when: the context that rules look at besides the effects.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::policy {

using time_point = std::chrono::system_clock::time_point;

// An IP address; IPv4 ones are stored IPv4-mapped (::ffff:a.b.c.d).
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] static std::optional<ip_address> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  bool operator==(const ip_address&) const = default;
};

// The session's side of a question to the policy. Texts belong to the session.
struct subject {
  std::string_view role;  // the database role that authenticated, cut at 63 bytes as the backend does
  std::string_view database;
  std::string_view application;       // application_name as last reported; anybody can set it, so it never makes milder
  std::optional<ip_address> address;  // absent for a Unix socket
  time_point now{};
  bool has_catalog = true;  // the effects were found with the database's catalog
};

}  // namespace countersign::policy
