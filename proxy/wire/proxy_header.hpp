// The header of the PROXY protocol, version 2, with which a load balancer says whose connection it passes on. See
// https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign::wire {

struct proxy_header {
  static constexpr std::size_t fixed_bytes = 16;
  static constexpr std::size_t rest_bytes_max = 2048;  // addresses and what else balancers add; the format allows 65,535

  bool passed_on = false;                 // false: the balancer's own connection, such as a health check
  std::array<std::uint8_t, 16> address{};  // of who began it; IPv4 as ::ffff:0:0/96
  std::uint16_t port = 0;

  // How many bytes follow the first `fixed_bytes`; nothing: this is no such header, or one that is too long.
  [[nodiscard]] static std::optional<std::size_t> rest_of(std::string_view fixed);
  // Both parts, of exactly these lengths. Nothing: it is garbled, or of something other than a stream over IP.
  [[nodiscard]] static std::optional<proxy_header> read(std::string_view fixed, std::string_view rest);
};

}  // namespace countersign::wire
