#include "proxy/session/base64.hpp"

#include <cstdint>

namespace countersign::session {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64_encode(std::string_view raw) {
  std::string out;
  for (std::size_t at = 0; at < raw.size(); at += 3) {
    const std::size_t bytes = std::min<std::size_t>(3, raw.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < bytes ? static_cast<unsigned char>(raw[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= bytes ? alphabet[group >> (18U - 6U * i) & 0x3fU] : '=');
    }
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::string_view group = text.substr(at, 4);
    // Padding is only at the very end.
    if (at + 4 == text.size()) group = group.substr(0, group.find_last_not_of('=') + 1);
    if (group.size() < 2) return std::nullopt;
    std::uint32_t bits = 0;
    for (const char c : group) {
      const std::size_t value = alphabet.find(c);
      if (value == std::string_view::npos) return std::nullopt;
      bits = bits << 6U | static_cast<std::uint32_t>(value);
    }
    bits <<= 6U * (4 - group.size());
    for (std::size_t i = 0; i + 1 < group.size(); ++i) out.push_back(static_cast<char>(bits >> (16U - 8U * i) & 0xffU));
    // One text for each value: what is cut off must be nothing.
    if (group.size() < 4 && (bits & ((1U << (8U * (4 - group.size()))) - 1U)) != 0) return std::nullopt;
  }
  return out;
}

}  // namespace countersign::session
