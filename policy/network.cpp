#include "policy/network.hpp"

#include <charconv>

namespace countersign::policy {

namespace {

// The mask of byte `index` for a prefix of so many bits.
std::uint8_t mask_at(std::size_t index, unsigned prefix) {
  const unsigned before = static_cast<unsigned>(index) * 8;
  if (prefix >= before + 8) return 0xff;
  if (prefix <= before) return 0;
  return static_cast<std::uint8_t>(0xff00u >> (prefix - before));
}

}  // namespace

std::optional<network> network::parse(std::string_view text, problem& why) {
  why = problem::none;
  network out;
  if (text == "unix") {
    out.unix_socket = true;
    return out;
  }
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const auto base = ip_address::parse(address);
  if (!base) {
    why = problem::not_an_address;
    return std::nullopt;
  }
  out.base = *base;
  if (slash != std::string_view::npos) {
    const bool v4 = address.find(':') == std::string_view::npos;
    const std::string_view digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (digits.empty() || ec != std::errc{} || end != digits.data() + digits.size() || bits > (v4 ? 32u : 128u)) {
      why = problem::bad_prefix;
      return std::nullopt;
    }
    out.prefix = static_cast<std::uint8_t>(v4 ? bits + 96 : bits);
  }
  for (std::size_t i = 0; i < out.base.bytes.size(); ++i) {
    if ((out.base.bytes[i] & ~mask_at(i, out.prefix)) != 0) {
      why = problem::host_bits;
      return std::nullopt;
    }
  }
  return out;
}

bool network::contains(const std::optional<ip_address>& address) const {
  if (unix_socket || !address) return unix_socket && !address;
  for (std::size_t i = 0; i < base.bytes.size(); ++i) {
    if ((address->bytes[i] & mask_at(i, prefix)) != base.bytes[i]) return false;
  }
  return true;
}

}  // namespace countersign::policy
