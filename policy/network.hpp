// A range of addresses, as rules write it: "10.20.0.0/16", "2001:db8::/32", "192.0.2.7" or "unix".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/subject.hpp"

namespace countersign::policy {

// Immutable once parsed. IPv4 ranges are kept IPv4-mapped, so that ::ffff:10.0.0.1 is the same address as 10.0.0.1.
struct network {
  bool unix_socket = false;
  ip_address base;
  std::uint8_t prefix = 128;  // of the mapped form, 0 to 128

  enum class problem : std::uint8_t { none, not_an_address, bad_prefix, host_bits };
  // `why` says what is wrong where nothing is returned. Bits set past the prefix are an error, as in pg_hba.conf.
  [[nodiscard]] static std::optional<network> parse(std::string_view text, problem& why);
  [[nodiscard]] bool contains(const std::optional<ip_address>& address) const;
};

}  // namespace countersign::policy
