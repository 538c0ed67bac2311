#include "approvals/factors/base64url.hpp"

#include <cstdint>

namespace countersign::factors {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view alphabet32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// The bytes as signs of so many bits each; the last one is filled up with zeros.
std::string signs(std::string_view bytes, std::string_view from, unsigned bits) {
  std::string out;
  std::uint32_t kept = 0;
  unsigned count = 0;
  const std::uint32_t mask = (1U << bits) - 1;
  for (const char byte : bytes) {
    kept = kept << 8 | static_cast<unsigned char>(byte);
    count += 8;
    while (count >= bits) out.push_back(from[kept >> (count -= bits) & mask]);
  }
  if (count > 0) out.push_back(from[kept << (bits - count) & mask]);
  return out;
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  return signs(bytes, alphabet, 6);
}

std::string to_base32(std::string_view bytes) {
  return signs(bytes, alphabet32, 5);
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t kept = 0;
  unsigned count = 0;
  for (const char sign : text) {
    const std::size_t value = alphabet.find(sign);
    if (value == std::string_view::npos) return std::nullopt;
    kept = kept << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) out.push_back(static_cast<char>(kept >> (count -= 8) & 0xffU));
  }
  if (to_base64url(out) != text) return std::nullopt;
  return out;
}

}  // namespace countersign::factors
